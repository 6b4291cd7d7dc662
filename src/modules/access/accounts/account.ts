// The noun: a person's own account, with the ways it can be opened.
import type { Role } from '#kernel/role';
import type { ProviderId } from '#platform/auth/auth';
import type { SessionUser } from '../sessions/session.ts';

export interface Account {
  readonly user: SessionUser & { readonly createdAt: string };
  /** False for who only ever signed in through a provider. */
  readonly hasPassword: boolean;
  /** Those the operator set up. */
  readonly providers: readonly { readonly id: ProviderId; readonly linked: boolean }[];
  readonly organizations: readonly { readonly slug: string; readonly name: string; readonly role: Role }[];
}
