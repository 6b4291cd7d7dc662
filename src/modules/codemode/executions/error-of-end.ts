// Why a script did not return, in the agent's own line numbers. Pure; what it answers is still to be redacted.
import type { Manifest } from '#modules/sources';
import type { Position } from '#platform/script/prepared-script';
import type { ScriptEnd, ThrownError } from '#platform/sandbox/sandbox';
import { boundedBody, callLimitMessage, errorOfFailure, NAMES } from '../calls/call-failure.ts';
import type { CallFailure } from '../calls/call-failure.ts';
import { cutText } from './cut-text.ts';
import { ERROR_KINDS } from './answer.ts';
import type { ErrorKind, ExecutionError } from './answer.ts';

export interface EndContext {
  readonly limits: Manifest['limits'] & { readonly timeoutMs: number };
  /** Handed to the script in this execution. */
  readonly failures: readonly CallFailure[];
  toAgentPosition(line: number, column: number): Position;
}

type Failed = Exclude<ScriptEnd, { kind: 'returned' | 'paused' }>;

const MAX_MESSAGE_BYTES = 2 * 1024;

export function errorOfEnd(end: Failed, context: EndContext): ExecutionError {
  const { limits } = context;
  switch (end.kind) {
    case 'threw':
      return { ...errorOfThrown(end.error, context.failures), ...placeOf(end.error, context) };
    case 'syntax':
      return { kind: 'syntax_error', message: cutText(end.error.message, MAX_MESSAGE_BYTES), ...placeOf(end.error, context) };
    case 'not_serialisable':
      return {
        kind: 'result_not_serialisable',
        message: `The result is not JSON: ${cutText(end.message, MAX_MESSAGE_BYTES)}. Return plain objects, lists, texts and numbers.`,
      };
    case 'timeout':
      return {
        kind: 'timeout',
        message: `The script took longer than ${limits.timeoutMs} ms, the limit of this endpoint. Do less in one script, or run calls together with Promise.all.`,
      };
    case 'memory':
      return {
        kind: 'memory_limit',
        message: `The script needed more than ${limits.memoryMb} MB, the limit of this endpoint. Keep less at a time.`,
      };
    case 'call_limit':
      return { kind: 'call_limit', message: callLimitMessage(limits.maxCalls) };
    case 'stalled':
      return { kind: 'runtime_error', message: 'The script waits for a promise that nothing will ever settle.' };
    case 'ended':
      return errorOfHost(end.error);
    case 'aborted':
      return { kind: 'interrupted', message: 'The script was stopped before it ended. What it had called by then stays called.' };
    case 'crashed':
      return { kind: 'interrupted', message: 'The sandbox of the script ended unexpectedly. What it had called by then stays called.' };
    default: {
      const never: never = end;
      return never;
    }
  }
}

/** One of ours only when we handed it out: a script can throw anything, under any name. */
function errorOfThrown(thrown: ThrownError, failures: readonly CallFailure[]): ExecutionError {
  const ours = failures.findLast((failure) => NAMES[failure.kind] === thrown.name && isSame(failure, thrown));
  if (ours) return { ...errorOfFailure(ours), message: cutText(ours.message, MAX_MESSAGE_BYTES) };
  const named = thrown.name === '' || thrown.name === 'Error' ? '' : `${cutText(thrown.name, 100)}: `;
  const data = thrown.data?.body === undefined ? {} : { body: boundedBody(thrown.data.body) };
  return { kind: 'runtime_error', message: `${named}${cutText(thrown.message, MAX_MESSAGE_BYTES)}`, ...data };
}

const isSame = (failure: CallFailure, { message, data }: ThrownError): boolean =>
  failure.message === message ||
  (failure.kind === 'api_error' && data?.operationId === failure.operationId && data.status === failure.status);

function placeOf({ line, column }: { line?: number | undefined; column?: number | undefined }, context: EndContext): Partial<Position> {
  return line === undefined ? {} : context.toAgentPosition(line, column ?? 1);
}

const KINDS: ReadonlySet<string> = new Set(ERROR_KINDS);

/** What our own side of a call ended the script with, or threw. The latter is our mistake: it is not shown. */
export function errorOfHost(error: unknown): ExecutionError {
  const { kind, message } = typeof error === 'object' && error !== null ? (error as { kind?: unknown; message?: unknown }) : {};
  if (isKind(kind) && typeof message === 'string') return { kind, message };
  return { kind: 'interrupted', message: 'The script was stopped by an error on our side. What it had called by then stays called.' };
}

const isKind = (kind: unknown): kind is ErrorKind => typeof kind === 'string' && KINDS.has(kind);
