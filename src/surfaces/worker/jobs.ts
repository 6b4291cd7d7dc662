// Job name → verb: each line is a route whose caller is the clock or the queue. Every verb here is safe to run twice.
import { AppError } from '#kernel/errors';
import { eraseOrganization, getOrgById, sweepAccess, systemCtx } from '#modules/access';
import { deliver, endMute, renotify, sweepDeliveries, sweepIncidents } from '#modules/alerts';
import { sweepEvents } from '#modules/analytics';
import { resumeApproval, sweepExecutions } from '#modules/codemode';
import { executeCheck, sweepChecks } from '#modules/monitors';
import { sweepProposals } from '#modules/proposals';
import { executeRun, startTick, sweepRetention } from '#modules/runs';
import { syncServer } from '#modules/servers';
import { compileBundle, sweepBundles } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import type { JobHandlers, JobPayloads } from '#platform/jobs/jobs';
import { ERASERS } from './erasers.ts';

const TICKS_AT_ONCE = 4;
const SYNCS_AT_ONCE = 2;
/** Each takes a processor and hundreds of megabytes for seconds. */
const COMPILES_AT_ONCE = 1;
/** Checks mostly wait for an answer: many fit beside each other, so that servers that hang hold up no other. */
const CHECKS_AT_ONCE = 256;
/** So that one server that hangs takes no more than its share, and none is pressed harder. */
const CHECKS_PER_SERVER = 32;
/** A try mostly waits for its receiver, for 10 s where that one hangs. */
const DELIVERIES_AT_ONCE = 64;
/** Of the destinations that share a place; an organization has four such shares. */
const DELIVERIES_PER_SHARE = 4;
const RENOTICES_AT_ONCE = 4;
/** Each is a script in the sandbox, which has few places. */
const APPROVALS_AT_ONCE = 2;

export const jobHandlers = (deps: Deps): JobHandlers => ({
  'run.execute': { concurrency: deps.settings.workerConcurrency, handle: ({ runId }, signal) => executeRun(deps, runId, signal) },
  'run.tick': {
    concurrency: TICKS_AT_ONCE,
    handle: async (tick, signal) => {
      const outcome = await startTick(deps, tick, signal);
      if (outcome !== 'started') deps.log.debug({ ...tick, outcome }, 'a tick started no run');
    },
  },
  'server.sync': { concurrency: SYNCS_AT_ONCE, handle: (payload, signal) => sync(deps, payload, signal) },
  'monitor.check': {
    concurrency: CHECKS_AT_ONCE,
    perGroup: CHECKS_PER_SERVER,
    handle: (check, signal) => executeCheck(deps, check, signal),
  },
  'alert.deliver': {
    concurrency: DELIVERIES_AT_ONCE,
    perGroup: DELIVERIES_PER_SHARE,
    handle: (payload, signal) => deliver(deps, payload, signal),
  },
  'alert.renotify': { concurrency: RENOTICES_AT_ONCE, handle: (payload) => renotify(deps, payload) },
  'alert.unmute': { concurrency: 1, handle: (payload) => endMute(deps, payload) },
  'bundle.compile': { concurrency: COMPILES_AT_ONCE, handle: (payload, signal) => compileBundle(deps, payload, signal) },
  'approval.resume': { concurrency: APPROVALS_AT_ONCE, handle: (payload, signal) => resumeApproval(deps, payload, signal) },
  'retention.sweep': {
    concurrency: 1,
    handle: (_payload, signal) =>
      oneByOne(
        [
          sweepRetention,
          sweepProposals,
          sweepAccess,
          sweepChecks,
          sweepDeliveries,
          sweepIncidents,
          sweepEvents,
          sweepExecutions,
          sweepBundles,
        ],
        (sweep) => sweep(deps, signal),
      ),
  },
  'organization.erase': { concurrency: 1, handle: (payload, signal) => erase(deps, payload, signal) },
});

/** A sweep that fails does not keep the others from theirs, hour after hour. */
async function oneByOne<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const faults: unknown[] = [];
  for (const one of all) await work(one).catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
}

async function erase(deps: Deps, { orgId }: JobPayloads['organization.erase'], signal: AbortSignal): Promise<void> {
  const erasure = await eraseOrganization(deps, { orgId, signal }, ERASERS);
  if (erasure.state !== 'come_again') return;
  await deps.jobs.enqueue(undefined, 'organization.erase', { orgId }, { startAfter: erasure.at, singletonKey: orgId });
}

async function sync(deps: Deps, { orgId, serverId, trigger = 'interval' }: JobPayloads['server.sync'], signal: AbortSignal): Promise<void> {
  const org = await getOrgById(deps, orgId);
  if (!org) return;
  try {
    await syncServer(systemCtx(deps, org, { name: 'worker', signal }), { serverId }, trigger);
  } catch (error) {
    // Archived (conflict) or deleted since the job was sent: there is nothing left to do.
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'conflict')) return;
    throw error;
  }
}
