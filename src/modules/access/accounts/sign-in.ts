// Signs in with e-mail address and password. A wrong one of either is one answer that takes one time.
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import { countAsFailed, forgive } from '../keys/failure-limit.ts';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import type { StartedSession } from '../sessions/session.ts';
import { startSession } from '../sessions/start-session.ts';
import { userById } from '../store.ts';
import { emailField } from '../user.ts';
import { inBackground } from './in-background.ts';
import { accountKey, countTry, forgiveTry, networkKey } from './try-limits.ts';
import { mailVerificationLink } from './verification-link.ts';
import { requirePasswords } from './visitor-doors.ts';

const MAX_PASSWORD = 1024;

const signInInput = z.strictObject({ email: emailField, password: z.string().max(MAX_PASSWORD, 'is too long') });

export type SignInResult =
  | { readonly status: 'signed_in'; readonly session: StartedSession }
  /** `challenge` goes into a cookie, and comes back with the code. */
  | { readonly status: 'two_factor'; readonly challenge: string }
  | { readonly status: 'verify_email' };

/** Throws `invalid_credentials`; `rate_limited` after ten tries in a quarter of an hour. */
export async function signIn(ctx: VisitorCtx, raw: unknown): Promise<SignInResult> {
  requirePasswords(ctx);
  const { email, password } = parseInput(signInInput, raw);
  const { deps } = ctx;
  const account = `${accountKey(email)}:${networkKey(ctx)}`;
  await countTry(ctx, 'signIn', account);
  await countAsFailed(deps.limits, ctx.ip);
  const checked = await deps.auth.checkPassword({ email, password });
  if (!checked.ok && checked.error === 'wrong') throw wrongCredentials();
  await Promise.all([forgiveTry(ctx, 'signIn', account), forgive(deps.limits, ctx.ip)]);
  if (!checked.ok) {
    inBackground(ctx, () => mailVerificationLink(ctx, email));
    return { status: 'verify_email' };
  }
  if ('challenge' in checked.value) return { status: 'two_factor', challenge: checked.value.challenge };
  const { userId } = checked.value;
  const session = await inTransaction(deps.db, async (tx) => {
    const user = await userById(tx, userId);
    return user && startSession(tx, deps, { user, from: visitorOf(ctx), note: 'by password' });
  });
  // gone since a moment ago
  if (session === undefined) throw wrongCredentials();
  return { status: 'signed_in', session };
}

const wrongCredentials = (): AppError => new AppError('invalid_credentials', 'The e-mail address or the password is not right.');
