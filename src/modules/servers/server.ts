// The noun: one MCP endpoint under test, with its credentials and catalog (spec 01).
import type { Era, EraVerdict, ProbeCounts, ProtocolEra, TransportType } from '#platform/mcp/mcp';

import type { GrantState, OAuthSettings } from './grants/grant.ts';

export type ServerHealth = 'unknown' | 'healthy' | 'auth_failed' | 'unreachable';

export interface ConnectionConfig {
  readonly timeoutSeconds: number;
  /** Names only; values are write-only. Empty for a hosted program. */
  readonly extraHeaderNames: readonly string[];
  /** Of a hosted program only: what is started, without a shell. */
  readonly command?: string | undefined;
  readonly args?: readonly string[] | undefined;
  /** Null: a temporary folder of its own. */
  readonly cwd?: string | null | undefined;
  /** Names only; values are write-only. */
  readonly envNames?: readonly string[] | undefined;
}

export interface McpServer {
  readonly id: string;
  readonly name: string;
  readonly transportType: TransportType;
  readonly targetKind: 'mcp';
  /** Null for a hosted program. */
  readonly baseUrl: string | null;
  readonly environment: string;
  readonly categories: readonly string[];
  readonly connectionConfig: ConnectionConfig;
  readonly networkPolicy: { readonly mode: 'host' | 'none' };
  readonly protocolEra: ProtocolEra;
  /** How often its catalog is read by itself; null: as the instance says, 0: never. */
  readonly syncIntervalMinutes: number | null;
  readonly state: 'active' | 'archived';
  readonly health: ServerHealth;
  readonly healthDetail: string | null;
  readonly protocolVersion: string | null;
  readonly serverInfo: { readonly name: string; readonly version: string } | null;
  readonly era: EraVerdict | null;
  readonly lastSyncedAt: string | null;
  readonly toolCount: number | null;
  readonly snapshotId: string | null;
  readonly managed: boolean;
  /** Changes of its catalog that wait for a person. */
  readonly pendingChanges: number;
  /** When the newest breaking change was found, if that was within the last 7 days. */
  readonly breakingAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type AuthKind = 'none' | 'bearer' | 'api_key_header' | 'oauth_client_credentials' | 'oauth_authorization_code';

export interface AuthProfile {
  readonly id: string;
  readonly mcpServerId: string;
  readonly name: string;
  readonly kind: AuthKind;
  readonly isDefault: boolean;
  readonly headerName: string | null;
  /** When a secret was stored; never any part of it. */
  readonly secretSetAt: string | null;
  /** Of the OAuth kinds. */
  readonly oauth: OAuthSettings | null;
  readonly grantState: GrantState | null;
  /** When the grant ends whatever we do; null: never, or not known. */
  readonly grantExpiresAt: string | null;
  readonly grantError: string | null;
  /** A sentence while there is time to act. */
  readonly grantWarning: string | null;
}

export type ChangeClass = 'breaking' | 'non_breaking' | 'informational';
export type EntryKind = 'tool' | 'resource' | 'resource_template' | 'prompt';

export type CatalogChange = {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly class: ChangeClass;
  /** A hint for people, such as "has a default". */
  readonly hint?: string | undefined;
  /** Worth a look by a person, whatever its class: text that steers agents, a tool that became more dangerous. */
  readonly review?: true | undefined;
};

/** An entry that came or went. `name` is the URI of a resource and the URI template of a template. */
export type EntryChange = {
  readonly kind: EntryKind;
  readonly name: string;
  readonly class: ChangeClass;
  readonly hint?: string | undefined;
  readonly review?: true | undefined;
};

/** Structural difference of two catalogs (spec 01 §6). */
export interface CatalogDiff {
  readonly fromSnapshotId: string | null;
  readonly toSnapshotId: string | null;
  readonly breakingCount: number;
  readonly added: readonly EntryChange[];
  readonly removed: readonly EntryChange[];
  readonly changed: readonly { readonly kind: EntryKind; readonly name: string; readonly changes: readonly CatalogChange[] }[];
}

/** One stored state of a catalog. History is kept per era: servers list different fields in each. */
export interface Snapshot {
  readonly id: string;
  readonly at: string;
  readonly era: Era;
  readonly contentHash: string;
  readonly counts: ProbeCounts;
  /** Breaking changes against the snapshot before it. */
  readonly breakingCount: number;
}
