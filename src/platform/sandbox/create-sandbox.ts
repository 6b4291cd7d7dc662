// Puts the sandbox together: an engine, what this machine can put around it, and a pool of processes.
import { availableParallelism } from 'node:os';
import type { Clock } from '#platform/clock';
import type { Log } from '#platform/log';
import { findEnclosure, NO_ENCLOSURE } from './enclosure.ts';
import type { Enclosure } from './enclosure.ts';
import { findEngine } from './engines.ts';
import { Pool } from './pool.ts';
import { PooledSandbox } from './pooled-sandbox.ts';
import type { EngineName, Sandbox } from './sandbox.ts';

export interface SandboxOptions {
  readonly log: Log;
  /** What the guest's clock says; limits of time are real time. */
  readonly clock: Clock;
  /** Default `quickjs`. */
  readonly engine?: EngineName | undefined;
  /** Scripts that run at one time. Default: the number of processors, at least 2. */
  readonly slots?: number | undefined;
}

const MIN_SLOTS = 2;

/** Starts nothing before the first script or image. Throws `unavailable` when the engine is not installed. */
export function createSandbox({ log, clock, engine: name = 'quickjs', slots }: SandboxOptions): Sandbox {
  const engine = findEngine(name);
  let found: Enclosure | undefined;
  const enclosure = (): Enclosure => (found ??= findEnclosure(process.execPath, engine));
  const weaken = (): boolean => {
    const { wrapper } = enclosure();
    if (wrapper.length === 0) return false;
    log.warn({ wrapper }, 'no sandbox process starts behind the walls of this machine: they are left out');
    found = NO_ENCLOSURE;
    return true;
  };
  const pool = new Pool({ engine, enclosure, weaken, log, slots: slots ?? Math.max(MIN_SLOTS, availableParallelism()) });
  const sandbox = new PooledSandbox({ engine, enclosure, pool, log, clock });
  // A plain object, so that tests can put one word of theirs in its place.
  return {
    get isolation() {
      return sandbox.isolation;
    },
    accepts: (image) => sandbox.accepts(image),
    buildImage: (bootstrap, options) => sandbox.buildImage(bootstrap, options),
    run: (script) => sandbox.run(script),
    resume: (paused, answer, script) => sandbox.resume(paused, answer, script),
    close: () => sandbox.close(),
  };
}
