// The real job engine and the real live channel, opened by their first use: most test files need neither, and each costs connections.
import type { Clock } from '#platform/clock';
import type { Db } from '#platform/db/connect';
import { createJobs } from '#platform/jobs/boss';
import type { Jobs } from '#platform/jobs/jobs';
import { createLive } from '#platform/live/postgres-live';
import type { Live } from '#platform/live/live';
import type { Log } from '#platform/log';

export interface OnDemand<T> {
  readonly door: T;
  /** Ends what was opened, if anything was. */
  close(): Promise<void>;
}

export function jobsOnDemand(parts: { readonly connectionString: string; readonly clock: Clock; readonly log: Log }): OnDemand<Jobs> {
  let opened: Promise<Jobs> | undefined;
  let stopping: Promise<void> | undefined;
  const open = () => (opened ??= createJobs(parts));
  // A test may stop it to see what happens then; the world's end must not stop it twice.
  const stop = (graceMs: number) => (stopping ??= Promise.resolve(opened).then((jobs) => jobs?.stop(graceMs)));
  return {
    door: {
      enqueue: async (tx, name, payload, options) => (await open()).enqueue(tx, name, payload, options),
      enqueueAll: async (tx, requests) => (await open()).enqueueAll(tx, requests),
      poke: () => void opened?.then((jobs) => jobs.poke()),
      work: async (handlers) => (await open()).work(handlers),
      stop,
    },
    close: () => stop(0),
  };
}

export function liveOnDemand(parts: { readonly connectionString: string; readonly db: Db; readonly log: Log }): OnDemand<Live> {
  let opened: ReturnType<typeof createLive> | undefined;
  let closing: Promise<void> | undefined;
  const open = () => (opened ??= createLive(parts));
  const close = () => (closing ??= Promise.resolve(opened?.close()));
  return {
    door: {
      // In one test there is one process: what it says after it began to listen must be heard.
      publish: async (tx, channel, subject) => {
        await open().ready();
        await open().publish(tx, channel, subject);
      },
      subscribe: (channel, listener, onGap) => open().subscribe(channel, listener, onGap),
      close,
    },
    close,
  };
}
