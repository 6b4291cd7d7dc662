// Removes a rule with its incidents and what waits to be sent for it; nobody is told.
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { clearDue } from '#platform/jobs/due';
import { closeAllOf } from '../incidents/close-incident.ts';
import { byRule } from './get-rule.ts';
import { UNMUTE_DUE_KIND } from './plan-unmute.ts';
import { deleteRule, lockRule } from './store.ts';
import { specOf } from './stored-rule.ts';

export async function removeRule(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'editor');
  const { ruleId } = parseInput(byRule, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    if (!(await eraseRule(tx, ctx, { ruleId }))) throw notFound('rule');
  });
}

/** False when there is no such rule. `note` says why, when it was not a person's wish. */
export async function eraseRule(tx: Tx, ctx: Ctx, { ruleId, note }: { readonly ruleId: string; readonly note?: string }): Promise<boolean> {
  const rule = await lockRule(tx, ctx.org.id, ruleId);
  if (!rule) return false;
  await closeAllOf(tx, rule, { reason: note === undefined ? 'rule' : 'deleted', at: ctx.deps.clock.now() });
  await clearDue(tx, UNMUTE_DUE_KIND, rule.id);
  await deleteRule(tx, rule.id);
  await record(tx, ctx, { action: 'alert_rule.remove', objectType: 'alert_rule', objectId: rule.id, before: specOf(rule), note });
  return true;
}
