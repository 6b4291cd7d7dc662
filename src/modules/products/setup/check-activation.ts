// What Activate asks the API itself: does it refuse a request without a credential (spec 06 §5)?
import type { ActivationCheck } from '#modules/sources';
import { askValidation, validationUrl } from '../admission/ask-validation.ts';

/** Empty when nothing is in the way. */
export const checkActivation: ActivationCheck = async ({ deps, signal }, { baseUrl, connection }) => {
  if (baseUrl === null || connection === null) return ['Set up the API connection.'];
  if (connection.validationMode === 'presence_only') return [];
  const answer = await askValidation(deps, { baseUrl, connection, credential: undefined, signal });
  const fault = faultWithoutCredential(answer, validationUrl({ baseUrl, connection }));
  return fault === undefined ? [] : [fault];
};

/** Why the answer to a request without credential proves no validation; undefined when it does. */
export function faultWithoutCredential(
  { verdict, status, fault }: Awaited<ReturnType<typeof askValidation>>,
  url: string,
): string | undefined {
  if (verdict === 'invalid') return undefined;
  if (status === null) return `The validation endpoint ${url} did not answer: ${fault ?? 'no reason was given'}`;
  return `The validation endpoint ${url} answered ${status} to a request without credential; it must answer 401 or 403. Choose one that needs the credential.`;
}
