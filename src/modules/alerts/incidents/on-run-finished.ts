// A run finished: every rule that watches its workflow, or the server it ran on, looks at it.
import { getOrgById } from '#modules/access';
import { finishedRunTarget } from '#modules/runs';
import type { FactPayloads } from '#platform/outbox/outbox';
import { rulesOn } from '../rules/store.ts';
import { eachRule } from './each-rule.ts';
import { followObject } from './follow-object.ts';
import type { AlertDoors } from './send-news.ts';

export async function onRunFinished(deps: AlertDoors, orgId: string, { runId }: FactPayloads['run.finished']): Promise<void> {
  const org = await getOrgById(deps, orgId);
  const run = org && (await finishedRunTarget(deps.db, orgId, runId));
  if (!run) return;
  const object = { type: 'workflow', id: run.workflowId } as const;
  const ruleIds = await rulesOn(deps.db, orgId, [object, { type: 'server', id: run.serverId }]);
  await eachRule(ruleIds, (ruleId) => followObject(deps, { org, ruleId, object }));
}
