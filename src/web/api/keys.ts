// API keys of an organization; the token is answered once, when the key is made.
import { queryOptions } from '@tanstack/react-query';
import { app } from './client.ts';
import type { Role } from './session.ts';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly tokenPrefix: string;
  readonly role: Role;
  readonly createdBy: { readonly userId: string | null; readonly name: string };
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly canRevoke: boolean;
}

export interface NewApiKey {
  readonly token: string;
  readonly key: Omit<ApiKey, 'canRevoke'>;
}

const keysPath = (org: string): string => `/o/${org}/keys`;

export const keysQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'keys'],
    queryFn: ({ signal }) => app<{ readonly rows: readonly ApiKey[] }>(keysPath(org), { signal }),
  });

export const createKey = (org: string, body: { readonly name: string; readonly role: Role }): Promise<NewApiKey> =>
  app(keysPath(org), { method: 'POST', body });
export const revokeKey = (org: string, id: string): Promise<unknown> => app(`${keysPath(org)}/${id}`, { method: 'DELETE' });
