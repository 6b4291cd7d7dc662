// Creates a rule: one object to one destination (spec 03 §5).
import type { z } from 'zod';
import { AppError } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { beginWatches } from '../incidents/store.ts';
import type { AlertRule } from '../rule.ts';
import { planUnmute } from './plan-unmute.ts';
import { RULE_DEFAULTS } from './rule-defaults.ts';
import { requireReferences } from './references.ts';
import { alertRuleInput, parseRule } from './rule-input.ts';
import { countRules, insertRule } from './store.ts';
import { requireRule } from './require-rule.ts';
import { specOf } from './stored-rule.ts';
import type { RuleSpec } from './stored-rule.ts';

const MAX_RULES = 1_000;

/** Throws `validation_failed`, and `conflict` beyond 1 000 rules. */
export async function createRule(ctx: Ctx, raw: unknown): Promise<AlertRule> {
  requireRole(ctx, 'editor');
  const spec = specFrom(parseRule(alertRuleInput, raw));
  const at = ctx.deps.clock.now();
  const id = newId('rule', at.getTime());
  await inTransaction(ctx.deps.db, async (tx) => {
    await requireReferences(tx, ctx.org.id, { spec, isNewTarget: true });
    if ((await countRules(tx, ctx.org.id)) >= MAX_RULES) throw tooMany();
    const rule = await insertRule(tx, { id, orgId: ctx.org.id, spec, at });
    if (rule.state === 'enabled') await beginWatches(tx, rule);
    await planUnmute(tx, rule, at);
    await record(tx, ctx, { action: 'alert_rule.create', objectType: 'alert_rule', objectId: id, after: specOf(rule) });
  });
  return requireRule(ctx, id);
}

/** What is omitted has its default. */
const specFrom = (input: z.output<typeof alertRuleInput>): RuleSpec => ({
  name: input.name,
  targetType: input.targetType,
  targetId: input.targetId,
  destinationId: input.destinationId,
  channel: input.channel ?? RULE_DEFAULTS.channel,
  recipientEmail: input.recipientEmail ?? RULE_DEFAULTS.recipientEmail,
  failAfter: input.failAfter ?? RULE_DEFAULTS.failAfter,
  notifyRecovery: input.notifyRecovery ?? RULE_DEFAULTS.notifyRecovery,
  renotifyMinutes: input.renotifyMinutes ?? RULE_DEFAULTS.renotifyMinutes,
  mutedUntil: input.mutedUntil ?? null,
  state: input.state ?? RULE_DEFAULTS.state,
});

const tooMany = (): AppError =>
  new AppError('conflict', `An organization has at most ${MAX_RULES} alert rules. Remove one that is not needed, or watch a whole server.`);
