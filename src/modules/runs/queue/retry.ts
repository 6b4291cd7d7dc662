// What follows an attempt that ended in an error (spec 02 §7). Pure.
import type { RetryPolicy } from '#modules/workflows';
import type { ErrorKind } from '../run.ts';

const RETRIED: ReadonlySet<ErrorKind> = new Set(['transport', 'timeout', 'model', 'judge', 'internal']);

export interface EndedAttempt {
  readonly kind: ErrorKind;
  /** A new try would end the same way: a model that is switched off, a script that is no script. */
  readonly isPermanent: boolean;
  /** True when the agent had finished and only the grading failed. */
  readonly wasTested: boolean;
  /** Attempts so far, and repeated evaluations so far. */
  readonly attempts: number;
  readonly evaluations: number;
}

export type NextStep = 'test' | 'evaluate' | 'finish';

/** `test`: a new attempt; `evaluate`: only the grading again; `finish`: the error stands. */
export function nextStep(ended: EndedAttempt, policy: RetryPolicy): NextStep {
  if (ended.isPermanent || !policy.retryOn.includes('error') || !RETRIED.has(ended.kind)) return 'finish';
  if (ended.attempts + ended.evaluations >= policy.maxAttempts) return 'finish';
  return ended.kind === 'judge' && ended.wasTested ? 'evaluate' : 'test';
}
