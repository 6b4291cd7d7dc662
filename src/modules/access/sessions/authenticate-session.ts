// Who stands behind a session cookie, and in which organizations with which role: read anew each time.
import type { Deps } from '#platform/ctx';
import { membershipsOf } from '../members/store.ts';
import { idleSince, MAX_ORGANIZATIONS, SEEN_EVERY_MS } from './session.ts';
import type { SessionInfo } from './session.ts';
import { liveSession, touchSession } from './store.ts';
import { tokenHash } from './token.ts';

/** Undefined for an unknown or ended session: 14 days unseen, or 60 days old. */
export async function authenticateSession(deps: Pick<Deps, 'db' | 'clock'>, sessionToken: string): Promise<SessionInfo | undefined> {
  const hash = tokenHash(sessionToken);
  if (hash === undefined) return undefined;
  const now = deps.clock.now();
  const session = await liveSession(deps.db, hash, { now, idleSince: idleSince(now) });
  if (!session) return undefined;
  if (now.getTime() - session.lastSeenAt.getTime() >= SEEN_EVERY_MS) await touchSession(deps.db, hash, now);
  return {
    sessionId: session.sessionId,
    user: session.user,
    csrfToken: session.csrfToken,
    organizations: await membershipsOf(deps.db, session.user.id, MAX_ORGANIZATIONS),
  };
}
