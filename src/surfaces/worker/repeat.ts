// Something done again and again until it is stopped; a failure is logged, and the next round comes all the same.
import type { Deps } from '#platform/ctx';

export interface Repeated {
  readonly name: string;
  /** Pause between the end of one round and the begin of the next. */
  readonly everyMs: number;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
}

/** `stop` waits for the round that is under way. */
export function repeat(deps: Pick<Deps, 'clock' | 'log'>, { name, everyMs, work }: Repeated): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    // Ends with stop(): a worker's housekeeping lives as long as the worker.
    while (!stopping.signal.aborted) {
      try {
        await work(stopping.signal);
      } catch (error) {
        deps.log.error({ name, error: error instanceof Error ? error.message : 'unknown' }, 'a repeated task failed');
      }
      // Stopped: the sleep ends by rejecting.
      await deps.clock.sleep(everyMs, stopping.signal).catch(() => undefined);
    }
  };
  const ended = run();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
