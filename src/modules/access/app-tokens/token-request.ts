// What applications send to the token endpoint, read once: names that count, each given once, none of them long.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { OAuthProblem } from '../authorization/oauth-problem.ts';

export type TokenRequest =
  | {
      readonly grantType: 'authorization_code';
      readonly clientId: string;
      readonly code: string;
      readonly redirectUri: string;
      readonly codeVerifier: string;
      readonly resource: string | undefined;
    }
  | {
      readonly grantType: 'refresh_token';
      readonly clientId: string;
      readonly refreshToken: string;
      readonly resource: string | undefined;
    };

const MAX_VALUE = 2_000;
/** The standards know a dozen. Anybody may send a request, so a long list of names is not even looked through. */
const MAX_PARAMETERS = 30;
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

export function parseTokenRequest(form: URLSearchParams): Outcome<TokenRequest, OAuthProblem> {
  const refuse = (description: string): Outcome<never, OAuthProblem> => failed({ error: 'invalid_request', description });
  if (form.size > MAX_PARAMETERS) return refuse(`more than ${MAX_PARAMETERS} parameters are given`);
  if (new Set(form.keys()).size < form.size) return refuse('a parameter is given twice');
  const long = [...form.values()].some((value) => value.length > MAX_VALUE);
  if (long) return refuse(`a parameter is longer than ${MAX_VALUE} characters`);
  const value = (name: string): string => form.get(name) ?? '';
  if (!/^[\x20-\x7e]*$/.test([...form.values()].join(''))) return refuse('a parameter has characters that none may have');
  const grantType = value('grant_type');
  const missing = (NEEDED[grantType] ?? []).find((name) => value(name) === '');
  if (missing !== undefined) return refuse(`${missing} is missing`);
  const common = { clientId: value('client_id'), resource: form.get('resource') ?? undefined };
  if (grantType === 'refresh_token') return ok({ grantType, ...common, refreshToken: value('refresh_token') });
  if (grantType !== 'authorization_code') {
    return failed({ error: 'unsupported_grant_type', description: 'grant_type must be authorization_code or refresh_token' });
  }
  const codeVerifier = value('code_verifier');
  // one that cannot be right is not compared: the code stays good for who made the mistake
  if (!VERIFIER.test(codeVerifier)) return refuse('code_verifier must be 43 to 128 unreserved characters');
  return ok({ grantType, ...common, code: value('code'), redirectUri: value('redirect_uri'), codeVerifier });
}

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  authorization_code: ['client_id', 'code', 'redirect_uri', 'code_verifier'],
  refresh_token: ['client_id', 'refresh_token'],
};
