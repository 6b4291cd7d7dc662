// Makes the secret of a second factor and its backup codes, shown this once. In force when a first code proves it was kept.
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { confirmPassword, passwordInput } from './password-input.ts';
import { countTry, forgiveTry } from './try-limits.ts';
import { requirePasswords } from './visitor-doors.ts';

export interface TwoFactorSetup {
  /** Base32. */
  readonly secret: string;
  /** `otpauth://…`, what a QR code holds. */
  readonly uri: string;
  readonly backupCodes: readonly string[];
}

/** Throws `conflict` when it is on already. */
export async function beginTwoFactor(ctx: PersonCtx, raw: unknown): Promise<TwoFactorSetup> {
  requirePasswords(ctx);
  const given = parseInput(passwordInput, raw);
  const { deps, session } = ctx;
  await countTry(ctx, 'confirm', session.user.id);
  const password = await confirmPassword(ctx, given);
  const begun = await inTransaction(deps.db, (tx) => deps.auth.beginTwoFactor(tx, { userId: session.user.id, password }));
  if (!begun.ok && begun.error === 'wrong') throw invalidField('password', 'is not right');
  await forgiveTry(ctx, 'confirm', session.user.id);
  if (!begun.ok) throw new AppError('conflict', 'Two-factor sign-in is on already. Switch it off first to use another device.');
  return begun.value;
}
