// Who belongs to an organization, and who has been invited.
import { queryOptions } from '@tanstack/react-query';
import { app } from './client.ts';
import type { Role } from './session.ts';

export interface Member {
  readonly userId: string;
  readonly name: string;
  /** Told to admins only. */
  readonly email: string | null;
  readonly role: Role;
  readonly joinedAt: string;
  readonly isYou: boolean;
}

/** A role that can be given; ownership is transferred. */
export type GivenRole = Exclude<Role, 'owner'>;

export interface Invitation {
  readonly id: string;
  /** Null for one by link: whoever has the link may use it, once. */
  readonly email: string | null;
  readonly role: GivenRole;
  readonly invitedBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly state: 'pending' | 'expired';
  /** `none`: a link to pass on. `sending`: handed to the mail server at this moment, or never confirmed. */
  readonly mailState: 'none' | 'sending' | 'sent' | 'failed';
}

/** `url` is told once: for a link, and for an e-mail invitation whose mail could not be sent. */
export interface SentInvitation {
  readonly invitation: Invitation;
  readonly url: string | null;
}

interface Rows<T> {
  readonly rows: readonly T[];
}

const membersPath = (org: string): string => `/o/${org}/members`;
const invitationsPath = (org: string): string => `/o/${org}/invitations`;

export const membersQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'members'],
    queryFn: ({ signal }) => app<Rows<Member>>(membersPath(org), { signal }),
  });

/** For admins; others are refused. */
export const invitationsQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'invitations'],
    queryFn: ({ signal }) => app<Rows<Invitation>>(invitationsPath(org), { signal }),
  });

export const changeRole = (org: string, userId: string, role: GivenRole): Promise<unknown> =>
  app(`${membersPath(org)}/${userId}`, { method: 'PATCH', body: { role } });
export const removeMember = (org: string, userId: string): Promise<unknown> => app(`${membersPath(org)}/${userId}`, { method: 'DELETE' });

export const invite = (org: string, body: { readonly email?: string; readonly role: GivenRole }): Promise<SentInvitation> =>
  app(invitationsPath(org), { method: 'POST', body });
export const resendInvitation = (org: string, id: string): Promise<SentInvitation> =>
  app(`${invitationsPath(org)}/${id}/resend`, { method: 'POST', body: {} });
export const revokeInvitation = (org: string, id: string): Promise<unknown> => app(`${invitationsPath(org)}/${id}`, { method: 'DELETE' });
