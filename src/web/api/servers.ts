// MCP servers: their records, catalogs, snapshots and credentials.
import { queryOptions } from '@tanstack/react-query';
import { rest } from './client.ts';
import type { Page } from './page.ts';

export type TransportType = 'streamable_http' | 'sse' | 'stdio_hosted';
export type ServerHealth = 'unknown' | 'healthy' | 'auth_failed' | 'unreachable';
export type AuthKind = 'none' | 'bearer' | 'api_key_header';
export type ChangeClass = 'breaking' | 'non_breaking' | 'informational';
export type EntryKind = 'tool' | 'resource' | 'resource_template' | 'prompt';

/** A row of the list keeps the names the API had first. */
export interface ServerRow {
  readonly id: string;
  readonly name: string;
  readonly transport_type: TransportType;
  readonly base_url: string;
  readonly categories: readonly string[];
  readonly environment: string;
  readonly health: ServerHealth;
  readonly health_detail: string | null;
  readonly era: 'modern' | 'legacy' | null;
  readonly protocol_version: string | null;
  readonly tool_count: number | null;
  readonly last_synced_at: string | null;
}

export interface Server {
  readonly id: string;
  readonly name: string;
  readonly transportType: TransportType;
  readonly baseUrl: string;
  readonly environment: string;
  readonly categories: readonly string[];
  readonly connectionConfig: { readonly timeoutSeconds: number; readonly extraHeaderNames: readonly string[] };
  readonly protocolEra: 'auto' | 'modern' | 'legacy';
  readonly state: 'active' | 'archived';
  readonly health: ServerHealth;
  readonly healthDetail: string | null;
  readonly protocolVersion: string | null;
  readonly serverInfo: { readonly name: string; readonly version: string } | null;
  readonly era: { readonly era: 'modern' | 'legacy'; readonly protocolVersion: string } | null;
  readonly lastSyncedAt: string | null;
  readonly toolCount: number | null;
  readonly snapshotId: string | null;
  readonly managed: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface AuthProfile {
  readonly id: string;
  readonly name: string;
  readonly kind: AuthKind;
  readonly isDefault: boolean;
  readonly headerName: string | null;
  readonly secretSetAt: string | null;
}

export interface AuthProfileInput {
  readonly name?: string | undefined;
  readonly kind?: AuthKind | undefined;
  readonly isDefault?: boolean | undefined;
  readonly headerName?: string | undefined;
  readonly value?: string | undefined;
}

export interface ServerInput {
  readonly name?: string | undefined;
  readonly transportType?: TransportType | undefined;
  readonly baseUrl?: string | undefined;
  readonly environment?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly connectionConfig?:
    | { readonly extraHeaders?: unknown; readonly timeoutSeconds?: number | undefined }
    | undefined;
  readonly authProfile?: AuthProfileInput | undefined;
  readonly skipProbe?: boolean | undefined;
}

export interface Counts {
  readonly tools: number;
  readonly resources: number;
  readonly resourceTemplates: number;
  readonly prompts: number;
}

export interface Probe {
  readonly ok: boolean;
  readonly protocolVersion?: string | null | undefined;
  readonly serverInfo?: { readonly name: string; readonly version: string } | null | undefined;
  readonly counts?: Counts | null | undefined;
  readonly durationMs: number;
  readonly warnings: readonly string[];
  readonly era?: 'modern' | 'legacy' | null | undefined;
  readonly findings?: readonly { readonly rule: string; readonly severity: 'error' | 'warning' | 'info'; readonly message: string; readonly toolName?: string | undefined }[] | undefined;
  readonly error: { readonly code: string; readonly message: string; readonly httpStatus?: number | undefined } | null;
}

export interface Tool {
  readonly id?: string | undefined;
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema?: JsonSchema | undefined;
  readonly outputSchema?: JsonSchema | undefined;
  readonly annotations?: Readonly<Record<string, unknown>> | undefined;
  readonly active?: boolean | undefined;
}

export interface JsonSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly items?: JsonSchema | undefined;
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
}

export interface Resource {
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly uri?: string | undefined;
  readonly uriTemplate?: string | undefined;
  readonly description?: string | undefined;
  readonly mimeType?: string | undefined;
}

export interface Prompt {
  readonly name: string;
  readonly description?: string | undefined;
  readonly arguments?: readonly { readonly name: string; readonly description?: string | undefined; readonly required?: boolean | undefined }[] | undefined;
}

