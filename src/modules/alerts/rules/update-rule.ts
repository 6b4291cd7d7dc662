// Changes a rule. Paused, or sent to watch another object, it forgets what it saw: its incidents close without a message.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { closeAllOf } from '../incidents/close-incident.ts';
import { replanRenotify } from '../incidents/plan-renotify.ts';
import { beginWatches, deleteWatches } from '../incidents/store.ts';
import { tellUntold } from '../incidents/tell-untold.ts';
import type { AlertRule } from '../rule.ts';
import { planUnmute } from './plan-unmute.ts';
import { requireReferences } from './references.ts';
import { requireRule } from './require-rule.ts';
import { alertRulePatch, parseRule } from './rule-input.ts';
import type { AlertRulePatch } from './rule-input.ts';
import { findRule, holdDestination, lockRule, saveRule } from './store.ts';
import { isMuted, specOf } from './stored-rule.ts';
import type { RuleSpec, StoredRule } from './stored-rule.ts';

const withRuleId = z.looseObject({ ruleId: z.string('must be text') });

/** `raw`: `{ruleId, ...fields of a patch}`. Throws `validation_failed`. */
export async function updateRule(ctx: Ctx, raw: unknown): Promise<AlertRule> {
  requireRole(ctx, 'editor');
  const { ruleId, ...fields } = parseInput(withRuleId, raw);
  const seen = await findRule(ctx.deps.db, ctx.org.id, ruleId);
  if (!seen) throw notFound('rule');
  const patch = parseRule(alertRulePatch, fields);
  await inTransaction(ctx.deps.db, async (tx) => {
    // Before the rule's own lock, in the order in which removing a destination takes them.
    await holdDestination(tx, ctx.org.id, patch.destinationId ?? seen.destinationId);
    const before = await lockRule(tx, ctx.org.id, ruleId);
    if (!before) throw notFound('rule');
    const spec = patched(before, patch);
    await requireReferences(tx, ctx.org.id, { spec, isNewTarget: isOtherTarget(before, spec) });
    await save(tx, ctx, { before, spec });
  });
  return requireRule(ctx, ruleId);
}

const isOtherTarget = (a: RuleSpec, b: RuleSpec): boolean => a.targetType !== b.targetType || a.targetId !== b.targetId;

const patched = (rule: StoredRule, patch: AlertRulePatch): RuleSpec => ({
  name: patch.name ?? rule.name,
  targetType: patch.targetType ?? rule.targetType,
  targetId: patch.targetId ?? rule.targetId,
  destinationId: patch.destinationId ?? rule.destinationId,
  channel: given(patch.channel, rule.channel),
  recipientEmail: given(patch.recipientEmail, rule.recipientEmail),
  failAfter: patch.failAfter ?? rule.failAfter,
  notifyRecovery: patch.notifyRecovery ?? rule.notifyRecovery,
  renotifyMinutes: given(patch.renotifyMinutes, rule.renotifyMinutes),
  mutedUntil: given(patch.mutedUntil, rule.mutedUntil),
  state: patch.state ?? rule.state,
});

/** null is a value here. */
const given = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);

async function save(tx: Tx, ctx: Ctx, { before, spec }: { before: StoredRule; spec: RuleSpec }): Promise<void> {
  const now = ctx.deps.clock.now();
  const isForgotten = isOtherTarget(before, spec) || (before.state === 'enabled' && spec.state === 'paused');
  const isAnew = isForgotten || (before.state === 'paused' && spec.state === 'enabled');
  if (isForgotten) {
    await closeAllOf(tx, before, { reason: 'rule', at: now });
    await deleteWatches(tx, before.id);
  }
  const after = await saveRule(tx, before.id, { spec, watchesFrom: isAnew ? now : before.watchesFrom, at: now });
  if (isAnew && after.state === 'enabled') await beginWatches(tx, after);
  await planUnmute(tx, after, now);
  if (after.renotifyMinutes !== before.renotifyMinutes) await replanRenotify(tx, after, now);
  if (isMuted(before, now) && !isMuted(after, now)) await tellUntold(tx, ctx.deps, { rule: after, org: ctx.org });
  await record(tx, ctx, {
    action: 'alert_rule.update',
    objectType: 'alert_rule',
    objectId: before.id,
    before: specOf(before),
    after: specOf(after),
  });
}
