// The second step of a sign-in: a code of the authenticator, or a backup code, each good once.
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { ChallengeFailure } from '#platform/auth/auth';
import { inTransaction } from '#platform/db/transaction';
import { countAsFailed, forgive } from '../keys/failure-limit.ts';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import type { StartedSession } from '../sessions/session.ts';
import { startSession } from '../sessions/start-session.ts';
import { userById } from '../store.ts';
import { requirePasswords } from './visitor-doors.ts';

const LOCK_SECONDS = 15 * 60;

/** As it is typed: digits may stand apart. */
export const codeField = z
  .string()
  .max(20)
  .transform((code) => code.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must be six digits'));

const backupCodeField = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]{5}-?[A-Za-z0-9]{5}$/, 'must be a backup code, such as aB3dE-fG7hI')
  .transform((code) => (code.includes('-') ? code : `${code.slice(0, 5)}-${code.slice(5)}`));

const answerInput = z.union([z.strictObject({ code: codeField }), z.strictObject({ backupCode: backupCodeField })]);

/** `challenge`: the cookie of the first step. Throws `invalid_credentials`, or `rate_limited` once the factor is locked. */
export async function answerTwoFactor(ctx: VisitorCtx, raw: unknown, challenge: string | undefined): Promise<StartedSession> {
  requirePasswords(ctx);
  const factor = parseInput(answerSchema(raw), raw);
  const { deps } = ctx;
  await countAsFailed(deps.limits, ctx.ip);
  // a wrong answer is counted and recorded, so its transaction is kept
  const answered = await inTransaction(deps.db, async (tx) => {
    const answer = challenge === undefined ? OVER : await deps.auth.answerChallenge(tx, { challenge, ...factor });
    const userId = answer.ok ? answer.value.userId : answer.error.userId;
    const user = userId === undefined ? undefined : await userById(tx, userId);
    if (answer.ok && user) {
      return startSession(tx, deps, {
        user,
        from: visitorOf(ctx),
        note: 'code' in factor ? 'by password and code' : 'by password and backup code',
      });
    }
    if (user) await recordForPerson(tx, deps, { user, action: 'user.two_factor_failed', from: visitorOf(ctx) });
    return answer.ok ? OVER.error : answer.error;
  });
  if ('reason' in answered) throw refusal(answered);
  await forgive(deps.limits, ctx.ip);
  return answered;
}

const OVER = { ok: false, error: { reason: 'over' } as ChallengeFailure } as const;

/** One of the two, so that a wrong field is named as what it is. */
const answerSchema = (raw: unknown): z.ZodType<z.infer<typeof answerInput>> =>
  typeof raw === 'object' && raw !== null && 'backupCode' in raw ? answerInput.options[1] : answerInput.options[0];

function refusal({ reason }: ChallengeFailure): AppError {
  if (reason === 'locked') {
    return new AppError('rate_limited', 'Too many wrong codes. Wait 15 minutes, then sign in again.', {
      details: { retryAfterSeconds: LOCK_SECONDS },
    });
  }
  const message =
    reason === 'wrong'
      ? 'The code is not right, or was used already.'
      : 'This sign-in took too long or had too many tries. Begin again with your password.';
  return new AppError('invalid_credentials', message, { details: { reason: reason === 'wrong' ? 'wrong_code' : 'begin_again' } });
}
