// What was watched is paused, archived or deleted: its incidents close without a message; a deleted object takes its rules along.
import { getOrgById, systemCtx } from '#modules/access';
import type { OrgRef } from '#kernel/context';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { FactPayloads } from '#platform/outbox/outbox';
import { eraseRule } from '../rules/remove-rule.ts';
import { allRulesOn, holdRule, lockRule, rulesOn } from '../rules/store.ts';
import { closeAllOf, closeIncident } from './close-incident.ts';
import { eachRule } from './each-rule.ts';
import { followObject } from './follow-object.ts';
import { rewindTo } from './rewind.ts';
import { deleteWatchesOf, findOpenIncident, lockWatches, rulesThatSaw } from './store.ts';
import { findWatched } from './watched-object.ts';
import type { ObjectRef } from './watched-object.ts';

type Stop = FactPayloads['watched.stopped'];

export async function onWatchedStopped(deps: Deps, orgId: string, fact: Stop): Promise<void> {
  const org = await getOrgById(deps, orgId);
  if (!org) return;
  const { objectType, objectId: id, reason } = fact;
  if (objectType === 'server') return stopServer(deps, org, fact);
  const object: ObjectRef = { type: objectType, id };
  const at = fact.at === undefined ? deps.clock.now() : new Date(fact.at);
  await eachRule(await rulesThatMaySee(deps, orgId, object), (ruleId) => stopObject(deps, { org, ruleId, object, reason, at }));
  if (reason !== 'deleted') return;
  await eachRule(await allRulesOn(deps.db, orgId, { type: objectType, id }), (ruleId) => dropRule(deps, { org, ruleId, objectType }));
}

/** Also those that look at it for the first time in this moment: what they write is not visible yet, and is waited for by its key. */
async function rulesThatMaySee({ db }: Deps, orgId: string, object: ObjectRef): Promise<string[]> {
  const watched = await findWatched(db, orgId, object);
  const watching = watched && (await rulesOn(db, orgId, [object, { type: 'server', id: watched.serverId }]));
  return [...new Set([...(await rulesThatSaw(db, orgId, object)), ...(watching ?? [])])].toSorted();
}

interface ObjectStop {
  readonly org: OrgRef;
  readonly ruleId: string;
  readonly object: ObjectRef;
  readonly reason: Stop['reason'];
  readonly at: Date;
}

async function stopObject(deps: Deps, { org, ruleId, object, reason, at }: ObjectStop): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const rule = await holdRule(tx, org.id, ruleId);
    if (!rule) return;
    const { own, targets } = await lockWatches(tx, { rule, object });
    const watched = await findWatched(tx, org.id, object);
    const open = await findOpenIncident(tx, { rule, object });
    // By now it may be tested again: only what began before the stop ends with it.
    const isBefore = (time: string) => Date.parse(time) <= at.getTime();
    const isLater = open !== undefined && !isBefore(open.openedAt);
    if (open && (!isLater || !watched)) await closeIncident(tx, open.id, { reason, at });
    if (!watched) return deleteWatchesOf(tx, { rule, object });
    // An incident of the new beginning was told: its failures are not taken once more.
    if (isLater) return;
    if ([own, ...targets].some(({ streak }) => streak && isBefore(streak.firstAt))) await rewindTo(tx, { rule, object: watched, own, at });
  });
  // What happened since then is looked at again, as if the news had come in time.
  await followObject(deps, { org, ruleId, object });
}

const dropRule = (deps: Deps, { org, ruleId, objectType }: { org: OrgRef; ruleId: string; objectType: string }): Promise<void> =>
  inTransaction(deps.db, async (tx) => {
    const ctx = systemCtx(deps, org, { name: 'worker', signal: new AbortController().signal });
    await eraseRule(tx, ctx, { ruleId, note: `its ${objectType} was deleted` });
  });

/** Its workflows and monitors are paused each with news of their own; what is left hangs on rules of the server itself. */
async function stopServer(deps: Deps, org: OrgRef, { objectId, reason }: Stop): Promise<void> {
  const close = async (tx: Tx, ruleId: string) => {
    const rule = await lockRule(tx, org.id, ruleId);
    if (rule) await closeAllOf(tx, rule, { reason, at: deps.clock.now() });
  };
  const ruleIds = await allRulesOn(deps.db, org.id, { type: 'server', id: objectId });
  await eachRule(ruleIds, (ruleId) => inTransaction(deps.db, (tx) => close(tx, ruleId)));
}
