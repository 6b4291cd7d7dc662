// How often a search finds what was looked for.
import type { SearchIntent } from './search-intents.ts';

export interface AnsweredIntent {
  readonly intent: Pick<SearchIntent, 'right'>;
  /** What was found, best first. */
  readonly ids: readonly string[];
}

/** The share of intents with a right operation among the first `count`, 0–1. */
export const recallOf = (answered: readonly AnsweredIntent[], count: number): number =>
  answered.filter(({ intent, ids }) => ids.slice(0, count).some((id) => intent.right.includes(id))).length / answered.length;
