// Turns a one-time link into a session. A used, expired or unknown link is the same undefined.
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { userById } from '../store.ts';
import type { Visitor } from './record-for-person.ts';
import type { StartedSession } from './session.ts';
import { startSession } from './start-session.ts';
import { takeLink } from './store.ts';
import { tokenHash } from './token.ts';

export async function signInWithLink(deps: Pick<Deps, 'db' | 'clock'>, token: string, from: Visitor): Promise<StartedSession | undefined> {
  const linkHash = tokenHash(token);
  if (linkHash === undefined) return undefined;
  return inTransaction(deps.db, async (tx) => {
    const userId = await takeLink(tx, linkHash, deps.clock.now());
    const user = userId === undefined ? undefined : await userById(tx, userId);
    return user && startSession(tx, deps, { user, from, note: 'by one-time link' });
  });
}
