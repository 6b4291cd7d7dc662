// A page of the audit log, newest first (spec 09 §6).
import { z } from 'zod';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { AuditEntry } from './audit-entry.ts';
import { auditFilterFields } from './audit-filter.ts';
import { pageOfEntries } from './store.ts';

const query = z.strictObject({
  ...auditFilterFields,
  ...pageFields,
});

export async function listAuditLog(ctx: Ctx, raw: unknown): Promise<Page<AuditEntry>> {
  requireRole(ctx, 'admin');
  const { page, pageSize, ...filter } = parseInput(query, raw);
  return pageOfEntries(ctx.deps.db, { ...filter, orgId: ctx.org.id }, { page, pageSize });
}
