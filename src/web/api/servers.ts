// MCP servers: their records, catalogs, snapshots and credentials.
import { queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import type { paths } from './schema.ts';

export type ServerRow = Schemas['McpServerRow'];
export type Server = Schemas['McpServer'];
export type AuthProfile = Schemas['AuthProfile'];
export type Probe = Schemas['Probe'];
export type Catalog = Schemas['Catalog'];
export type Tool = Catalog['tools'][number];
export type Snapshot = Schemas['Snapshot'];
export type CatalogDiff = Schemas['CatalogDiff'];
export type CatalogChange = CatalogDiff['changed'][number]['changes'][number];
export type SyncResult = Schemas['SyncResult'];
export type TransportType = Server['transportType'];
export type ServerHealth = Server['health'];
export type AuthKind = AuthProfile['kind'];
export type ChangeClass = CatalogChange['class'];

type Body<Path extends keyof paths, Method extends 'post' | 'patch'> =
  paths[Path] extends Record<Method, { requestBody?: { content: { 'application/json': infer B } } }> ? B : never;
export type NewServer = Body<'/mcp-servers', 'post'>;
export type ServerChange = Body<'/mcp-servers/{serverId}', 'patch'>;
export type NewAuthProfile = Body<'/mcp-servers/{serverId}/auth-profiles', 'post'>;
export type AuthProfileChange = Body<'/mcp-servers/{serverId}/auth-profiles/{profileId}', 'patch'>;

interface ProfileIds {
  readonly serverId: string;
  readonly profileId: string;
}

const at = (serverId: string) => ({ path: { serverId } });
const MAX_ROWS = 100;

export const serversQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'servers'],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/mcp-servers', { signal, params: { query: { environment: 'all', pageSize: String(MAX_ROWS) } } })),
  });

export const serverQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId],
    queryFn: ({ signal }) => read(rest(org).GET('/mcp-servers/{serverId}', { signal, params: at(serverId) })),
  });

export const catalogQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'catalog'],
    queryFn: ({ signal }) => read(rest(org).GET('/mcp-servers/{serverId}/catalog', { signal, params: at(serverId) })),
    staleTime: 60_000,
    enabled: serverId !== '',
  });

export const snapshotsQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'snapshots'],
    queryFn: ({ signal }) =>
      read(
        rest(org).GET('/mcp-servers/{serverId}/snapshots', { signal, params: { ...at(serverId), query: { pageSize: String(MAX_ROWS) } } }),
      ),
  });

export const catalogDiffQuery = (org: string, serverId: string, range: { readonly from: string; readonly to: string }) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'diff', range.from, range.to],
    queryFn: ({ signal }) => read(rest(org).GET('/mcp-servers/{serverId}/diff', { signal, params: { ...at(serverId), query: range } })),
    staleTime: Infinity,
    enabled: range.from !== '' && range.to !== '',
  });

export const authProfilesQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'profiles'],
    queryFn: ({ signal }) => read(rest(org).GET('/mcp-servers/{serverId}/auth-profiles', { signal, params: at(serverId) })),
    enabled: serverId !== '',
  });

export const createServer = (org: string, body: NewServer): Promise<Server> => read(rest(org).POST('/mcp-servers', { body }));
export const updateServer = (org: string, serverId: string, body: ServerChange): Promise<Server> =>
  read(rest(org).PATCH('/mcp-servers/{serverId}', { params: at(serverId), body }));
export const removeServer = (org: string, serverId: string, force: boolean): Promise<unknown> =>
  read(rest(org).DELETE('/mcp-servers/{serverId}', { params: { ...at(serverId), query: { force: force ? 'true' : 'false' } } }));
export const testConnection = (org: string, body: NewServer): Promise<Probe> =>
  read(rest(org).POST('/mcp-servers/test-connection', { body }));
export const probeServer = (org: string, serverId: string, authProfileId?: string): Promise<Probe> =>
  read(
    rest(org).POST('/mcp-servers/{serverId}/probe', { params: at(serverId), body: authProfileId === undefined ? {} : { authProfileId } }),
  );
export const syncServer = (org: string, serverId: string): Promise<SyncResult> =>
  read(rest(org).POST('/mcp-servers/{serverId}/sync', { params: at(serverId), body: {} }));

export const createAuthProfile = (org: string, serverId: string, body: NewAuthProfile): Promise<AuthProfile> =>
  read(rest(org).POST('/mcp-servers/{serverId}/auth-profiles', { params: at(serverId), body }));
export const updateAuthProfile = (org: string, path: ProfileIds, body: AuthProfileChange): Promise<AuthProfile> =>
  read(rest(org).PATCH('/mcp-servers/{serverId}/auth-profiles/{profileId}', { params: { path }, body }));
export const removeAuthProfile = (org: string, path: ProfileIds): Promise<unknown> =>
  read(rest(org).DELETE('/mcp-servers/{serverId}/auth-profiles/{profileId}', { params: { path } }));
