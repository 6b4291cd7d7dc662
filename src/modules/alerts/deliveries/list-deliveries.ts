// The history of what was sent, per rule and destination, newest first.
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE } from '#kernel/page';
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
  page: z.int().min(1).max(MAX_PAGE).default(1),
  pageSize: z.int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

export async function listDeliveries(ctx: Ctx, raw: unknown): Promise<Page<AlertDelivery>> {
  requireRole(ctx, 'viewer');
  const filter = { ...parseInput(input, raw), orgId: ctx.org.id };
  const [rows, total] = await Promise.all([deliveryPage(ctx.deps.db, filter), countDeliveries(ctx.deps.db, filter)]);
  return { rows, page: filter.page, pageSize: filter.pageSize, total };
}
