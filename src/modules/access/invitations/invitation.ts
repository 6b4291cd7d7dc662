// The noun: an invitation by e-mail or by link. Its token is stored as a hash, works once, and ends after 7 days (spec 09 §4).
import { days } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import type { GivenRole } from '../members/given-role.ts';

export interface Invitation {
  /** `inv_…` */
  readonly id: string;
  /** Null for one by link: whoever has the link may use it, once. */
  readonly email: string | null;
  readonly role: GivenRole;
  /** Name of whoever sent it last, at that time. */
  readonly invitedBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly state: 'pending' | 'expired';
  /** `none`: a link to pass on. `sending`: handed to the mail server at this moment, or never confirmed. */
  readonly mailState: MailState;
}

export const MAIL_STATES = ['none', 'sending', 'sent', 'failed'] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** `url` is told this once: for a link, and for an e-mail invitation whose mail could not be sent. */
export interface SentInvitation {
  readonly invitation: Invitation;
  readonly url: string | null;
}

export const INVITATION_LIVES_MS = days(7);
/** Most pending and expired ones that are listed. */
export const MAX_LISTED = 500;
/** How long an ended one is kept. */
export const ENDED_KEPT_MS = days(30);

/** Whose right to invite it hangs on: it is revoked with that. */
export const inviterOf = ({ actor }: Pick<Ctx, 'actor'>): { readonly userId: string | null; readonly name: string } => ({
  userId: actor.type === 'user' ? actor.id : null,
  name: actor.name,
});

export const linkOf = (publicUrl: string, token: string): string => `${publicUrl}/invitation?token=${token}`;
