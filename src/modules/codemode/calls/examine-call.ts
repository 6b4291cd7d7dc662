// Everything that is decided about a call before anything is sent: may it be called, are the arguments right, what is the request. Pure,
// but for the schema checkers that are kept.
import type { FieldError } from '#kernel/errors';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Role } from '#kernel/role';
import { buildRequest, checkArguments } from '#modules/sources';
import type { BuiltRequest, OpenBundle, Operation } from '#modules/sources';
import type { CallFailure } from './call-failure.ts';
import { permissionOf } from './operation-policy.ts';

export interface ExaminedCall {
  readonly operation: Operation;
  readonly args: Readonly<Record<string, unknown>>;
  readonly request: BuiltRequest;
  /** A person must say so first. */
  readonly asks: boolean;
}

export interface AskedCall {
  readonly operation: Operation;
  /** JSON text of the arguments; empty for none. */
  readonly argsJson: string;
  readonly role: Role;
}

export function examineCall(
  bundle: Pick<OpenBundle, 'manifest' | 'schemas' | 'environment'>,
  { operation, argsJson, role }: AskedCall,
): Outcome<ExaminedCall, CallFailure> {
  const { operationId } = operation;
  const wrong = (message: string): Outcome<never, CallFailure> =>
    failed({ kind: 'bad_arguments', message: `${operationId}: ${message}`, operationId });
  const permission = permissionOf(operation, role, bundle.manifest.policy);
  if (permission.action === 'refuse') return failed({ kind: permission.kind, message: permission.message, operationId });
  const args = argumentsOf(argsJson);
  if (!args) return wrong('the arguments must be one object, such as { limit: 10 }.');
  const built = buildRequest(operation, args, { baseUrl: baseUrlOf(bundle) });
  if (!built.ok) return wrong(`${built.fieldErrors.slice(0, MAX_FAULTS).map(inWords).join('; ')}. Nothing was sent.`);
  const fault = checkArguments(operation, bundle.schemas, args);
  if (fault) return wrong(`${inWords(fault)}. Nothing was sent.`);
  const { method, url, headers, body } = built;
  return ok({ operation, args, request: { method, url, headers, body }, asks: permission.action === 'ask' });
}

const MAX_FAULTS = 10;

const inWords = ({ field, message }: FieldError): string => `${field}: ${message}`;

/** Of its environment; the manifest was refused without one. */
export const baseUrlOf = ({ manifest, environment }: Pick<OpenBundle, 'manifest' | 'environment'>): string =>
  (Object.hasOwn(manifest.baseUrls, environment) ? manifest.baseUrls[environment] : undefined) ?? '';

/** Undefined when it is no object. Names are a stranger's; JSON.parse makes own properties of all of them. */
function argumentsOf(argsJson: string): Readonly<Record<string, unknown>> | undefined {
  if (argsJson === '' || argsJson === 'null') return {};
  try {
    const value: unknown = JSON.parse(argsJson);
    return isObject(value) ? value : undefined;
  } catch {
    // The bridge hands over JSON; whatever else it is, it is no object.
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
