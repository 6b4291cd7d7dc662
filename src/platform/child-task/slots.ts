// So many at a time, so many waiting, in the order they came; the rest is refused.

export class SlotsFullError extends Error {
  constructor() {
    super('too many are waiting already');
    this.name = 'SlotsFullError';
  }
}

export interface Slots {
  /** Rejects with SlotsFullError, or with the signal's reason when it aborts while waiting. */
  use<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
}

export function createSlots({ places, waiting }: { readonly places: number; readonly waiting: number }): Slots {
  let free = places;
  const queue = new Set<() => void>();

  const turn = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.delete(enter);
        reject(signal?.reason);
      };
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      queue.add(enter);
    });

  /** A place goes straight to whoever waits longest. */
  const release = (): void => {
    const [next] = queue;
    if (next === undefined) free += 1;
    else {
      queue.delete(next);
      next();
    }
  };

  return {
    async use(signal, work) {
      signal?.throwIfAborted();
      if (free > 0) free -= 1;
      else if (queue.size >= waiting) throw new SlotsFullError();
      else await turn(signal);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
