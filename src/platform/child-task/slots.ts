// So many at a time, so many waiting, owners by turns; the rest is refused.
import { FairQueue } from '#platform/turns/fair-queue';
import type { Room } from '#platform/turns/fair-queue';

export class SlotsFullError extends Error {
  constructor() {
    super('too many are waiting already');
    this.name = 'SlotsFullError';
  }
}

export interface Slots {
  /**
   * Rejects with SlotsFullError, or with the signal's reason when it aborts while waiting. `owner`: whose work it is; whoever has
   * the fewest places is next, and none fills the whole queue.
   */
  use<T>(signal: AbortSignal | undefined, work: () => Promise<T>, owner?: string): Promise<T>;
}

interface Waiting {
  readonly owner: string | undefined;
  readonly admit: () => void;
}

export function createSlots(room: Room): Slots {
  const queue = new FairQueue<Waiting>(room);

  const turn = (signal: AbortSignal | undefined, owner: string | undefined): Promise<void> | undefined => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      queue.giveUp(waiting);
      reject(signal?.reason);
    };
    const admit = (): void => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    const waiting: Waiting = { owner, admit };
    const entered = queue.enter(waiting);
    if (entered === 'full') throw new SlotsFullError();
    if (entered === 'now') return undefined;
    signal?.addEventListener('abort', leave, { once: true });
    return promise;
  };

  return {
    async use(signal, work, owner) {
      signal?.throwIfAborted();
      const wait = turn(signal, owner);
      // Where there is a place, work begins at once.
      if (wait) await wait;
      try {
        return await work();
      } finally {
        // The place goes straight to whoever is next.
        queue.leave({ owner })?.admit();
      }
    },
  };
}
