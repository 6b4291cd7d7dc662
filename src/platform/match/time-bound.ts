// Runs foreign patterns, paths and schemas with an end: synchronous work is cut off after a time, whatever it does.
import { createContext, Script } from 'node:vm';

// Linear engines and size bounds keep the ordinary case fast; this is for what they cannot exclude, such as a schema whose
// references double at every level. A call costs about 0.2 ms, the price of the watchdog's thread.
const box: { work: (() => unknown) | undefined } = { work: undefined };
createContext(box);
const script = new Script('work()');

export class TimeBoundError extends Error {
  constructor(ms: number) {
    super(`took longer than ${ms} ms`);
    this.name = 'TimeBoundError';
  }
}

/** The result of `work`, or TimeBoundError after `ms`. `work` must be synchronous and may be stopped anywhere. Not re-entrant. */
export function withinTime<T>(ms: number, work: () => T): T {
  if (box.work) return work();
  box.work = work;
  try {
    // The script's value is the value of `work`, which the engine's types cannot say.
    return script.runInContext(box, { timeout: ms }) as T;
  } catch (error) {
    // Made inside the context, so it is an instance of another Error.
    if ((error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TimeBoundError(ms);
    throw error;
  } finally {
    box.work = undefined;
  }
}
