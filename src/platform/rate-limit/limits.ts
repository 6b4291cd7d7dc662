// Our words for limits that all processes share.

/** A bucket of `capacity` tokens (a whole number, at least 1) that refills evenly over `perMs`. One key has one rule. */
export interface LimitRule {
  readonly capacity: number;
  readonly perMs: number;
}

export type Taken = { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

/**
 * Exact for rules below 100 tokens. Larger ones are leased to a busy process in chunks of at most `capacity / 20`, so N
 * processes together let through at most `capacity` plus what was refilled plus N chunks in any span of time.
 */
export interface Limits {
  /** Takes `cost` tokens (default 1) or says in how many seconds they will be there. Fails open, and logs, when the database does not answer. */
  take(key: string, rule: LimitRule, cost?: number): Promise<Taken>;
  /** Whether a token is left, without taking it. */
  peek(key: string, rule: LimitRule): Promise<Taken>;
  /** Returns tokens: the try turned out good. */
  giveBack(key: string, rule: LimitRule, cost?: number): Promise<void>;
}
