// Ingest keys of a server: they send its analytics events and may nothing else.
import { queryOptions } from '@tanstack/react-query';
import { app } from './client.ts';
import { queryText } from './query-text.ts';

export interface IngestKey {
  readonly id: string;
  readonly name: string;
  readonly tokenPrefix: string;
  readonly createdBy: { readonly userId: string | null; readonly name: string };
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** The token is answered once. */
export interface NewIngestKey {
  readonly token: string;
  readonly key: IngestKey;
}

const path = (org: string): string => `/o/${org}/ingest-keys`;

/** For admins; others are refused. */
export const ingestKeysQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'ingest-keys'],
    queryFn: ({ signal }) => app<{ readonly rows: readonly IngestKey[] }>(`${path(org)}${queryText({ serverId })}`, { signal }),
  });

export const createIngestKey = (org: string, body: { readonly serverId: string; readonly name: string }): Promise<NewIngestKey> =>
  app(path(org), { method: 'POST', body });
export const revokeIngestKey = (org: string, id: string): Promise<unknown> => app(`${path(org)}/${id}`, { method: 'DELETE' });
