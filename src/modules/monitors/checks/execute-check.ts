// One check from claim to record, by whichever worker comes first (spec 03 §2). Safe to call twice.
import { randomUUID } from 'node:crypto';
import { getOrgById, systemCtx } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { checkJob } from './check-job.ts';
import { performCheck } from './perform-check.ts';
import { recordOutcome } from './record-outcome.ts';
import { claimMonitor, releaseClaim, standingOf } from './store.ts';
import type { Claim, Standing } from './store.ts';
import { tickAtOrBefore } from './tick-grid.ts';

export interface CheckJob {
  readonly monitorId: string;
  /** ISO time; null for a check that follows a change of the monitor. */
  readonly tickAt: string | null;
}

/**
 * Does nothing when the monitor is paused or gone, or the tick is served. While another check of it runs, or ran in a worker that
 * is gone, the job comes again when that one's lease is over. Rejects, with nothing recorded, when `signal` ends it.
 */
export async function executeCheck(deps: Deps, job: CheckJob, signal: AbortSignal): Promise<void> {
  const tickAt = job.tickAt === null ? null : new Date(job.tickAt);
  const claim = await claimMonitor(deps.db, { monitorId: job.monitorId, tickAt, owner: randomUUID(), now: deps.clock.now() });
  if (!claim) {
    await tryLater(deps, job.monitorId, tickAt);
    return;
  }
  try {
    await work(deps, { claim, tickAt, signal });
  } catch (error) {
    await releaseClaim(deps.db, claim);
    throw error;
  }
}

interface Work {
  readonly claim: Claim;
  readonly tickAt: Date | null;
  readonly signal: AbortSignal;
}

async function work(deps: Deps, { claim, tickAt, signal }: Work): Promise<void> {
  const org = await getOrgById(deps, claim.orgId);
  const performed = org && (await performCheck(systemCtx(deps, org, { name: 'monitor', signal }), claim));
  const recorded = performed && (await recordOutcome(deps, { claim, tickAt, trigger: tickAt === null ? 'change' : 'schedule', performed }));
  if (recorded) {
    deps.log.debug(
      { monitorId: claim.id, status: recorded.status, reason: recorded.reason, latencyMs: recorded.latencyMs },
      'a monitor was checked',
    );
    return;
  }
  await releaseClaim(deps.db, claim);
  deps.log.debug({ monitorId: claim.id }, 'a monitor changed while it was checked; the check is not recorded');
}

/** A tick is served by the newest one at that time: those before it are not made up. */
async function tryLater(deps: Deps, monitorId: string, tickAt: Date | null): Promise<void> {
  const standing = await standingOf(deps.db, monitorId);
  if (standing?.state !== 'active') return;
  const now = deps.clock.now();
  const isBusy = standing.checkingUntil !== null && standing.checkingUntil > now;
  const startAfter = isBusy && standing.checkingUntil ? standing.checkingUntil : now;
  const tick = tickAt && tickAtOrBefore({ id: monitorId, ...standing }, startAfter);
  if (tick && isServed(standing, tick)) return;
  await deps.jobs.enqueueAll(undefined, [checkJob({ monitorId, serverId: standing.mcpServerId, tickAt: tick, startAfter })]);
}

const isServed = ({ lastTickAt }: Standing, tick: Date): boolean => lastTickAt !== null && lastTickAt >= tick;
