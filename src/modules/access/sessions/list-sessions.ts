// Where a person is signed in, the newest first.
import type { PersonCtx } from './person-ctx.ts';
import { idleSince, MAX_LISTED_SESSIONS } from './session.ts';
import type { LoginSession } from './session.ts';
import { sessionsOf } from './store.ts';

export async function listSessions({ deps, session }: PersonCtx): Promise<LoginSession[]> {
  const now = deps.clock.now();
  const rows = await sessionsOf(deps.db, session.user.id, { now, idleSince: idleSince(now), limit: MAX_LISTED_SESSIONS });
  return rows.map((row) => ({ ...row, isCurrent: row.id === session.sessionId }));
}
