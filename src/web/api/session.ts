// Who is signed in, what they may do, and how they leave.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { app, rememberCsrfToken } from './client.ts';

export const ROLES = ['viewer', 'editor', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

export interface Membership {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
}

export interface Session {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly emailVerified: boolean;
    readonly twoFactorEnabled: boolean;
  };
  readonly csrfToken: string;
  readonly organizations: readonly Membership[];
  readonly singleUser: boolean;
  readonly version: string;
  /** What the operator has switched on; absent counts as off. */
  readonly features?:
    | { readonly stdio?: boolean | undefined; readonly slack?: boolean | undefined; readonly inbox?: boolean | undefined }
    | undefined;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await app<Session>('/session', { signal });
    rememberCsrfToken(session.csrfToken);
    return session;
  },
  staleTime: 5 * 60_000,
  retry: false,
});

export const hasRole = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** The membership of the signed-in person in the organization of the page. */
export function useMembership(slug: string): Membership | undefined {
  const session = useQuery(sessionQuery);
  return session.data?.organizations.find((organization) => organization.slug === slug);
}

export async function signOut(): Promise<void> {
  await app<unknown>('/sign-out', { method: 'POST', body: {} });
}
