// The password, given once more by who is signed in, before something that guards the account is changed.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import type { ConfirmedPassword } from '#platform/auth/auth';
import type { PersonCtx } from '../sessions/person-ctx.ts';

export const passwordInput = z.strictObject({ password: z.string().max(1024, 'is too long') });

/** Slow, and therefore before the transaction. Throws `validation_failed` on `field`. */
export async function confirmPassword(
  { deps, session }: PersonCtx,
  { field = 'password', password }: { readonly field?: string; readonly password: string },
): Promise<ConfirmedPassword> {
  const confirmed = await deps.auth.confirm({ userId: session.user.id, password });
  if (confirmed === undefined) throw invalidField(field, 'is not right');
  return confirmed;
}
