// Switches the second factor off: from then on the password is enough.
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import { confirmPassword, passwordInput } from './password-input.ts';
import { countTry, forgiveTry } from './try-limits.ts';
import { requirePasswords } from './visitor-doors.ts';

export async function disableTwoFactor(ctx: PersonCtx, raw: unknown): Promise<void> {
  requirePasswords(ctx);
  const given = parseInput(passwordInput, raw);
  const { deps, session } = ctx;
  const { user } = session;
  if (!user.twoFactorEnabled) throw new AppError('conflict', 'Two-factor sign-in is off.');
  await countTry(ctx, 'confirm', user.id);
  const password = await confirmPassword(ctx, given);
  await inTransaction(deps.db, async (tx) => {
    const done = await deps.auth.disableTwoFactor(tx, { userId: user.id, password });
    if (!done.ok) throw invalidField('password', 'is not right');
    await recordForPerson(tx, deps, { user, action: 'user.two_factor_off', from: visitorOf(ctx) });
  });
  await forgiveTry(ctx, 'confirm', user.id);
}
