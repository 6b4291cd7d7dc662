// MCP servers: their records, catalogs, snapshots and credentials.
import { queryOptions } from '@tanstack/react-query';
import { allPages } from './all-pages.ts';
import { app, read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import type { paths } from './schema.ts';

/** A hosted program has a command in place of a URL. Of its environment only the names are told. */
export type Server = Schemas['McpServer'];
/** As the list shows it. */
export type ServerRow = Schemas['McpServerRow'];

export type AuthProfile = Schemas['AuthProfile'];
export type AuthKind = AuthProfile['kind'];
export type OAuthKind = Extract<AuthKind, `oauth_${string}`>;
/** What of an OAuth profile is no secret. Empty fields are found through the server's metadata. */
export type OAuthSettings = NonNullable<AuthProfile['oauth']>;
/** `none` is a client without a secret; it is never chosen, only told. */
export type ClientAuthMethod = Exclude<OAuthSettings['authMethod'], 'none' | null>;
export type GrantState = NonNullable<AuthProfile['grantState']>;
export type TransportType = Server['transportType'];

/** Fields of a credential as they are sent; a secret that is left out stays as it is. */
export interface CredentialInput {
  readonly kind: AuthKind;
  readonly headerName?: string;
  readonly value?: string;
  readonly tokenUrl?: string | null;
  readonly authorizationUrl?: string | null;
  readonly clientId?: string | null;
  readonly clientSecret?: string | null;
  readonly privateKey?: string;
  readonly scopes?: readonly string[];
  readonly audience?: string | null;
  readonly authMethod?: ClientAuthMethod | null;
  readonly signingAlgorithm?: string | null;
}

export interface ConnectionInput {
  readonly timeoutSeconds: number;
  readonly extraHeaders?: Readonly<Record<string, string>>;
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string | null;
}

export interface NewServer {
  readonly name: string;
  readonly transportType: TransportType;
  readonly baseUrl?: string;
  readonly environment: string;
  readonly categories: readonly string[];
  readonly connectionConfig: ConnectionInput;
  readonly networkPolicy?: { readonly mode: 'host' | 'none' };
  /** Null: as often as the instance says. 0: never by itself. */
  readonly syncIntervalMinutes?: number | null;
  readonly authProfile: CredentialInput & { readonly name: string };
  readonly skipProbe?: boolean;
}

export type ServerChange = Partial<Omit<NewServer, 'authProfile'>>;
export type NewAuthProfile = CredentialInput & { readonly name: string; readonly isDefault?: boolean };

export type Probe = Schemas['Probe'];
export type Catalog = Schemas['Catalog'];
export type Tool = Catalog['tools'][number];
export type Snapshot = Schemas['Snapshot'];
export type CatalogDiff = Schemas['CatalogDiff'];
export type CatalogChange = CatalogDiff['changed'][number]['changes'][number];
export type SyncResult = Schemas['SyncResult'];
export type ServerHealth = Server['health'];
export type ChangeClass = CatalogChange['class'];

type Body<Path extends keyof paths, Method extends 'post' | 'patch'> =
  paths[Path] extends Record<Method, { requestBody?: { content: { 'application/json': infer B } } }> ? B : never;

/** Requests are typed by the shapes above; the document's own are looser in some fields and stricter in others, so they are not compared. */
const bodyOf = <Path extends keyof paths, Method extends 'post' | 'patch'>(body: object): Body<Path, Method> => body as Body<Path, Method>;

interface ProfileIds {
  readonly serverId: string;
  readonly profileId: string;
}

interface Page<T> {
  readonly rows: readonly T[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

const at = (serverId: string) => ({ path: { serverId } });
const MAX_ROWS = 100;

export const serversQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'servers'],
    queryFn: ({ signal }): Promise<Page<ServerRow>> =>
      read(rest(org).GET('/mcp-servers', { signal, params: { query: { environment: 'all', pageSize: MAX_ROWS } } })),
  });

export const serverQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId],
    queryFn: ({ signal }): Promise<Server> => read(rest(org).GET('/mcp-servers/{serverId}', { signal, params: at(serverId) })),
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
      read(rest(org).GET('/mcp-servers/{serverId}/snapshots', { signal, params: { ...at(serverId), query: { pageSize: MAX_ROWS } } })),
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
    queryFn: ({ signal }): Promise<{ readonly rows: readonly AuthProfile[] }> =>
      allPages((query) => read(rest(org).GET('/mcp-servers/{serverId}/auth-profiles', { signal, params: { ...at(serverId), query } }))),
    enabled: serverId !== '',
  });

export const createServer = (org: string, server: NewServer): Promise<Server> =>
  read(rest(org).POST('/mcp-servers', { body: bodyOf<'/mcp-servers', 'post'>(server) }));
export const updateServer = (org: string, serverId: string, change: ServerChange): Promise<Server> =>
  read(rest(org).PATCH('/mcp-servers/{serverId}', { params: at(serverId), body: bodyOf<'/mcp-servers/{serverId}', 'patch'>(change) }));
export const removeServer = (org: string, serverId: string, force: boolean): Promise<unknown> =>
  read(rest(org).DELETE('/mcp-servers/{serverId}', { params: { ...at(serverId), query: { force } } }));
export const testConnection = (org: string, server: NewServer): Promise<Probe> =>
  read(rest(org).POST('/mcp-servers/test-connection', { body: bodyOf<'/mcp-servers/test-connection', 'post'>(server) }));
export const probeServer = (org: string, serverId: string, authProfileId?: string): Promise<Probe> =>
  read(
    rest(org).POST('/mcp-servers/{serverId}/probe', { params: at(serverId), body: authProfileId === undefined ? {} : { authProfileId } }),
  );
export const syncServer = (org: string, serverId: string): Promise<SyncResult> =>
  read(rest(org).POST('/mcp-servers/{serverId}/sync', { params: at(serverId), body: {} }));

type ProfilesPath = '/mcp-servers/{serverId}/auth-profiles';
type ProfilePath = '/mcp-servers/{serverId}/auth-profiles/{profileId}';

export const createAuthProfile = (org: string, serverId: string, profile: NewAuthProfile): Promise<AuthProfile> =>
  read(rest(org).POST('/mcp-servers/{serverId}/auth-profiles', { params: at(serverId), body: bodyOf<ProfilesPath, 'post'>(profile) }));
export const updateAuthProfile = (org: string, path: ProfileIds, change: NewAuthProfile): Promise<AuthProfile> =>
  read(
    rest(org).PATCH('/mcp-servers/{serverId}/auth-profiles/{profileId}', {
      params: { path },
      body: bodyOf<ProfilePath, 'patch'>(change),
    }),
  );
export const removeAuthProfile = (org: string, path: ProfileIds): Promise<unknown> =>
  read(rest(org).DELETE('/mcp-servers/{serverId}/auth-profiles/{profileId}', { params: { path } }));

/** Where a person gives the consent that a profile of kind `oauth_authorization_code` needs. */
export const startConnect = (org: string, { serverId, profileId }: ProfileIds): Promise<{ readonly authorizationUrl: string }> =>
  app(`/o/${org}/servers/${serverId}/auth-profiles/${profileId}/connect`, { method: 'POST', body: {} });
