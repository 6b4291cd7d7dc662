// One rule as it is shown, or `rule_not_found`.
import { notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { AlertRule } from '../rule.ts';
import { findRule } from './store.ts';
import { presentRule } from './stored-rule.ts';

export async function requireRule(ctx: Ctx, ruleId: string): Promise<AlertRule> {
  const row = await findRule(ctx.deps.db, ctx.org.id, ruleId);
  if (!row) throw notFound('rule');
  return presentRule(row, ctx.deps.clock.now());
}
