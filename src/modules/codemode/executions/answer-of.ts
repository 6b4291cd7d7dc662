// Makes the answer of a tool call of how it ended, without a secret in it.
import type { Redactor } from '#platform/secrets/redact';
import type { ExecutionAnswer, ExecutionError, LogLine } from './answer.ts';
import { boundedResult } from './bounded-result.ts';
import type { RawResult } from './bounded-result.ts';
import type { StoredCall } from './execution.ts';
import { redactedError, redactedLogs } from './redact-answer.ts';

export interface Ended {
  readonly execId: string;
  /** What was returned, or why nothing was. */
  readonly outcome: { readonly ok: true; readonly raw: RawResult } | { readonly ok: false; readonly error: ExecutionError };
  readonly logs: readonly LogLine[];
  readonly calls: readonly StoredCall[];
  readonly durationMs: number;
  /** Words of our own; without a secret. */
  readonly warnings?: readonly string[] | undefined;
}

export interface AnswerRedaction {
  readonly redactor: Redactor;
  /** Characters of the longest secret. */
  readonly longestSecret: number;
}

export function answerOf(
  { execId, outcome, logs, calls, durationMs, warnings = [] }: Ended,
  { redactor, longestSecret }: AnswerRedaction,
): ExecutionAnswer {
  const rest = {
    logs: redactedLogs(logs, redactor),
    calls: calls.map(({ arguments: _names, ...call }) => call),
    durationMs,
    ...(warnings.length === 0 ? {} : { warnings }),
  };
  if (outcome.ok) return { execId, ok: true, ...boundedResult(outcome.raw, redactor, longestSecret), ...rest };
  return { execId, ok: false, result: null, resultTruncated: false, ...rest, error: redactedError(outcome.error, redactor) };
}
