// What a run did with each tool, from the calls and answers of its trace. Pure; kept within the bounds of the input shapes.
import type { CallEvent } from '#modules/runs';
import type { InputShape, ToolUse } from './coverage.ts';
import { latest } from './latest.ts';
import { addSeen, indexOf } from './seen-arguments.ts';
import type { Seen, ShapeIndex } from './seen-arguments.ts';

export type RunUse = Omit<ToolUse, 'runId' | 'workflowId'>;

const NO_SHAPE: InputShape = { optional: [], enums: [] };

/** `shapes` by tool; of a tool without one only the calls count. Sorted by tool. */
export function extractUses(events: readonly CallEvent[], shapes: ReadonlyMap<string, InputShape>): RunUse[] {
  const answers = new Map(events.flatMap((event) => (event.type === 'tool_result' ? [[event.data.callId, event] as const] : [])));
  const uses = new Map<string, Tally>();
  for (const event of events) {
    if (event.type !== 'tool_call') continue;
    const { tool, callId } = event.data;
    const tally = uses.get(tool) ?? newTally(indexOf(shapes.get(tool) ?? NO_SHAPE));
    uses.set(tool, tally);
    addSeen(tally.seen, event.data.arguments, tally.shape);
    addAnswer(tally, event.at, answers.get(callId)?.data);
  }
  return [...uses].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([tool, tally]) => useOf(tool, tally));
}

interface Tally {
  readonly shape: ShapeIndex;
  readonly seen: Seen;
  okCount: number;
  errorCount: number;
  lastOkAt: string | null;
  lastErrorAt: string | null;
  errorAnswerAt: string | null;
}

const newTally = (shape: ShapeIndex): Tally => ({
  shape,
  seen: { arguments: new Set(), values: new Map() },
  okCount: 0,
  errorCount: 0,
  lastOkAt: null,
  lastErrorAt: null,
  errorAnswerAt: null,
});

type Answer = Extract<CallEvent, { type: 'tool_result' }>['data'];

/** Times are those of the calls. A call without an answer did not go well, whoever is to blame. */
function addAnswer(tally: Tally, at: string, answer: Answer | undefined): void {
  if (answer && !answer.isError && !answer.rpcError) {
    tally.okCount += 1;
    tally.lastOkAt = latest(tally.lastOkAt, at);
    return;
  }
  tally.errorCount += 1;
  tally.lastErrorAt = latest(tally.lastErrorAt, at);
  if (answer && (answer.outcome === 'tool_error' || answer.rpcError)) tally.errorAnswerAt = latest(tally.errorAnswerAt, at);
}

const useOf = (tool: string, { seen, okCount, errorCount, lastOkAt, lastErrorAt, errorAnswerAt }: Tally): RunUse => ({
  tool,
  okCount,
  errorCount,
  lastOkAt,
  lastErrorAt,
  seen: {
    arguments: [...seen.arguments],
    values: [...seen.values].map(([argument, values]) => ({ argument, values: [...values] })),
    errorAnswerAt,
  },
});
