// The jobs this process is working on: each gets a signal, all can be told to end and waited for.

export interface RunningJobs {
  /** Runs `work` with a signal that aborts with `claim` (the engine took the job away) or with `abort`. */
  run(claim: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Waits until nothing runs or `ms` have passed; true when nothing runs. */
  drained(ms: number): Promise<boolean>;
  abort(reason: Error): void;
}

export function createRunningJobs(): RunningJobs {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  return {
    run: (claim, work) => {
      const job = work(AbortSignal.any([claim, stopping.signal]));
      // Only watched here; the engine gets the same promise and deals with its failure.
      const watched = job.catch(() => undefined).finally(() => running.delete(watched));
      running.add(watched);
      return job;
    },
    drained: async (ms) => {
      if (running.size === 0) return true;
      const { promise: late, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(false), ms);
      try {
        return await Promise.race([Promise.all(running).then(() => true), late]);
      } finally {
        clearTimeout(timer);
      }
    },
    abort: (reason) => stopping.abort(reason),
  };
}
