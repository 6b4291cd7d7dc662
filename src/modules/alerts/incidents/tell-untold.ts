// The end of a mute: incidents that were opened in silence and are still open are told now (spec 03 §6).
import type { OrgRef } from '#kernel/context';
import { maintenanceAt } from '#modules/servers';
import type { Tx } from '#platform/db/connect';
import type { StoredRule } from '../rules/stored-rule.ts';
import { tellOpened } from './apply-effects.ts';
import type { AlertDoors } from './send-news.ts';
import { openIncidentsOfRule, saveIncident } from './store.ts';
import { findWatched } from './watched-object.ts';

/** The rule is locked, enabled and not muted. In maintenance nothing is told: the next failure after it does that. */
export async function tellUntold(tx: Tx, deps: AlertDoors, { rule, org }: { rule: StoredRule; org: OrgRef }): Promise<void> {
  const now = deps.clock.now();
  for (const incident of await openIncidentsOfRule(tx, rule.id)) {
    if (incident.isTold) continue;
    const object = await findWatched(tx, rule.orgId, incident.object);
    if (object?.state !== 'active') continue;
    if (await maintenanceAt(tx, { orgId: rule.orgId, serverId: object.serverId, at: now })) continue;
    const told = { ...incident, isTold: true };
    await saveIncident(tx, incident.id, told);
    await tellOpened(tx, deps, { org, rule, object, incident: told });
  }
}
