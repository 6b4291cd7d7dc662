// Ends all of one's own sessions but the one that asks. Returns how many.
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from './person-ctx.ts';
import type { PersonCtx } from './person-ctx.ts';
import { recordForPerson } from './record-for-person.ts';
import { deleteSessionsOf } from './store.ts';

export async function endOtherSessions(ctx: PersonCtx): Promise<number> {
  const { user, sessionId } = ctx.session;
  return inTransaction(ctx.deps.db, async (tx) => {
    const count = await deleteSessionsOf(tx, user.id, { except: sessionId });
    if (count > 0) {
      await recordForPerson(tx, ctx.deps, { user, action: 'user.session_end', from: visitorOf(ctx), note: `all others: ${count}` });
    }
    return count;
  });
}
