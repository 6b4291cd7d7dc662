// JSON-RPC errors of our own servers: typed, with data in both eras, and silent about faults of ours.
import type { FieldError } from '#kernel/errors';

export const INVALID_REQUEST = -32600;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

/** A JSON-RPC error for the caller. `data` reaches it in both eras. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

/** More are counted and not named: an answer must not grow with what was sent. */
const MAX_FIELDS = 100;

/** What the caller wrote wrongly, every field at once. `more` stands beside `code` and `details` in the data. */
export function refusedFields(wrong: readonly FieldError[], more: Readonly<Record<string, unknown>> = {}): RpcError {
  const fieldErrors = wrong.slice(0, MAX_FIELDS);
  const unnamed = wrong.length - fieldErrors.length;
  const named = fieldErrors.map(({ field, message: fault }) => `${field}: ${fault}`).join('; ');
  const message = unnamed === 0 ? named : `${named}; and ${unnamed} more`;
  return new RpcError(INVALID_PARAMS, message, { ...more, code: 'validation_failed', details: { fieldErrors, warnings: [] } });
}

/** An error of ours as it is; of anything else the caller learns nothing. */
export const asRpcError = (error: unknown, faultOf = internalError): RpcError => (error instanceof RpcError ? error : faultOf(error));

const internalError = (_error: unknown): RpcError => new RpcError(INTERNAL_ERROR, 'Internal error');

export interface Refusal {
  readonly status: number;
  readonly error: RpcError;
  /** Of the refused message, where it could be read. */
  readonly id?: string | number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An answer to a message that reaches no server. */
export function rpcRefusal({ status, error, id, headers = {} }: Refusal): Response {
  const { code, message, data } = error;
  return Response.json(
    { jsonrpc: '2.0', id: id ?? null, error: { code, message, ...(data === undefined ? {} : { data }) } },
    { status, headers },
  );
}
