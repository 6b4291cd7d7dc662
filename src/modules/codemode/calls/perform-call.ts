// Sends one call and reads its answer. What comes back to the script is JSON without the source's secret, or a failure it can catch.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { sendOperation } from '#modules/sources';
import type { OpenBundle, OperationAnswer, SendFault } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import type { StoredCall } from '../executions/execution.ts';
import { argumentNames } from './argument-names.ts';
import type { CallFailure } from './call-failure.ts';
import { baseUrlOf } from './examine-call.ts';
import type { ExaminedCall } from './examine-call.ts';
import type { Access } from './source-credential.ts';

export interface CallDoors {
  readonly deps: Pick<Deps, 'exchange' | 'clock' | 'log'>;
  readonly bundle: OpenBundle;
  readonly access: Access;
  /** Of the whole call. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface PerformedCall {
  /** The answer's body as JSON. */
  readonly outcome: Outcome<string, CallFailure>;
  readonly record: StoredCall;
}

/** Never rejects: a caller who left is a failure like others, and one nobody reads. */
export async function performCall(doors: CallDoors, examined: ExaminedCall): Promise<PerformedCall> {
  const { deps, bundle, access, timeoutMs, signal } = doors;
  const { operation, request, args } = examined;
  const startedAt = deps.clock.now().getTime();
  const record = (status: number | null, bytes: number): StoredCall => ({
    operationId: operation.operationId,
    method: operation.method,
    path: operation.path,
    status,
    durationMs: deps.clock.now().getTime() - startedAt,
    bytes,
    arguments: argumentNames(operation, args, bundle.schemas),
  });
  try {
    const maxBytes = bundle.manifest.limits.maxResponseBytes;
    const sent = await sendOperation(deps, request, {
      baseUrl: baseUrlOf(bundle),
      credential: access.credential,
      maxBytes,
      timeoutMs,
      signal,
    });
    if (!sent.ok) return { outcome: failed(failureOfFault(sent.error, operation.operationId)), record: record(null, 0) };
    const { status, bytes } = sent.value;
    return { outcome: outcomeOf(sent.value, { operationId: operation.operationId, maxBytes, access }), record: record(status, bytes) };
  } catch (error) {
    if (!signal.aborted) deps.log.warn({ error, operationId: operation.operationId }, 'a call of a published API failed on our side');
    return { outcome: failed(stopped(operation.operationId)), record: record(null, 0) };
  }
}

const stopped = (operationId: string): CallFailure => ({
  kind: 'interrupted',
  message: `${operationId}: the call was stopped.`,
  operationId,
});

interface Reading {
  readonly operationId: string;
  readonly maxBytes: number;
  readonly access: Access;
}

function outcomeOf(answer: OperationAnswer, { operationId, maxBytes, access }: Reading): Outcome<string, CallFailure> {
  const { status, truncated } = answer;
  const json = access.strip(JSON.stringify(answer.body ?? null), truncated);
  const isSuccess = status >= 200 && status < 300;
  if (!isSuccess) {
    const body: unknown = JSON.parse(json);
    return failed({ kind: 'api_error', message: `${operationId} was answered with ${status}.`, operationId, status, body });
  }
  if (!truncated) return ok(json);
  const message = `The answer to ${operationId} is longer than ${maxBytes} bytes, the limit of this endpoint. Ask for less, with a smaller page or a filter.`;
  return failed({ kind: 'response_too_large', message, operationId });
}

function failureOfFault({ code, message }: SendFault, operationId: string): CallFailure {
  const isBlocked = code === 'egress_blocked' || code === 'blocked_address';
  if (isBlocked) return { kind: 'egress_blocked', message: `${operationId}: ${message}`, operationId };
  return { kind: 'api_error', message: `${operationId}: ${message}`, operationId, status: 0, body: null };
}
