// What a set of runs says to a pipeline: passed, failed or undecided, and within its budget or not. Pure.
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

export interface GatedRun {
  readonly status: string;
  /** Null: unknown, as for a model without a price. */
  readonly costUsd: number | null;
}

export interface Gate {
  readonly exitCode: ExitCode;
  readonly outcome: 'passed' | 'failed' | 'undecided';
  /** What is known of it; `isCostComplete` says whether that is all. */
  readonly costUsd: number;
  readonly isCostComplete: boolean;
  /** Why the outcome is not that of the runs alone. */
  readonly note: string | null;
}

/** 0 only when every run passed, and within the budget; 3 when any is undecided; else 1. */
export function judgeGate(runs: readonly GatedRun[], maxCostUsd: number | undefined): Gate {
  const exitCode = exitCodeOf(runs.map(({ status }) => status));
  const costUsd = runs.reduce((sum, run) => sum + (run.costUsd ?? 0), 0);
  const isCostComplete = runs.every((run) => run.costUsd !== null);
  const gate = (code: ExitCode, note: string | null): Gate => ({ exitCode: code, outcome: OUTCOMES[code], costUsd, isCostComplete, note });
  if (maxCostUsd === undefined) return gate(exitCode, null);
  if (costUsd > maxCostUsd) {
    const note = `The runs cost ${usd(costUsd)}, over the budget of ${usd(maxCostUsd)}.`;
    return gate(exitCode === EXIT.pass ? EXIT.failed : exitCode, note);
  }
  if (isCostComplete) return gate(exitCode, null);
  const note = `The cost of a run is not known, so nobody can say whether the budget of ${usd(maxCostUsd)} was kept.`;
  return gate(exitCode === EXIT.pass ? EXIT.undecided : exitCode, note);
}

/** Of the statuses alone. No run at all is no answer. */
export function exitCodeOf(statuses: readonly string[]): ExitCode {
  if (statuses.length === 0) return EXIT.undecided;
  if (statuses.every((status) => status === 'pass')) return EXIT.pass;
  const isDecided = (status: string) => ['pass', 'partial', 'fail'].includes(status);
  return statuses.every(isDecided) ? EXIT.failed : EXIT.undecided;
}

const OUTCOMES = { 0: 'passed', 1: 'failed', 2: 'undecided', 3: 'undecided' } as const satisfies Record<ExitCode, Gate['outcome']>;

export const usd = (amount: number): string => `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
