// Tells of an incident again while it is open: once for each time that comes round, however often it is asked for.
import { getOrgById } from '#modules/access';
import { maintenanceAt } from '#modules/servers';
import { inTransaction } from '#platform/db/transaction';
import { nextDue } from '#platform/jobs/due';
import { holdRule } from '../rules/store.ts';
import { isMuted } from '../rules/stored-rule.ts';
import { RENOTIFY_DUE_KIND } from './plan-renotify.ts';
import { sendNews } from './send-news.ts';
import type { AlertDoors } from './send-news.ts';
import { countRenotice, findOpenIncidentById, lockWatches } from './store.ts';
import { findWatched } from './watched-object.ts';

export async function renotify(
  deps: AlertDoors,
  { orgId, incidentId }: { readonly orgId: string; readonly incidentId: string },
): Promise<void> {
  const org = await getOrgById(deps, orgId);
  const seen = await findOpenIncidentById(deps.db, orgId, incidentId);
  if (!org || !seen) return;
  await inTransaction(deps.db, async (tx) => {
    const now = deps.clock.now();
    const rule = await holdRule(tx, orgId, seen.ruleId);
    if (rule?.state !== 'enabled' || isMuted(rule, now)) return;
    await lockWatches(tx, { rule, object: seen.object });
    const incident = await findOpenIncidentById(tx, orgId, incidentId);
    const object = await findWatched(tx, orgId, seen.object);
    if (!incident?.isTold || object?.state !== 'active') return;
    // The time after this one names this one: a job that runs twice finds the same.
    const next = await nextDue(tx, RENOTIFY_DUE_KIND, incidentId);
    if (!next || (await maintenanceAt(tx, { orgId, serverId: object.serverId, at: now }))) return;
    const change = `renotified:${next.tickAt.toISOString()}`;
    const isNew = await sendNews(tx, deps, {
      org,
      rule,
      object,
      incident,
      type: 'incident.renotified',
      at: now.toISOString(),
      ref: incident.lastRef,
      change,
    });
    if (isNew) await countRenotice(tx, incidentId);
  });
}
