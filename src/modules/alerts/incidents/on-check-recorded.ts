// A check failed, or passed after one that failed: every rule that watches the monitor looks at it.
import { getOrgById } from '#modules/access';
import type { FactPayloads } from '#platform/outbox/outbox';
import { rulesOn } from '../rules/store.ts';
import { eachRule } from './each-rule.ts';
import { followObject } from './follow-object.ts';
import type { AlertDoors } from './send-news.ts';

export async function onCheckRecorded(deps: AlertDoors, orgId: string, fact: FactPayloads['check.recorded']): Promise<void> {
  const org = await getOrgById(deps, orgId);
  if (!org) return;
  const { monitorId, serverId } = fact;
  const ruleIds = await rulesOn(deps.db, orgId, [
    { type: 'monitor', id: monitorId },
    { type: 'server', id: serverId },
  ]);
  await eachRule(ruleIds, (ruleId) => followObject(deps, { org, ruleId, object: { type: 'monitor', id: monitorId } }));
}
