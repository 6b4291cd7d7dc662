// Plans and applies one after the other: they are long, and who waits for its turn holds no connection to the database.
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Db } from '#platform/db/connect';

/** Of all organizations, in this process: most of the pool's connections stay free for everything else. */
const MAX_AT_ONCE = 3;
/** Of one organization. */
const MAX_WAITING = 8;

const queues = new WeakMap<Db, Queue>();

/** One at a time of an organization. Throws `unavailable` where too many wait already. */
export async function takeTurn<T>({ deps: { db }, org, signal }: Ctx, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(db) ?? new Queue();
  queues.set(db, queue);
  await queue.enter(org.id, signal);
  try {
    return await work();
  } finally {
    queue.leave(org.id);
  }
}

interface Waiter {
  readonly orgId: string;
  readonly begin: () => void;
}

/** In order, but nobody waits behind an organization that is busy with an earlier one of its own. */
class Queue {
  readonly #busy = new Set<string>();
  #waiting: readonly Waiter[] = [];

  async enter(orgId: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.filter((one) => one.orgId === orgId).length >= MAX_WAITING)
      throw new AppError('unavailable', 'Too many plans and changes of the configuration wait already. Try again when they are done.');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { orgId, begin: resolve };
    const leave = (): void => {
      this.#waiting = this.#waiting.filter((one) => one !== waiter);
      reject(signal.reason);
    };
    this.#waiting = [...this.#waiting, waiter];
    signal.addEventListener('abort', leave, { once: true });
    this.#admit();
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }

  leave(orgId: string): void {
    this.#busy.delete(orgId);
    this.#admit();
  }

  #admit(): void {
    for (const waiter of this.#waiting) {
      if (this.#busy.size >= MAX_AT_ONCE) return;
      if (this.#busy.has(waiter.orgId)) continue;
      this.#busy.add(waiter.orgId);
      this.#waiting = this.#waiting.filter((one) => one !== waiter);
      waiter.begin();
    }
  }
}
