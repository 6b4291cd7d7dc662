// A visitor comes back from Google or GitHub: signs in, joins an account, or makes one, or learns why not.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Carried, ProviderProblem } from '#platform/auth/auth';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import type { StartedSession } from '../sessions/session.ts';
import { startSession } from '../sessions/start-session.ts';
import { userById } from '../store.ts';
import { knownProvider } from './begin-provider-sign-in.ts';
import { ownPath } from './own-path.ts';
import { requirePasswords } from './visitor-doors.ts';
import { wayIn } from './way-in.ts';

export interface ProviderReturn {
  readonly provider: string;
  /** The query of the redirect, with its `?`. */
  readonly search: string;
  /** The cookie's. */
  readonly state: string | undefined;
}

/** `next` is a path of ours. */
export async function finishProviderSignIn(
  ctx: VisitorCtx,
  { provider: id, search, state }: ProviderReturn,
): Promise<Outcome<{ session: StartedSession; next: string }, ProviderProblem>> {
  requirePasswords(ctx);
  const provider = knownProvider(ctx, id);
  const { deps } = ctx;
  const from = visitorOf(ctx);
  const finished = await deps.auth.finishProvider({
    provider,
    search,
    state,
    mayJoin: async (tx, { email, carried: { invitation } }) => {
      const way = await wayIn(tx, deps, { email, invitation });
      return way !== undefined && way !== 'wrong_address';
    },
    onLinked: async (tx, { userId }) => {
      const user = await userById(tx, userId);
      if (user) await recordForPerson(tx, deps, { user, action: 'user.provider_link', from, after: { provider } });
    },
  });
  if (!finished.ok) return finished;
  const { userId, carried } = finished.value;
  const session = await inTransaction(deps.db, async (tx) => {
    const user = await userById(tx, userId);
    return user && startSession(tx, deps, { user, from, note: `by ${provider}` });
  });
  return session === undefined ? failed('failed') : ok({ session, next: nextPage(carried) });
}

const nextPage = ({ next, invitation }: Carried): string =>
  ownPath(next) ?? (invitation === undefined ? '/' : `/invitation?token=${encodeURIComponent(invitation)}`);
