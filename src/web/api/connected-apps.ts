// Applications that act for people: what one asks, the decision, and the lists of those that were let in.
import { queryOptions } from '@tanstack/react-query';
import { app } from './client.ts';
import type { Membership, Role } from './session.ts';

export interface AuthorizationReview {
  readonly client: {
    /** As it calls itself; nobody checked it. */
    readonly name: string;
    /** The host that describes it, where that is known. */
    readonly host: string | null;
    /** Where the answer goes: the host of a site, or `this computer`. */
    readonly place: string;
  };
  readonly staysConnected: boolean;
  readonly organizations: readonly Membership[];
}

export interface RefusedRequest {
  readonly problem: { readonly error: string; readonly description: string };
  /** How the application can be told. */
  readonly returnTo?: string | undefined;
}

export type Authorization = { readonly review: AuthorizationReview } | { readonly refused: RefusedRequest };

export interface ConnectedApp {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly place: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
}

export interface OwnApp extends ConnectedApp {
  readonly organization: { readonly slug: string; readonly name: string };
}

export interface MembersApp extends ConnectedApp {
  readonly user: { readonly id: string; readonly name: string };
}

/** `search`: the query of the page's own address, as the application wrote it. */
export const authorizationQuery = (search: string) =>
  queryOptions({
    queryKey: ['authorization', search],
    queryFn: ({ signal }) => app<Authorization>(`/authorize${search}`, { signal }),
    staleTime: Infinity,
    retry: false,
  });

export type Decision =
  | { readonly decision: 'allow'; readonly search: string; readonly organization: string; readonly role: Role }
  | { readonly decision: 'deny'; readonly search: string };

export const decideAuthorization = (decision: Decision): Promise<{ readonly returnTo: string }> =>
  app('/authorize', { method: 'POST', body: decision });

export const ownAppsQuery = queryOptions({
  queryKey: ['account', 'apps'],
  queryFn: ({ signal }) => app<{ readonly rows: readonly OwnApp[] }>('/account/apps', { signal }),
});

export const disconnectOwnApp = (id: string): Promise<unknown> => app(`/account/apps/${id}`, { method: 'DELETE' });

export const connectedAppsQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'apps'],
    queryFn: ({ signal }) => app<{ readonly rows: readonly MembersApp[] }>(`/o/${org}/apps`, { signal }),
  });

export const disconnectApp = (org: string, id: string): Promise<unknown> => app(`/o/${org}/apps/${id}`, { method: 'DELETE' });
