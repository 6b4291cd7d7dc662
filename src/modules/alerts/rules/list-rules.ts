// A page of alert rules, newest first unless asked otherwise.
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { invalidField } from '#kernel/errors';
import type { Page } from '#kernel/page';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { pageFields } from '#kernel/page-fields';
import { RULE_STATES, RULE_TARGET_TYPES } from '../rule.ts';
import type { AlertRule } from '../rule.ts';
import { parseRule } from './rule-input.ts';
import { isDestination, isTarget, pageOfRules } from './store.ts';
import { presentRule } from './stored-rule.ts';

const SORTS = ['name', '-name', 'createdAt', '-createdAt', 'lastFiredAt', '-lastFiredAt'] as const;

const ruleQuery = z.strictObject({
  ...pageFields,
  targetType: z.enum(RULE_TARGET_TYPES).optional(),
  targetId: boundedText(1, 100).optional(),
  destinationId: boundedText(1, 100).optional(),
  state: z.enum(RULE_STATES).optional(),
  search: boundedText(0, 200).optional(),
  sort: z.enum(SORTS).default('-createdAt'),
});

export async function listRules(ctx: Ctx, raw: unknown = {}): Promise<Page<AlertRule>> {
  requireRole(ctx, 'viewer');
  const { sort, search, ...query } = parseRule(ruleQuery, raw);
  const { db, clock } = ctx.deps;
  if (query.targetId !== undefined && !(await isTarget(db, ctx.org.id, query.targetId))) throw invalidField('targetId', 'must exist');
  if (query.destinationId !== undefined && !(await isDestination(db, ctx.org.id, query.destinationId)))
    throw invalidField('destinationId', 'must exist');
  const page = await pageOfRules(db, {
    ...query,
    orgId: ctx.org.id,
    search: search === '' ? undefined : search,
    sort: { by: fieldOf(sort), direction: sort.startsWith('-') ? 'desc' : 'asc' },
  });
  const now = clock.now();
  return { ...page, rows: page.rows.map((row) => presentRule(row, now)) };
}

function fieldOf(sort: (typeof SORTS)[number]): 'name' | 'createdAt' | 'lastFiredAt' {
  if (sort.endsWith('name')) return 'name';
  return sort.endsWith('createdAt') ? 'createdAt' : 'lastFiredAt';
}
