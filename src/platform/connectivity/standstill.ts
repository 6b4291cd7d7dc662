// Notices when the process did not run for a while: a timer that comes late says how long.
import type { Standstill } from './connectivity.ts';

const BEAT_MS = 500;

export interface StandstillParts {
  /** Milliseconds on clocks of which at least one goes on while the machine sleeps. */
  readonly clocks: readonly (() => number)[];
  /** Calls `beat` again and again; returns the way to stop. Must not keep the process alive. */
  readonly every: (ms: number, beat: () => void) => () => void;
}

interface Watch {
  longestMs: number;
}

/** One timer for all watches, and none while nobody watches. */
export function createStandstillWatch({ clocks, every }: StandstillParts): () => Standstill {
  const watches = new Set<Watch>();
  let last: readonly number[] = [];
  let stopTimer: (() => void) | undefined;
  const read = (): readonly number[] => clocks.map((clock) => clock());
  const lateMs = (now: readonly number[]): number => Math.max(0, ...now.map((at, index) => at - (last[index] ?? at) - BEAT_MS));
  const beat = (): void => {
    const now = read();
    const late = lateMs(now);
    for (const watch of watches) watch.longestMs = Math.max(watch.longestMs, late);
    last = now;
  };
  return () => {
    const watch = { longestMs: 0 };
    // What was late before the watch began is not its own.
    if (stopTimer) beat();
    else {
      last = read();
      stopTimer = every(BEAT_MS, beat);
    }
    watches.add(watch);
    return {
      // After a standstill it is chance which timer comes first, ours or the one that asks.
      longestMs: () => Math.max(watch.longestMs, lateMs(read())),
      stop: () => {
        watches.delete(watch);
        if (watches.size > 0) return;
        stopTimer?.();
        stopTimer = undefined;
      },
    };
  };
}
