// The time of a mute is over. Safe to repeat: what was told is not told again.
import { getOrgById } from '#modules/access';
import { inTransaction } from '#platform/db/transaction';
import { lockRule } from '../rules/store.ts';
import { isMuted } from '../rules/stored-rule.ts';
import type { AlertDoors } from './send-news.ts';
import { tellUntold } from './tell-untold.ts';

export async function endMute(deps: AlertDoors, { orgId, ruleId }: { readonly orgId: string; readonly ruleId: string }): Promise<void> {
  const org = await getOrgById(deps, orgId);
  if (!org) return;
  await inTransaction(deps.db, async (tx) => {
    const rule = await lockRule(tx, orgId, ruleId);
    // Muted for longer meanwhile: another row waits for that end.
    if (rule?.state !== 'enabled' || isMuted(rule, deps.clock.now())) return;
    await tellUntold(tx, deps, { rule, org });
  });
}
