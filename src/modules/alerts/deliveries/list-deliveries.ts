// The history of what was sent, per rule and destination, newest first.
import { z } from 'zod';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { AlertDelivery } from '../delivery.ts';
import { countDeliveries, DELIVERY_STATES, deliveryPage } from './store.ts';

const input = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  ruleId: z.string().max(160).optional(),
  destinationId: z.string().max(160).optional(),
  ...pageFields,
});

export async function listDeliveries(ctx: Ctx, raw: unknown): Promise<Page<AlertDelivery>> {
  requireRole(ctx, 'viewer');
  const filter = { ...parseInput(input, raw), orgId: ctx.org.id };
  const [rows, total] = await Promise.all([deliveryPage(ctx.deps.db, filter), countDeliveries(ctx.deps.db, filter)]);
  return { rows, page: filter.page, pageSize: filter.pageSize, total };
}
