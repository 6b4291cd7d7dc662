// One alert rule with what it is doing.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { AlertRule } from '../rule.ts';
import { requireRule } from './require-rule.ts';

export const byRule = z.strictObject({ ruleId: z.string('must be text') });

export async function getRule(ctx: Ctx, raw: unknown): Promise<AlertRule> {
  requireRole(ctx, 'viewer');
  const { ruleId } = parseInput(byRule, raw);
  return requireRule(ctx, ruleId);
}
