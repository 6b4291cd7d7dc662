// A loop that works, then waits for its interval or for a poke, until it is stopped. Rounds never overlap.

export interface PollLoop {
  /** Begin the next round at once (or right after the one that runs). */
  poke(): void;
  /** Aborts the round's signal and resolves when the loop has ended. */
  stop(): Promise<void>;
}

export interface PollLoopParts {
  readonly everyMs: number;
  /** One round; true when there is more to do at once. */
  readonly round: (signal: AbortSignal) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

export function startPollLoop({ everyMs, round, onError }: PollLoopParts): PollLoop {
  const stopping = new AbortController();
  let poked = Promise.withResolvers<void>();
  const loop = async () => {
    // Ends with stop(): this is the heartbeat of the process.
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      poked = Promise.withResolvers<void>();
      const isMore = await round(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) onError(error);
        return false;
      });
      if (!isMore) await waited(Math.max(0, everyMs - (performance.now() - startedAt)), poked.promise);
    }
  };
  const ended = loop();
  return {
    poke: () => poked.resolve(),
    stop: () => {
      stopping.abort(new Error('The process is stopping.'));
      poked.resolve();
      return ended;
    },
  };
}

async function waited(ms: number, poked: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, poked]);
  clearTimeout(timer);
}
