// Signs out: the session ends at once. Ending one that is over already is fine.
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { userById } from '../store.ts';
import { recordForPerson } from './record-for-person.ts';
import type { Visitor } from './record-for-person.ts';
import { deleteSession } from './store.ts';
import { tokenHash } from './token.ts';

export async function endSession(deps: Pick<Deps, 'db' | 'clock'>, sessionToken: string, from: Visitor = {}): Promise<void> {
  const hash = tokenHash(sessionToken);
  if (hash === undefined) return;
  await inTransaction(deps.db, async (tx) => {
    const userId = await deleteSession(tx, hash);
    const user = userId === undefined ? undefined : await userById(tx, userId);
    if (user) await recordForPerson(tx, deps, { user, action: 'user.sign_out', from });
  });
}
