// The tool calls of a trace, each call with its answer. Pure.
import type { TraceEvent } from './run.ts';

export interface ToolCallRow {
  readonly callId: string;
  /** The event of the call. */
  readonly eventId: string;
  readonly tool: string;
  readonly arguments: unknown;
  /** What the server answered; null for a blocked call and while there is no answer. */
  readonly result: {
    readonly content: readonly unknown[];
    readonly structuredContent?: unknown;
    readonly rpcError?: { readonly code: number; readonly message: string };
    readonly truncated: boolean;
  } | null;
  readonly isError: boolean;
  readonly blocked: boolean;
  /** Of a blocked call: what stopped it. */
  readonly rule?: string | undefined;
  readonly durationMs: number | null;
  readonly attempt: number;
}

export const CALL_EVENTS = ['tool_call', 'tool_result', 'tool_blocked'] as const;

export function toolCallsOf(events: readonly TraceEvent[]): ToolCallRow[] {
  const results = new Map(events.flatMap((event) => (event.type === 'tool_result' ? [[event.data.callId, event.data] as const] : [])));
  return events.flatMap((event): ToolCallRow[] => {
    if (event.type !== 'tool_call' && event.type !== 'tool_blocked') return [];
    const { callId, tool, arguments: args } = event.data;
    const same = { callId, eventId: event.id, tool, arguments: args, attempt: event.attempt };
    if (event.type === 'tool_blocked')
      return [{ ...same, result: null, isError: true, blocked: true, rule: event.data.rule, durationMs: null }];
    const answer = results.get(callId);
    if (!answer) return [{ ...same, result: null, isError: false, blocked: false, durationMs: null }];
    const { content, structuredContent, rpcError, truncated, durationMs } = answer;
    const result = {
      content,
      truncated,
      ...(structuredContent === undefined ? {} : { structuredContent }),
      ...(rpcError ? { rpcError } : {}),
    };
    return [{ ...same, result, isError: answer.isError || rpcError !== undefined || answer.outcome !== 'ok', blocked: false, durationMs }];
  });
}
