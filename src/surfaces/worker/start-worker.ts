// A worker: takes jobs, sends due ticks, delivers facts, shows that it lives, and recovers what others left behind.
import { days, hours, minutes, seconds } from '#kernel/duration';
import { organizationsBeingDeleted } from '#modules/access';
import { reapDeliveries } from '#modules/alerts';
import { tendApprovals } from '#modules/codemode';
import { serverUsage } from '#modules/monitors';
import { reapLapsed } from '#modules/runs';
import { planMissingSyncs, renewGrants, settleRenewals } from '#modules/servers';
import { recoverCompiles } from '#modules/sources';
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
const REAP_DELIVERIES_MS = minutes(1);
const RECOVER_COMPILES_MS = minutes(1);
const RETENTION_MS = hours(1);
const PLAN_SYNCS_MS = hours(1);
const RENEW_GRANTS_MS = minutes(1);
const TEND_APPROVALS_MS = minutes(1);
const PLAN_ERASURES_MS = hours(1);

export async function startWorker(deps: Deps, { instanceId, roles }: WorkerOptions): Promise<Worker> {
  const { db, clock, jobs, log, settings } = deps;
  await beat(db, { instanceId, roles, at: clock.now() });
  await jobs.work(jobHandlers(deps));
  const ticker = startTicker({ db, jobs, clock, log, kinds: tickKinds(settings) });
  const delivery = deps.outbox.deliver(factListeners(deps));
  const housekeeping = [
    repeat(deps, { name: 'heartbeat', everyMs: HEARTBEAT_MS, work: () => beat(db, { instanceId, roles, at: clock.now() }) }),
    repeat(deps, { name: 'reap', everyMs: REAP_MS, work: () => reapLapsed(deps) }),
    repeat(deps, { name: 'reap deliveries', everyMs: REAP_DELIVERIES_MS, work: () => reapDeliveries(deps) }),
    repeat(deps, { name: 'recover compiles', everyMs: RECOVER_COMPILES_MS, work: (signal) => recoverCompiles(deps, signal) }),
    repeat(deps, { name: 'plan catalog syncs', everyMs: PLAN_SYNCS_MS, work: () => planMissingSyncs(deps) }),
    repeat(deps, { name: 'renew grants', everyMs: RENEW_GRANTS_MS, work: (signal) => renewGrants(deps, serverUsage, signal) }),
    repeat(deps, { name: 'tend approvals', everyMs: TEND_APPROVALS_MS, work: (signal) => tendApprovals(deps, signal) }),
    repeat(deps, { name: 'retention', everyMs: RETENTION_MS, work: () => askForSweep(deps) }),
    repeat(deps, { name: 'erasures', everyMs: PLAN_ERASURES_MS, work: () => askForErasures(deps) }),
  ];
  return {
    stop: async (graceMs) => {
      await ticker.stop();
      await jobs.stop(graceMs);
      await delivery.stop();
      await Promise.all(housekeeping.map((task) => task.stop()));
      await settleRenewals(deps);
      await removeHeartbeats(db, { instanceId, olderThan: new Date(clock.now().getTime() - days(1)) });
    },
  };
}

/** An organization that is still being deleted may have lost its job. */
async function askForErasures(deps: Deps): Promise<void> {
  const orgIds = await organizationsBeingDeleted(deps);
  const requests = orgIds.map((orgId) => ({ name: 'organization.erase', payload: { orgId }, options: { singletonKey: orgId } }) as const);
  await deps.jobs.enqueueAll(undefined, requests);
}

/** One sweep an hour, however many workers ask for it. */
const askForSweep = ({ jobs, clock }: Pick<Deps, 'jobs' | 'clock'>): Promise<void> =>
  jobs.enqueue(undefined, 'retention.sweep', {}, { singletonKey: `retention ${clock.now().toISOString().slice(0, 13)}` });
