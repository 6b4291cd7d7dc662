// One round of the worker: renews grants ahead of their end where something active uses them, and warns where that is not possible.
import { days } from '#kernel/duration';
import { getOrgById } from '#modules/access';
import { inTransaction } from '#platform/db/transaction';
import type { ServerUsage } from '../server-usage.ts';
import { accessToken } from './access-token.ts';
import type { Grant } from './grant.ts';
import { endOf, warningOf } from './grant-warning.ts';
import { isOrphaned, planUse } from './plan-use.ts';
import type { GrantDoors } from './settle-grant.ts';
import { deleteStatesBefore } from './states/store.ts';
import { candidatesAfter, findGrant, lockGrant, saveGrant } from './store.ts';
import type { RenewalCandidate } from './store.ts';

const BATCH = 20;
/** Bounds one round; the next one begins from the start. */
const MAX_BATCHES = 250;
/** Whoever ends within this is looked at: for a warning a day ahead, and for a renewal. */
const LOOK_AHEAD_MS = days(2);
const KEEP_STATES_MS = days(1);

/** Safe to run twice, and in several processes at once. */
export async function renewGrants(doors: GrantDoors, usage: ServerUsage, signal: AbortSignal): Promise<void> {
  const now = doors.clock.now();
  await deleteStatesBefore(doors.db, new Date(now.getTime() - KEEP_STATES_MS));
  let after = '';
  for (let batch = 0; batch < MAX_BATCHES && !signal.aborted; batch += 1) {
    const page = await candidatesAfter(doors.db, after, { until: new Date(now.getTime() + LOOK_AHEAD_MS), limit: BATCH });
    await Promise.all(page.map((candidate) => lookAt(doors, usage, candidate)));
    after = page.at(-1)?.profileId ?? '';
    if (page.length < BATCH) return;
  }
}

/** One grant that fails must not cost the others their round. */
async function lookAt(doors: GrantDoors, usage: ServerUsage, candidate: RenewalCandidate): Promise<void> {
  const { orgId, profileId, serverId } = candidate;
  try {
    const grant = await findGrant(doors.db, orgId, profileId);
    // Nothing is renewed for an organization that is being deleted.
    if (!grant || !(await getOrgById(doors, orgId))) return;
    const isWanted = isOrphaned(grant, doors.clock.now()) || planUse(grant, doors.clock.now()).kind === 'renew';
    if (isWanted && (await mayRenew(doors, usage, grant))) await accessToken(doors, candidate);
    await warn(doors, candidate);
  } catch (error) {
    doors.log.warn({ serverId, profileId, error }, 'a grant could not be looked after');
  }
}

/** An orphaned renewal is found out whoever uses the server; a renewal is for those that are really used. */
async function mayRenew({ db, clock }: GrantDoors, usage: ServerUsage, grant: Grant): Promise<boolean> {
  if (isOrphaned(grant, clock.now())) return true;
  return (await inTransaction(db, (tx) => usage.usersOf(tx, grant.orgId, grant.serverId))).length > 0;
}

const warn = (doors: GrantDoors, { orgId, profileId }: RenewalCandidate): Promise<void> =>
  inTransaction(doors.db, async (tx) => {
    const now = doors.clock.now();
    const grant = await lockGrant(tx, orgId, profileId);
    if (!grant || grant.warnedAt !== null || warningOf(grant, now) === null) return;
    await saveGrant(tx, profileId, { warnedAt: now });
    const at = endOf(grant) ?? grant.expiresAt;
    await doors.outbox.emit(tx, orgId, 'grant.expiring', { serverId: grant.serverId, profileId, at: at?.toISOString() ?? null });
  });
