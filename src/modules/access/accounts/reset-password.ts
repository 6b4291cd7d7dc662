// Sets a new password with a mailed link, which works once, and ends every session of the person.
import { z } from 'zod';
import { invalidField, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import { deleteSessionsOf } from '../sessions/store.ts';
import { userById } from '../store.ts';
import { newPasswordField, passwordFault } from './password-rules.ts';
import { endPending, markVerified } from './store.ts';
import { countTry, networkKey } from './try-limits.ts';
import { requirePasswords } from './visitor-doors.ts';

const resetInput = z.strictObject({ token: z.string().max(200), password: newPasswordField });

/** Throws `not_found` for a link that is used, over or unknown; a refused password leaves the link as it was. */
export async function resetPassword(ctx: VisitorCtx, raw: unknown): Promise<void> {
  requirePasswords(ctx);
  const { token, password } = parseInput(resetInput, raw);
  const fault = passwordFault(password);
  if (fault !== undefined) throw invalidField('password', fault);
  await countTry(ctx, 'visitor', networkKey(ctx));
  const { deps } = ctx;
  const prepared = await deps.auth.prepare(password);
  await inTransaction(deps.db, async (tx) => {
    const reset = await deps.auth.resetPassword(tx, { token, password: prepared });
    const user = reset.ok ? await userById(tx, reset.value.userId) : undefined;
    if (!user) throw notFound('link');
    const ownFault = passwordFault(password, user);
    if (ownFault !== undefined) throw invalidField('password', ownFault);
    await markVerified(tx, user.id, deps.clock.now());
    await endPending(tx, user.id);
    const ended = await deleteSessionsOf(tx, user.id);
    await recordForPerson(tx, deps, { user, action: 'user.password_reset', from: visitorOf(ctx), note: `sessions ended: ${ended}` });
  });
}
