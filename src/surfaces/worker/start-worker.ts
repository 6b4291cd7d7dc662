// A worker: takes jobs, sends due ticks, delivers facts, shows that it lives, and recovers what others left behind.
import { days, hours, seconds } from '#kernel/duration';
import { reapLapsed } from '#modules/runs';
import { planMissingSyncs } from '#modules/servers';
import type { Deps } from '#platform/ctx';
import { startTicker } from '#platform/jobs/ticker';
import { jobHandlers } from './jobs.ts';
import { repeat } from './repeat.ts';
import { beat, removeHeartbeats } from './store.ts';
import { factListeners } from './subscriptions.ts';
import { tickKinds } from './tick-kinds.ts';

export interface WorkerOptions {
  /** Unique to the process. */
  readonly instanceId: string;
  readonly roles: readonly string[];
}

export interface Worker {
  /** Takes no more, gives what runs `graceMs` to end, then aborts it and waits. */
  stop(graceMs: number): Promise<void>;
}

const HEARTBEAT_MS = seconds(10);
const REAP_MS = seconds(10);
const RETENTION_MS = hours(1);
const PLAN_SYNCS_MS = hours(1);

export async function startWorker(deps: Deps, { instanceId, roles }: WorkerOptions): Promise<Worker> {
  const { db, clock, jobs, log, settings } = deps;
  await beat(db, { instanceId, roles, at: clock.now() });
  await jobs.work(jobHandlers(deps));
  const ticker = startTicker({ db, jobs, clock, log, kinds: tickKinds(settings) });
  const delivery = deps.outbox.deliver(factListeners);
  const housekeeping = [
    repeat(deps, { name: 'heartbeat', everyMs: HEARTBEAT_MS, work: () => beat(db, { instanceId, roles, at: clock.now() }) }),
    repeat(deps, { name: 'reap', everyMs: REAP_MS, work: () => reapLapsed(deps) }),
    repeat(deps, { name: 'plan catalog syncs', everyMs: PLAN_SYNCS_MS, work: () => planMissingSyncs(deps) }),
    repeat(deps, { name: 'retention', everyMs: RETENTION_MS, work: () => askForSweep(deps) }),
  ];
  return {
    stop: async (graceMs) => {
      await ticker.stop();
      await jobs.stop(graceMs);
      await delivery.stop();
      await Promise.all(housekeeping.map((task) => task.stop()));
      await removeHeartbeats(db, { instanceId, olderThan: new Date(clock.now().getTime() - days(1)) });
    },
  };
}

/** One sweep an hour, however many workers ask for it. */
const askForSweep = ({ jobs, clock }: Pick<Deps, 'jobs' | 'clock'>): Promise<void> =>
  jobs.enqueue(undefined, 'retention.sweep', {}, { singletonKey: `retention ${clock.now().toISOString().slice(0, 13)}` });
