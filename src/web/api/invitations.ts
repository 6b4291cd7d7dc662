// An invitation as the invited person sees it.
import { queryOptions } from '@tanstack/react-query';
import { app } from './client.ts';
import type { Role } from './session.ts';

export interface OfferedInvitation {
  readonly organization: { readonly name: string; readonly slug: string };
  readonly role: Role;
  /** Null: whoever holds the link. */
  readonly email: string | null;
  readonly invitedBy: string;
  readonly expiresAt: string;
}

export interface AcceptedInvitation {
  readonly organization: { readonly name: string; readonly slug: string };
  readonly role: Role;
}

const pathOf = (token: string): string => `/invitations/${encodeURIComponent(token)}`;

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => app<OfferedInvitation>(pathOf(token), { signal }),
  });

export const acceptInvitation = (token: string): Promise<AcceptedInvitation> =>
  app(`${pathOf(token)}/accept`, { method: 'POST', body: {} });

const TOKEN_CHARS = 200;

/** The token in what a person pasted: the whole link, or the token alone. */
export function tokenOf(pasted: string): string | undefined {
  const text = pasted.trim();
  const token = URL.canParse(text) ? new URL(text).searchParams.get('token') : text;
  return token !== null && token.length <= TOKEN_CHARS && /^[\w.~-]+$/.test(token) ? token : undefined;
}
