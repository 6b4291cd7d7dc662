// Empties the local inbox.
import { record } from '#modules/access';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { requireLocalInbox } from './local-inbox.ts';
import { deleteMails } from './store.ts';

export async function clearMails(ctx: Ctx): Promise<void> {
  requireRole(ctx, 'editor');
  requireLocalInbox(ctx.deps);
  await inTransaction(ctx.deps.db, async (tx) => {
    const removed = await deleteMails(tx, ctx.org.id);
    await record(tx, ctx, {
      action: 'inbox.clear',
      objectType: 'inbox',
      objectId: ctx.org.id,
      before: { mails: removed },
      after: { mails: 0 },
    });
  });
}
