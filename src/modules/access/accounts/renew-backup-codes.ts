// Makes new backup codes, shown this once; the old ones open nothing any more.
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import { confirmPassword, passwordInput } from './password-input.ts';
import { countTry, forgiveTry } from './try-limits.ts';
import { requirePasswords } from './visitor-doors.ts';

export async function renewBackupCodes(ctx: PersonCtx, raw: unknown): Promise<{ readonly backupCodes: readonly string[] }> {
  requirePasswords(ctx);
  const given = parseInput(passwordInput, raw);
  const { deps, session } = ctx;
  const { user } = session;
  await countTry(ctx, 'confirm', user.id);
  const password = await confirmPassword(ctx, given);
  const backupCodes = await inTransaction(deps.db, async (tx) => {
    const made = await deps.auth.newBackupCodes(tx, { userId: user.id, password });
    if (!made.ok && made.error === 'wrong') throw invalidField('password', 'is not right');
    if (!made.ok) throw new AppError('conflict', 'Two-factor sign-in is off.');
    await recordForPerson(tx, deps, { user, action: 'user.backup_codes_renew', from: visitorOf(ctx) });
    return made.value;
  });
  await forgiveTry(ctx, 'confirm', user.id);
  return { backupCodes };
}
