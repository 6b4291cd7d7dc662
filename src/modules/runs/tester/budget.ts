// The limits of an attempt: what is used up, and which limit was reached (spec 02 §7).
import type { Usage } from '#platform/llm/model';
import type { Limits } from '#modules/workflows';
import type { TesterTotals } from './tester.ts';

export interface ReachedLimit {
  readonly limit: keyof Limits;
  /** The limit itself, in its own unit. */
  readonly value: number;
}

export const NOTHING_USED: TesterTotals = { tokensIn: 0, tokensOut: 0, costUsd: 0, steps: 0, toolCalls: 0 };

export const withUsage = (totals: TesterTotals, usage: Usage): TesterTotals => ({
  ...totals,
  tokensIn: totals.tokensIn + usage.tokensIn,
  tokensOut: totals.tokensOut + usage.tokensOut,
  costUsd: totals.costUsd === null || usage.costUsd === null ? null : totals.costUsd + usage.costUsd,
});

/** Before a model turn. */
export const limitBeforeStep = (totals: TesterTotals, limits: Limits): ReachedLimit | undefined =>
  totals.steps >= limits.maxSteps ? { limit: 'maxSteps', value: limits.maxSteps } : limitOfSpending(totals, limits);

/** After a model turn that wants to go on. An unknown cost has no limit. */
export function limitOfSpending(totals: TesterTotals, limits: Limits): ReachedLimit | undefined {
  if (totals.tokensIn + totals.tokensOut >= limits.maxTokens) return { limit: 'maxTokens', value: limits.maxTokens };
  if (totals.costUsd !== null && totals.costUsd >= limits.maxCostUsd) return { limit: 'maxCostUsd', value: limits.maxCostUsd };
  return undefined;
}

/** Before a call is sent. */
export const limitBeforeCall = (totals: TesterTotals, limits: Limits): ReachedLimit | undefined =>
  totals.toolCalls >= limits.maxToolCalls ? { limit: 'maxToolCalls', value: limits.maxToolCalls } : undefined;

export const limitMessage = ({ limit, value }: ReachedLimit): string => `The limit ${limit} (${value}) was reached before a final answer.`;
