// Every entry of the audit log that a filter finds, newest first, page by page.
import { z } from 'zod';
import { inPages } from '#kernel/in-pages';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireStill } from '../members/require-still.ts';
import type { AuditEntry } from './audit-entry.ts';
import { auditFilterFields } from './audit-filter.ts';
import { entriesAfter } from './store.ts';

const PAGE = 500;
const query = z.strictObject(auditFilterFields);

export function exportAuditLog(ctx: Ctx, raw: unknown): AsyncIterable<AuditEntry> {
  requireRole(ctx, 'admin');
  const filter = { ...parseInput(query, raw), orgId: ctx.org.id };
  return inPages(async (last: AuditEntry | undefined) => {
    ctx.signal.throwIfAborted();
    await requireStill(ctx, 'admin');
    return entriesAfter(ctx.deps.db, filter, { last, limit: PAGE });
  });
}
