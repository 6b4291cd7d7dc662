// A page of incidents, newest first.
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { invalidField } from '#kernel/errors';
import type { Page } from '#kernel/page';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { INCIDENT_STATES } from '../incident.ts';
import type { Incident } from '../incident.ts';
import { pageFields } from '#kernel/page-fields';
import { parseRule } from '../rules/rule-input.ts';
import { findRule, isTarget } from '../rules/store.ts';
import { pageOfIncidents } from './store.ts';

const query = z.strictObject({
  ...pageFields,
  state: z.enum(INCIDENT_STATES).optional(),
  ruleId: boundedText(1, 100).optional(),
  targetId: boundedText(1, 100).optional(),
});

export async function listIncidents(ctx: Ctx, raw: unknown = {}): Promise<Page<Incident>> {
  requireRole(ctx, 'viewer');
  const filter = parseRule(query, raw);
  const { db } = ctx.deps;
  if (filter.ruleId !== undefined && !(await findRule(db, ctx.org.id, filter.ruleId))) throw invalidField('ruleId', 'must exist');
  if (filter.targetId !== undefined && !(await isTarget(db, ctx.org.id, filter.targetId))) throw invalidField('targetId', 'must exist');
  return pageOfIncidents(db, { ...filter, orgId: ctx.org.id });
}
