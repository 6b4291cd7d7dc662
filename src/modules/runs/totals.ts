// What an attempt used, counted from its trace: for attempts whose worker can no longer tell. Pure.
import type { TraceEvent } from './run.ts';

export interface Totals {
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** null when a price is unknown. */
  readonly costUsd: number | null;
  readonly steps: number;
  readonly toolCalls: number;
}

export const NO_TOTALS: Totals = { tokensIn: 0, tokensOut: 0, costUsd: 0, steps: 0, toolCalls: 0 };

/** null = unknown, and stays it. */
export const addCost = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

export function totalsOf(events: readonly TraceEvent[]): Totals {
  return events.reduce<Totals>((totals, event) => {
    if (event.type === 'tool_call') return { ...totals, toolCalls: totals.toolCalls + 1 };
    if (event.type !== 'model_message') return totals;
    const { tokensIn, tokensOut, costUsd } = event.data;
    return {
      ...totals,
      tokensIn: totals.tokensIn + tokensIn,
      tokensOut: totals.tokensOut + tokensOut,
      costUsd: addCost(totals.costUsd, costUsd),
      steps: totals.steps + 1,
    };
  }, NO_TOTALS);
}
