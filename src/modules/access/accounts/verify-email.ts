// A mailed link verifies its address. Only the browser that signed up is signed in by it: a link alone opens nothing.
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import type { StartedSession } from '../sessions/session.ts';
import { startSession } from '../sessions/start-session.ts';
import { userById } from '../store.ts';
import { SIGN_UP_PROOF } from './sign-up.ts';
import { countTry, networkKey } from './try-limits.ts';
import { requirePasswords } from './visitor-doors.ts';

const MAX_TOKEN = 2000;

const verifyInput = z.strictObject({ token: z.string().max(MAX_TOKEN) });

/** `proof`: the cookie of the sign-up. Undefined: verified, now or before, and not signed in. Throws `not_found` for a bad link. */
export async function verifyEmail(ctx: VisitorCtx, raw: unknown, proof: string | undefined): Promise<StartedSession | undefined> {
  requirePasswords(ctx);
  const { token } = parseInput(verifyInput, raw);
  await countTry(ctx, 'visitor', networkKey(ctx));
  const { deps } = ctx;
  return inTransaction(deps.db, async (tx) => {
    const verified = await deps.auth.verifyEmail(tx, token);
    if (!verified.ok) throw notFound('link');
    const { userId } = verified.value;
    const user = userId === undefined ? undefined : await userById(tx, userId);
    if (!user) return undefined;
    await recordForPerson(tx, deps, { user, action: 'user.email_verify', from: visitorOf(ctx) });
    const isTheirs = proof !== undefined && sameText(proof, await deps.auth.sign(SIGN_UP_PROOF, user.id));
    return isTheirs ? startSession(tx, deps, { user, from: visitorOf(ctx), note: 'by signing up' }) : undefined;
  });
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
