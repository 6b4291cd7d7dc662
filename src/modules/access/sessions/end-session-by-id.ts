// Ends one of one's own sessions, wherever it is. Somebody else's answers as one that is not there.
import { notFound } from '#kernel/errors';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from './person-ctx.ts';
import type { PersonCtx } from './person-ctx.ts';
import { recordForPerson } from './record-for-person.ts';
import { deleteSessionOf } from './store.ts';

export async function endSessionById(ctx: PersonCtx, { sessionId }: { readonly sessionId: string }): Promise<void> {
  const { user } = ctx.session;
  await inTransaction(ctx.deps.db, async (tx) => {
    if (!(await deleteSessionOf(tx, user.id, sessionId))) throw notFound('session');
    await recordForPerson(tx, ctx.deps, { user, action: 'user.session_end', from: visitorOf(ctx), note: sessionId });
  });
}
