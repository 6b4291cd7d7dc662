// The noun: an application that one person let into one organization, with the role that is the most it may do there.
import type { OrgRef } from '#kernel/context';
import type { Role } from '#kernel/role';

export interface ConnectedApp {
  /** `app_…` */
  readonly id: string;
  /** As it called itself when it was let in: a stranger's word. */
  readonly name: string;
  readonly clientId: string;
  /** Where it is answered: the host of a site, or `this computer`. */
  readonly place: string;
  readonly role: Role;
  readonly user: { readonly id: string; readonly name: string };
  readonly createdAt: string;
  /** Written at most once a minute. */
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
}

/** One's own, wherever they lead. */
export interface OwnApp extends Omit<ConnectedApp, 'user'> {
  readonly organization: OrgRef;
}

/** Of one person in one organization. */
export const MAX_APPS = 50;
/** More are not listed. */
export const MAX_LISTED = 1_000;
