// The renewals under way in this process: one per grant, a few at a time, and a way to wait for all of them.
import type { Deps } from '#platform/ctx';
import type { Db } from '#platform/db/connect';

/** Each holds a connection of the pool while an authorization server thinks. */
const MAX_AT_ONCE = 4;

class RenewalQueue {
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** Joins the renewal of the same key that is under way, whoever began it. */
  run(key: string, work: () => Promise<void>): Promise<void> {
    const other = this.#underWay.get(key);
    if (other) return other;
    const mine = this.#inTurn(work).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, mine);
    return mine;
  }

  async settled(): Promise<void> {
    // Ends: nobody begins a renewal in a process that stops.
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay.values());
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    if (this.#running >= MAX_AT_ONCE) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}

// One queue per process is one per pool of connections; a second pool in a test is a second process.
const queues = new WeakMap<Db, RenewalQueue>();

export function renewalsOf(db: Db): RenewalQueue {
  const queue = queues.get(db) ?? new RenewalQueue();
  queues.set(db, queue);
  return queue;
}

/** Before the doors close: a renewal that has begun must be written, or its grant is lost. Bounded by the renewals' own limits. */
export const settleRenewals = ({ db }: Pick<Deps, 'db'>): Promise<void> => renewalsOf(db).settled();
