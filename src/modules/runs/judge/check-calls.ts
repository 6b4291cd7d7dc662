// The tool calls of a trace as checks see them: sent ones only, each with its result where one came back.
import type { TraceEvent } from '../run.ts';

type CallEvent = Extract<TraceEvent, { type: 'tool_call' }>;
type ResultEvent = Extract<TraceEvent, { type: 'tool_result' }>;

export interface SentCall {
  readonly tool: string;
  readonly event: CallEvent;
  /** undefined when nothing came back before the attempt ended. */
  readonly result: ResultEvent | undefined;
}

/** In the order sent. A call stopped by policy never counts, even where the agent's wish is on record. */
export function sentCalls(trace: readonly TraceEvent[]): SentCall[] {
  const blocked = new Set(trace.flatMap((event) => (event.type === 'tool_blocked' ? event.data.callId : [])));
  const results = new Map(trace.flatMap((event) => (event.type === 'tool_result' ? [[event.data.callId, event] as const] : [])));
  return trace.flatMap((event) =>
    event.type === 'tool_call' && !blocked.has(event.data.callId)
      ? [{ tool: event.data.tool, event, result: results.get(event.data.callId) }]
      : [],
  );
}

/** Outcomes that are an answer of the tool itself. A broken output schema is one: the tool answered, without `isError`. */
const ANSWERED = new Set(['ok', 'tool_error', 'schema_violation']);

/** True when the tool answered, be it with `isError`. */
export const hasAnswer = ({ data }: ResultEvent): boolean => data.rpcError === undefined && ANSWERED.has(data.outcome);

/** Why a call counts as failed, for people; undefined when it came back clean. */
export function callProblem({ result }: SentCall): string | undefined {
  if (!result) return 'never returned';
  if (result.data.rpcError) return `was answered with the protocol error ${result.data.rpcError.code}`;
  if (!hasAnswer(result)) return `ended with ${result.data.outcome.replaceAll('_', ' ')}`;
  return result.data.isError || result.data.outcome === 'tool_error' ? 'returned isError' : undefined;
}
