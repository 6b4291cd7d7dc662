// Drift: how catalogs changed and who accepted it, what the protocol rules found, and every contact that read a catalog.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { asQuery } from './query-text.ts';
import type { operations } from './schema.ts';

export type CatalogChange = Schemas['CatalogChange'];
export type PoisonFinding = Schemas['PoisonFinding'];
export type ServerFindings = Schemas['ServerFindings'];
export type ServerFinding = ServerFindings['rows'][number];
export type FindingSeverity = ServerFinding['severity'];
export type ServerSync = Schemas['ServerSync'];

export interface ChangeFilter {
  /** Left out: of all servers. */
  readonly serverId?: string | undefined;
  readonly state?: string | undefined;
  readonly page?: string | undefined;
  readonly pageSize?: string | undefined;
}

const COUNT_MS = 60_000;

type ChangeQuery = NonNullable<operations['listChanges']['parameters']['query']>;
type SyncQuery = NonNullable<operations['listMcpServerSyncs']['parameters']['query']>;

const at = (serverId: string) => ({ path: { serverId } });

export const changesQuery = (org: string, { serverId, ...filter }: ChangeFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'changes', serverId, filter],
    queryFn: ({ signal }) => {
      const query = asQuery<ChangeQuery>(filter);
      return serverId === undefined || serverId === ''
        ? read(rest(org).GET('/changes', { signal, params: { query } }))
        : read(rest(org).GET('/mcp-servers/{serverId}/changes', { signal, params: { ...at(serverId), query } }));
    },
    placeholderData: keepPreviousData,
  });

/** For the sidebar, on every page. */
export const pendingChangesQuery = (org: string) =>
  queryOptions({ ...changesQuery(org, { state: 'pending', pageSize: '1' }), refetchInterval: COUNT_MS, staleTime: COUNT_MS / 2 });

export const findingsQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'findings'],
    queryFn: ({ signal }) => read(rest(org).GET('/mcp-servers/{serverId}/findings', { signal, params: at(serverId) })),
  });

export const syncsQuery = (org: string, serverId: string, page: string | undefined) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'syncs', page],
    queryFn: ({ signal }) =>
      read(
        rest(org).GET('/mcp-servers/{serverId}/syncs', {
          signal,
          params: { ...at(serverId), query: asQuery<SyncQuery>({ page, pageSize: '10' }) },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** One change, or everything that waits at this server up to the newest one that was seen: what comes meanwhile waits on. */
export type Accepted = { readonly snapshotId: string } | { readonly throughSnapshotId: string };

export const acceptChanges = (org: string, serverId: string, body: Accepted): Promise<{ readonly accepted: number }> =>
  read(rest(org).POST('/mcp-servers/{serverId}/changes/accept', { params: at(serverId), body }));
export const examineServer = (org: string, serverId: string): Promise<ServerFindings> =>
  read(rest(org).POST('/mcp-servers/{serverId}/examine', { params: at(serverId) }));
