// A trace as it is read: a call and its result are one entry, everything else stands alone.
import type { TraceEvent } from '../api/runs.ts';

export type TraceGroup = 'messages' | 'tools' | 'resources' | 'notices' | 'verdicts' | 'run';

export interface TraceEntry {
  readonly id: string;
  readonly event: TraceEvent;
  /** The result of a call, once it has come. */
  readonly result: TraceEvent | undefined;
  readonly group: TraceGroup;
  readonly hasProblem: boolean;
  /** Whether a language model spoke; a script's steps must not look like one. */
  readonly isAi: boolean;
}

const GROUPS: Readonly<Record<string, TraceGroup>> = {
  run_started: 'run',
  mcp_connected: 'run',
  model_message: 'messages',
  final_answer: 'messages',
  tool_call: 'tools',
  tool_result: 'tools',
  tool_blocked: 'tools',
  resource_read: 'resources',
  prompt_get: 'resources',
  server_notification: 'notices',
  limit_reached: 'notices',
  error: 'notices',
  criterion_verdict: 'verdicts',
  run_finished: 'run',
};

export const GROUP_LABELS: Readonly<Record<TraceGroup, string>> = {
  tools: 'Tool calls',
  messages: 'Messages',
  resources: 'Resources',
  notices: 'Notices',
  verdicts: 'Verdicts',
  run: 'Run',
};

const isProblem = (event: TraceEvent | undefined): boolean => {
  if (event === undefined) return false;
  if (event.type === 'error' || event.type === 'tool_blocked' || event.type === 'limit_reached') return true;
  return event.type === 'tool_result' && (event.data['isError'] === true || event.data['rpcError'] !== undefined);
};

export function traceEntries(events: readonly TraceEvent[]): readonly TraceEntry[] {
  const results = new Map<unknown, TraceEvent>();
  const calls = new Set<unknown>();
  const isAi = (events.find(({ type }) => type === 'run_started')?.data['testerKind'] ?? 'model') === 'model';
  for (const event of events) {
    if (event.type === 'tool_result') results.set(event.data['callId'], event);
    if (event.type === 'tool_call') calls.add(event.data['callId']);
  }
  return events.flatMap((event): readonly TraceEntry[] => {
    // A result without its call stands alone rather than vanish.
    if (event.type === 'tool_result' && calls.has(event.data['callId'])) return [];
    const result = event.type === 'tool_call' ? results.get(event.data['callId']) : undefined;
    return [
      { id: event.id, event, result, group: GROUPS[event.type] ?? 'notices', hasProblem: isProblem(event) || isProblem(result), isAi },
    ];
  });
}

/** The entry in which an event is shown: its own, or that of the call it answers. */
export const entryOf = (entries: readonly TraceEntry[], eventId: string): TraceEntry | undefined =>
  entries.find((entry) => entry.id === eventId || entry.result?.id === eventId);
