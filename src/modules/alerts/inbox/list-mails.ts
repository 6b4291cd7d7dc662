// The local inbox, newest first.
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE } from '#kernel/page';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireLocalInbox } from './local-inbox.ts';
import type { InboxRow } from './local-inbox.ts';
import { countMails, mailPage } from './store.ts';

/** Query of a request: numbers may come as text. */
const input = z.strictObject({
  page: z.coerce.number().int().min(1).max(MAX_PAGE).default(1),
  pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

export async function listMails(ctx: Ctx, raw: unknown = {}): Promise<Page<InboxRow> & { readonly unread: number }> {
  requireRole(ctx, 'viewer');
  requireLocalInbox(ctx.deps);
  const page = parseInput(input, raw);
  const [rows, counts] = await Promise.all([mailPage(ctx.deps.db, ctx.org.id, page), countMails(ctx.deps.db, ctx.org.id)]);
  return { rows, ...page, ...counts };
}
