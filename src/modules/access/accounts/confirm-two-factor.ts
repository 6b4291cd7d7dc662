// A first code puts the second factor in force.
import { z } from 'zod';
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import { codeField } from './answer-two-factor.ts';
import { countTry, forgiveTry } from './try-limits.ts';
import { requirePasswords } from './visitor-doors.ts';

const codeInput = z.strictObject({ code: codeField });

export async function confirmTwoFactor(ctx: PersonCtx, raw: unknown): Promise<void> {
  requirePasswords(ctx);
  const { code } = parseInput(codeInput, raw);
  const { deps, session } = ctx;
  const { user } = session;
  if (user.twoFactorEnabled) throw new AppError('conflict', 'Two-factor sign-in is on already.');
  await countTry(ctx, 'confirm', user.id);
  await inTransaction(deps.db, async (tx) => {
    const confirmed = await deps.auth.confirmTwoFactor(tx, { userId: user.id, code });
    if (!confirmed.ok && confirmed.error === 'wrong') throw invalidField('code', 'is not right; look at the clock of the device');
    if (!confirmed.ok) throw new AppError('conflict', 'Begin with your password: there is no code to confirm yet.');
    await recordForPerson(tx, deps, { user, action: 'user.two_factor_on', from: visitorOf(ctx) });
  });
  await forgiveTry(ctx, 'confirm', user.id);
}
