// What was read of one object beyond what a rule has seen.
import type { Outcome } from './transition.ts';
import type { Watch } from './store.ts';

export interface Watches {
  /** The object's own row. */
  readonly own: Watch;
  /** Of a workflow: one for each target seen so far. */
  readonly targets: readonly Watch[];
}

export interface Taken {
  /** In order. */
  readonly outcomes: readonly Outcome[];
  /** The watches that moved, with their streaks as they were. */
  readonly watches: readonly Watch[];
  /** There may be more than one page. */
  readonly isMore: boolean;
}
