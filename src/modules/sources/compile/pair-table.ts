// All pairs of named schemas that the operations of two bundles lead to, each compared once, and what leads to a difference.
import { compareNamed, compareSchemas, ViewCache } from './diff-schemas.ts';
import type { ComparedSchemas, Comparison, Difference, PairName, Sides } from './diff-schemas.ts';

/** Two circles of names meet in as many pairs as the product of their lengths. */
const MAX_PAIRS = 100_000;
const TOO_MANY: Comparison = {
  differences: [{ text: 'it leads to more schemas than can be compared', breaking: true }],
  pairs: [],
};

/** How far the reasons of one change are looked for. */
interface Effort {
  readonly pairs: number;
  readonly differences: number;
}

export interface Reasons {
  /** Those that break first, nearest first. */
  readonly differences: readonly Difference[];
  /** Whether any does, also of those that were not looked for. */
  readonly breaking: boolean;
  /** False: there are more. */
  readonly isAll: boolean;
}

export class PairTable {
  readonly sides: Sides;
  /** What was looked at to collect reasons, over all. */
  steps = 0;
  readonly #views = new ViewCache();
  readonly #known = new Map<string, Comparison>();
  readonly #waiting: PairName[] = [];
  #changed: ReadonlySet<string> = new Set();
  #breaking: ReadonlySet<string> = new Set();

  constructor(sides: Sides) {
    this.sides = sides;
  }

  compare(schemas: ComparedSchemas): Comparison {
    const comparison = compareSchemas(schemas, this.sides, this.#views);
    for (const pair of comparison.pairs) this.#waiting.push(pair);
    return comparison;
  }

  /** Compares whatever is named by what was compared, to the end; then finds what leads to a difference. */
  finish(): void {
    for (let pair = this.#waiting.pop(); pair !== undefined; pair = this.#waiting.pop()) {
      const key = keyOf(pair);
      if (this.#known.has(key)) continue;
      const comparison = this.#known.size < MAX_PAIRS ? compareNamed(pair, this.sides, this.#views) : TOO_MANY;
      this.#known.set(key, comparison);
      for (const further of comparison.pairs) this.#waiting.push(further);
    }
    const users = this.#users();
    this.#changed = this.#leadingTo(users, ({ differences }) => differences.length > 0);
    this.#breaking = this.#leadingTo(users, ({ differences }) => differences.some(({ breaking }) => breaking));
  }

  /** Its own differences and those of everything it leads to. */
  reasonsOf(comparison: Comparison, effort: Effort): Reasons {
    const breaking = this.#collected(comparison, { within: this.#breaking, isWanted: (one) => one.breaking, effort });
    const others = this.#collected(comparison, { within: this.#changed, isWanted: (one) => !one.breaking, effort });
    return {
      differences: [...breaking.found, ...others.found],
      breaking: comparison.differences.some((one) => one.breaking) || comparison.pairs.some((pair) => this.#breaking.has(keyOf(pair))),
      isAll: breaking.isAll && others.isAll,
    };
  }

  #users(): ReadonlyMap<string, string[]> {
    const users = new Map<string, string[]>();
    for (const [user, { pairs }] of this.#known) {
      for (const pair of pairs) {
        const key = keyOf(pair);
        const known = users.get(key);
        if (known) known.push(user);
        else users.set(key, [user]);
      }
    }
    return users;
  }

  #leadingTo(users: ReadonlyMap<string, readonly string[]>, isOne: (comparison: Comparison) => boolean): ReadonlySet<string> {
    const found = new Set<string>();
    for (const [key, comparison] of this.#known) if (isOne(comparison)) found.add(key);
    // A set goes on over what is added to it meanwhile.
    for (const key of found) for (const user of users.get(key) ?? []) found.add(user);
    return found;
  }

  #collected(comparison: Comparison, { within, isWanted, effort }: Collecting): { found: Difference[]; isAll: boolean } {
    const found: Difference[] = [];
    let isAll = true;
    const take = (differences: readonly Difference[]): void => {
      for (const difference of differences) {
        if (!isWanted(difference)) continue;
        if (found.length < effort.differences) found.push(difference);
        else isAll = false;
      }
    };
    const reached = new Set<string>();
    const follow = (pairs: readonly PairName[]): void => {
      for (const pair of pairs) {
        const key = keyOf(pair);
        if (!within.has(key)) continue;
        if (reached.size < effort.pairs) reached.add(key);
        else if (!reached.has(key)) isAll = false;
        if (!isAll) return;
      }
    };
    take(comparison.differences);
    follow(comparison.pairs);
    for (const key of reached) {
      this.steps += 1;
      const further = this.#known.get(key);
      take(further?.differences ?? []);
      if (isAll) follow(further?.pairs ?? []);
    }
    return { found, isAll };
  }
}

interface Collecting {
  readonly within: ReadonlySet<string>;
  readonly isWanted: (difference: Difference) => boolean;
  readonly effort: Effort;
}

/** Names of schemas hold no spaces. */
const keyOf = ({ before, after, direction }: PairName): string => `${direction} ${before} ${after}`;
