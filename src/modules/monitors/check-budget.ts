// How long one call may spend on the schemas of strangers: each is bounded in itself, many together would hold up everybody else.
import { MS_PER_SECOND } from '#kernel/duration';
import type { Clock } from '#platform/clock';

const BUDGET_MS = 3 * MS_PER_SECOND;

export interface CheckBudget {
  isSpent(): boolean;
}

/** `ms`: three seconds unless given. */
export function startBudget(clock: Clock, ms: number = BUDGET_MS): CheckBudget {
  const until = clock.now().getTime() + ms;
  return { isSpent: () => clock.now().getTime() >= until };
}
