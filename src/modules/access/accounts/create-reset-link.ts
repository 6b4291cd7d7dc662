// Makes the link to choose a new password for somebody who cannot ask for it by mail, and takes away a lost second factor. For the operator's own terminal.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { LOCAL_EMAIL } from '../organizations/ensure-local-workspace.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import { userByEmail } from '../store.ts';
import { systemActor } from '../system-ctx.ts';
import { emailField } from '../user.ts';
import { resetLink } from './mails.ts';
import { dropSecondFactor } from './store.ts';

const linkInput = z.strictObject({ email: emailField, dropSecondFactor: z.boolean() });

export interface ResetLink {
  /** Good once and for 30 minutes. */
  readonly url: string;
  /** False also when none was on. */
  readonly secondFactorDropped: boolean;
}

/** Throws `validation_failed` on `email` when nobody with a password can have it. The link is told only after it was written down. */
export async function createResetLink(deps: Pick<Deps, 'db' | 'auth' | 'clock' | 'settings'>, raw: unknown): Promise<ResetLink> {
  const input = parseInput(linkInput, raw);
  if (input.email === LOCAL_EMAIL) throw invalidField('email', `is the local person of "armature up", who signs in with "armature link"`);
  const user = await userByEmail(deps.db, input.email);
  if (!user) throw invalidField('email', `nobody here has the address ${input.email}`);
  const token = await deps.auth.resetToken(user.email);
  if (token === undefined) throw invalidField('email', 'is not an address that can have a password');
  const by = { user, from: {}, actor: systemActor('operator') };
  return inTransaction(deps.db, async (tx) => {
    const secondFactorDropped = input.dropSecondFactor && (await dropSecondFactor(tx, user.id, deps.clock.now()));
    if (secondFactorDropped) await recordForPerson(tx, deps, { ...by, action: 'user.two_factor_off' });
    await recordForPerson(tx, deps, { ...by, action: 'user.password_reset_link' });
    return { url: resetLink(deps.settings.publicUrl, token), secondFactorDropped };
  });
}
