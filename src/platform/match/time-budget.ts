// How long work for one stranger may hold up everybody else in all: each piece has its own end, and many pieces have this one.

/** Less is the price of any request. */
const NOTICED_MS = 20;
const CAPACITY_MS = 5_000;
/** Of the time that passes: a large honest bundle is never without for long. */
const REFILL_SHARE = 0.01;

export class TimeBudget {
  #leftMs = CAPACITY_MS;
  #at = performance.now();

  /** True: nothing more should be done for now. */
  get isSpent(): boolean {
    const now = performance.now();
    this.#leftMs = Math.min(CAPACITY_MS, this.#leftMs + (now - this.#at) * REFILL_SHARE);
    this.#at = now;
    return this.#leftMs <= 0;
  }

  /** Does synchronous work, and takes from the budget what it took, unless that is too short to be felt. */
  spend<T>(work: () => T): T {
    const startedAt = performance.now();
    try {
      return work();
    } finally {
      const tookMs = performance.now() - startedAt;
      if (tookMs > NOTICED_MS) this.#leftMs -= tookMs;
    }
  }
}
