// The one place that makes a session, however the person proved who they are. A new token each time: none can be planted before.
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { User } from '../user.ts';
import { recordForPerson } from './record-for-person.ts';
import type { Visitor } from './record-for-person.ts';
import { idleSince, SESSION_LIVES_MS } from './session.ts';
import type { StartedSession } from './session.ts';
import { deleteLapsed, insertSession } from './store.ts';
import { newSessionToken } from './token.ts';

const MAX_USER_AGENT = 512;

export interface SignedIn {
  readonly user: User;
  readonly from: Visitor;
  /** How, for the audit log: `by password`. */
  readonly note?: string | undefined;
}

export async function startSession(tx: Tx, deps: Pick<Deps, 'clock'>, { user, from, note }: SignedIn): Promise<StartedSession> {
  const now = deps.clock.now();
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
  await recordForPerson(tx, deps, { user, action: 'user.sign_in', from, note });
  return { sessionToken, csrfToken };
}
