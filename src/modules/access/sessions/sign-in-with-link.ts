// Turns a one-time link into a session. A used, expired or unknown link is the same undefined.
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { userById } from '../store.ts';
import { recordForPerson } from './record-for-person.ts';
import type { Visitor } from './record-for-person.ts';
import { idleSince, SESSION_LIVES_MS } from './session.ts';
import { deleteLapsed, insertSession, takeLink } from './store.ts';
import { newSessionToken, tokenHash } from './token.ts';

const MAX_USER_AGENT = 512;

/** `sessionToken` goes into the cookie and is kept nowhere; `csrfToken` goes to the page. */
export async function signInWithLink(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
  from: Visitor,
): Promise<{ readonly sessionToken: string; readonly csrfToken: string } | undefined> {
  const linkHash = tokenHash(token);
  if (linkHash === undefined) return undefined;
  const now = deps.clock.now();
  return inTransaction(deps.db, async (tx) => {
    const userId = await takeLink(tx, linkHash, now);
    const user = userId === undefined ? undefined : await userById(tx, userId);
    if (!user) return undefined;
    await deleteLapsed(tx, { now, idleSince: idleSince(now) });
    const { token: sessionToken, hash } = newSessionToken();
    const { token: csrfToken } = newSessionToken();
    await insertSession(tx, {
      hash,
      userId: user.id,
      csrfToken,
      at: now,
      expiresAt: new Date(now.getTime() + SESSION_LIVES_MS),
      ip: from.ip ?? null,
      userAgent: from.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    });
    await recordForPerson(tx, deps, { user, action: 'user.sign_in', from });
    return { sessionToken, csrfToken };
  });
}
