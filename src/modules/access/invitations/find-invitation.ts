// What a token opens, before anybody accepts: for the invitation page, and for a sign-up that needs one.
import type { Deps } from '#platform/ctx';
import type { GivenRole } from '../members/given-role.ts';
import { tokenHash } from '../sessions/token.ts';
import { offeredBy } from './store.ts';

export interface OfferedInvitation {
  readonly organization: { readonly name: string; readonly slug: string };
  readonly role: GivenRole;
  /** Null: whoever has the link. */
  readonly email: string | null;
  readonly invitedBy: string;
  readonly expiresAt: string;
}

/** Undefined alike for a token that is used, expired, revoked or unknown. */
export async function findInvitation(deps: Pick<Deps, 'db' | 'clock'>, token: string): Promise<OfferedInvitation | undefined> {
  const hash = tokenHash(token);
  const offered = hash === undefined ? undefined : await offeredBy(deps.db, hash, deps.clock.now());
  if (!offered) return undefined;
  const { organization, role, email, invitedBy, expiresAt } = offered;
  return { organization: { name: organization.name, slug: organization.slug }, role, email, invitedBy, expiresAt };
}
