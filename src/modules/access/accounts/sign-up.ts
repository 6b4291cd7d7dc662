// Makes an account with a password. Where mail is sent, the answer is the same whether the address has an account already or not.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { PreparedPassword } from '#platform/auth/auth';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import type { StartedSession } from '../sessions/session.ts';
import { startSession } from '../sessions/start-session.ts';
import { emailField, personName } from '../user.ts';
import { inBackground } from './in-background.ts';
import { accountExistsMail, sendOrLog } from './mails.ts';
import { newPasswordField, passwordFault } from './password-rules.ts';
import { dropUnprovenPassword, lockAddress } from './store.ts';
import { countTry, networkKey } from './try-limits.ts';
import { mailPasswordChoice, mailVerificationLink, mayMail } from './verification-link.ts';
import { requirePasswords } from './visitor-doors.ts';
import { wayIn } from './way-in.ts';

const signUpInput = z.strictObject({
  name: personName,
  email: emailField,
  password: newPasswordField,
  invitation: z.string().max(200).optional(),
});
type SignUpInput = z.infer<typeof signUpInput>;

/** `proof` goes into a cookie: the browser that signed up is signed in when it opens the link, any other is not. */
export type SignedUp =
  | { readonly status: 'signed_in'; readonly session: StartedSession }
  | { readonly status: 'verify_email'; readonly proof: string };

export const SIGN_UP_PROOF = 'sign-up';

/** Throws `feature_disabled` where signing up is closed, `conflict` for a taken address where no mail can say so instead. */
export async function signUp(ctx: VisitorCtx, raw: unknown): Promise<SignedUp> {
  requirePasswords(ctx);
  const input = parseInput(signUpInput, raw);
  const fault = passwordFault(input.password, input);
  if (fault !== undefined) throw invalidField('password', fault);
  await countTry(ctx, 'visitor', networkKey(ctx));
  const made = await makeAccount(ctx, input, await ctx.deps.auth.prepare(input.password));
  if (made.session !== undefined) return { status: 'signed_in', session: made.session };
  inBackground(ctx, () => (made.userId === undefined ? mailAboutTaken(ctx, input) : mailVerificationLink(ctx, input.email)));
  const proof = made.userId === undefined ? randomBytes(32).toString('base64url') : await ctx.deps.auth.sign(SIGN_UP_PROOF, made.userId);
  return { status: 'verify_email', proof };
}

interface Made {
  /** Undefined: the address has an account. */
  readonly userId?: string | undefined;
  readonly session?: StartedSession | undefined;
}

function makeAccount(ctx: VisitorCtx, { name, email, invitation }: SignUpInput, password: PreparedPassword): Promise<Made> {
  const { deps } = ctx;
  return inTransaction(deps.db, async (tx) => {
    const way = await wayIn(tx, deps, { email, invitation });
    if (way === undefined) throw new AppError('feature_disabled', 'Signing up needs an invitation here. Ask a member to invite you.');
    if (way === 'wrong_address') throw invalidField('email', 'is not the address this invitation is for');
    await lockAddress(tx, email);
    const made = await deps.auth.signUp(tx, { name, email, password });
    if (made.ok && deps.mail.isConfigured) return { userId: made.value.userId };
    if (made.ok) {
      const user = { id: made.value.userId, name, email };
      return { userId: user.id, session: await startSession(tx, deps, { user, from: visitorOf(ctx), note: 'by signing up' }) };
    }
    if (made.error === 'bad_email') throw invalidField('email', 'must be an e-mail address');
    if (deps.mail.isConfigured) return {};
    throw new AppError('conflict', 'email: has an account already; sign in instead', {
      fieldErrors: [{ field: 'email', message: 'has an account already; sign in instead' }],
    });
  });
}

/**
 * To whom the address belongs. While it is not verified nobody knows which of two sign-ups is that person's, and its link would
 * put the first one's password in force: so neither password counts any more, unless they are the same.
 */
async function mailAboutTaken(ctx: VisitorCtx, { email, password }: SignUpInput): Promise<void> {
  const { auth, db, settings } = ctx.deps;
  if ((await auth.verificationToken(email)) === undefined) {
    if (await mayMail(ctx, 'news', email)) await sendOrLog(ctx, email, accountExistsMail(settings.publicUrl));
    return;
  }
  const checked = await auth.checkPassword({ email, password });
  if (!checked.ok && checked.error === 'unverified') return mailVerificationLink(ctx, email);
  await dropUnprovenPassword(db, email);
  await mailPasswordChoice(ctx, email);
}