export interface Catalog {
  readonly snapshotId: string | null;
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly resourceTemplates: readonly Resource[];
  readonly prompts: readonly Prompt[];
}

export interface Snapshot {
  readonly id: string;
  readonly at: string;
  readonly contentHash: string;
  readonly counts: Counts;
  readonly breakingCount: number;
}

export interface CatalogChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly class: ChangeClass;
  readonly hint?: string | undefined;
}

export interface CatalogDiff {
  readonly fromSnapshotId: string | null;
  readonly toSnapshotId: string | null;
  readonly breakingCount: number;
  readonly added: readonly { readonly kind: EntryKind; readonly name: string; readonly class: ChangeClass }[];
  readonly removed: readonly { readonly kind: EntryKind; readonly name: string; readonly class: ChangeClass; readonly hint?: string | undefined }[];
  readonly changed: readonly { readonly kind: EntryKind; readonly name: string; readonly changes: readonly CatalogChange[] }[];
}

export interface SyncResult {
  readonly ok: boolean;
  readonly syncedAt: string;
  readonly changed: boolean;
  readonly counts?: Counts | null | undefined;
  readonly diff?: CatalogDiff | null | undefined;
  readonly error?: { readonly code: string; readonly message: string } | null | undefined;
}

const serverPath = (id: string): string => `/mcp-servers/${encodeURIComponent(id)}`;

export const serversQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'servers'],
    queryFn: ({ signal }) => rest<Page<ServerRow>>('/mcp-servers', { org, signal, query: { environment: 'all', pageSize: 100 } }),
  });

export const serverQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', id],
    queryFn: ({ signal }) => rest<Server>(serverPath(id), { org, signal }),
  });

export const catalogQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', id, 'catalog'],
    queryFn: ({ signal }) => rest<Catalog>(`${serverPath(id)}/catalog`, { org, signal }),
    staleTime: 60_000,
    enabled: id !== '',
  });

export const snapshotsQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', id, 'snapshots'],
    queryFn: ({ signal }) => rest<Page<Snapshot>>(`${serverPath(id)}/snapshots`, { org, signal }),
  });

export const catalogDiffQuery = (org: string, id: string, range: { readonly from: string; readonly to: string }) =>
  queryOptions({
    queryKey: ['org', org, 'server', id, 'diff', range.from, range.to],
    queryFn: ({ signal }) => rest<CatalogDiff>(`${serverPath(id)}/diff`, { org, signal, query: range }),
    staleTime: Infinity,
    enabled: range.from !== '' && range.to !== '',
  });

export const authProfilesQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', id, 'profiles'],
    queryFn: ({ signal }) => rest<{ readonly rows: readonly AuthProfile[] }>(`${serverPath(id)}/auth-profiles`, { org, signal }),
    enabled: id !== '',
  });

export const createServer = (org: string, body: ServerInput): Promise<Server> => rest('/mcp-servers', { org, method: 'POST', body });
export const updateServer = (org: string, id: string, body: ServerInput): Promise<Server> => rest(serverPath(id), { org, method: 'PATCH', body });
export const removeServer = (org: string, id: string, force: boolean): Promise<unknown> =>
  rest(serverPath(id), { org, method: 'DELETE', query: { force: force || undefined } });
export const testConnection = (org: string, body: ServerInput): Promise<Probe> => rest('/mcp-servers/test-connection', { org, method: 'POST', body });
export const probeServer = (org: string, id: string, authProfileId?: string): Promise<Probe> =>
  rest(`${serverPath(id)}/probe`, { org, method: 'POST', body: authProfileId === undefined ? {} : { authProfileId } });
export const syncServer = (org: string, id: string): Promise<SyncResult> => rest(`${serverPath(id)}/sync`, { org, method: 'POST', body: {} });

export const createAuthProfile = (org: string, serverId: string, body: AuthProfileInput): Promise<AuthProfile> =>
  rest(`${serverPath(serverId)}/auth-profiles`, { org, method: 'POST', body });
export const updateAuthProfile = (org: string, ids: { readonly serverId: string; readonly profileId: string }, body: AuthProfileInput): Promise<AuthProfile> =>
  rest(`${serverPath(ids.serverId)}/auth-profiles/${ids.profileId}`, { org, method: 'PATCH', body });
export const removeAuthProfile = (org: string, ids: { readonly serverId: string; readonly profileId: string }): Promise<unknown> =>
  rest(`${serverPath(ids.serverId)}/auth-profiles/${ids.profileId}`, { org, method: 'DELETE' });
