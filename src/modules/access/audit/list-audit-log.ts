// A page of the audit log, newest first (spec 09 §6).
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE } from '#kernel/page';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { AuditEntry } from './audit-entry.ts';
import { pageOfEntries } from './store.ts';

const term = z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters');
const time = z.iso.datetime({ error: 'must be an ISO-8601 UTC time, such as 2026-01-31T09:30:00.000Z' });

const query = z.strictObject({
  actorId: term.optional(),
  objectType: term.optional(),
  objectId: term.optional(),
  action: term.optional(),
  before: time.optional(),
  after: time.optional(),
  page: z.int().min(1).max(MAX_PAGE).default(1),
  pageSize: z.int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

export async function listAuditLog(ctx: Ctx, raw: unknown): Promise<Page<AuditEntry>> {
  requireRole(ctx, 'admin');
  const { page, pageSize, ...filter } = parseInput(query, raw);
  return pageOfEntries(ctx.deps.db, { ...filter, orgId: ctx.org.id }, { page, pageSize });
}
