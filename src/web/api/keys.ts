// API keys of an organization; the token is answered once, when the key is made.
import { queryOptions } from '@tanstack/react-query';
import { app } from './client.ts';
import type { Role } from './session.ts';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly tokenPrefix: string;
  readonly role: Role;
  readonly createdBy: string | null;
  readonly createdByName: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface NewApiKey {
  readonly token: string;
  readonly key: ApiKey;
}

const keysPath = (org: string): string => `/o/${org}/keys`;

export const keysQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'keys'],
    queryFn: ({ signal }) => app<{ readonly rows: readonly ApiKey[] }>(keysPath(org), { org, signal }),
  });

export const createKey = (org: string, body: { readonly name: string; readonly role: Role }): Promise<NewApiKey> =>
  app(keysPath(org), { org, method: 'POST', body });
export const revokeKey = (org: string, id: string): Promise<unknown> => app(`${keysPath(org)}/${id}`, { org, method: 'DELETE' });
