// Whether somebody who has no account may make one (spec 09 §1): the first person, whoever is invited, or anybody.
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { findInvitation } from '../invitations/find-invitation.ts';
import { deleteAbandoned, isFresh, lockFirstSignUp } from './store.ts';

export type WayIn = 'first_user' | 'invitation' | 'open';

/** Undefined: no way. `wrong_address`: the invitation is for another one. Holds the place of the first person until the transaction ends. */
export async function wayIn(
  tx: Tx,
  deps: Deps,
  { email, invitation }: { readonly email: string; readonly invitation?: string | undefined },
): Promise<WayIn | 'wrong_address' | undefined> {
  if (await isFirst(tx, deps)) return 'first_user';
  if (deps.settings.openSignup) return 'open';
  const found = invitation === undefined ? undefined : await findInvitation({ db: tx, clock: deps.clock }, invitation);
  if (found === undefined) return undefined;
  return found.email === null || found.email === email ? 'invitation' : 'wrong_address';
}

async function isFirst(tx: Tx, { mail }: Deps): Promise<boolean> {
  const instance = { mailIsConfigured: mail.isConfigured };
  // usually somebody is there, and nobody waits for the lock
  if (!(await isFresh(tx, instance))) return false;
  await lockFirstSignUp(tx);
  if (!(await isFresh(tx, instance))) return false;
  if (mail.isConfigured) await deleteAbandoned(tx);
  return true;
}
