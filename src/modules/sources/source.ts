// The noun: one OpenAPI-backed endpoint that is published as a hosted MCP server (spec 06 §1).

export const SOURCE_MODES = ['tools', 'code'] as const;
/** `tools`: one tool per operation, with the caller's own credential. `code`: search_sdk and execute_script. */
export type SourceMode = (typeof SOURCE_MODES)[number];

export const SOURCE_STATES = ['needs_setup', 'active', 'paused'] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** Where a bundle goes when nothing else is said, and the only environment of mode tools. */
export const DEFAULT_ENVIRONMENT = 'production';

export type CredentialPlace = 'header' | 'query';

/** How callers of mode tools bring their credential, and how it goes on (spec 06 §3). */
export interface SourceConnection {
  readonly credentialLocation: CredentialPlace;
  readonly credentialName: string;
  /** Stripped from what callers send; may be empty. */
  readonly credentialPrefix: string;
  /** `format` contains `{credential}` once. */
  readonly forward: { readonly location: CredentialPlace; readonly name: string; readonly format: string };
  readonly validationMode: 'endpoint' | 'presence_only';
  /** Of `endpoint`: a path below the base URL's origin, with its query; null otherwise. */
  readonly validationPath: string | null;
}

/** A source as it is stored. */
export interface SourceRecord {
  /** That of its managed server record, `mcp_…`. */
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly slug: string;
  readonly mode: SourceMode;
  /** Without a trailing slash; null only in mode code. */
  readonly baseUrl: string | null;
  /** Null: not set up yet. */
  readonly connection: SourceConnection | null;
  readonly rateLimitPerMinute: number;
  /** Of mode tools: when Activate succeeded. */
  readonly activatedAt: string | null;
  readonly pausedAt: string | null;
  /** Scripts of executions are kept for the breaking-change test. */
  readonly keepsScripts: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The active bundle of production, as the page of a source shows it. */
export interface SourceDocs {
  readonly bundleId: string;
  readonly uploadedAt: string;
  readonly toolCount: number;
  readonly warnings: readonly { readonly path: string; readonly message: string }[];
}

/** A source as everyone sees it. */
export interface Source extends Omit<SourceRecord, 'orgId' | 'activatedAt' | 'pausedAt'> {
  readonly state: SourceState;
  readonly docs: SourceDocs | null;
  /** Environments with an active bundle. */
  readonly environments: readonly string[];
  /** Tool calls of the last 24 hours, in either mode; those of the last second or two may be missing. */
  readonly calls24h: number;
  /** Where agents connect. */
  readonly endpointUrl: string;
}

export function stateOf(
  { mode, pausedAt, activatedAt }: Pick<SourceRecord, 'mode' | 'pausedAt' | 'activatedAt'>,
  hasActiveBundle: boolean,
): SourceState {
  if (pausedAt !== null) return 'paused';
  const isSetUp = mode === 'code' ? hasActiveBundle : activatedAt !== null;
  return isSetUp ? 'active' : 'needs_setup';
}

/** Below `publicUrl`, which has no trailing slash. */
export function endpointUrlOf(publicUrl: string, orgSlug: string, { mode, slug }: Pick<SourceRecord, 'mode' | 'slug'>): string {
  return mode === 'code' ? `${publicUrl}/product-mcp/${slug}` : `${publicUrl}/mcp/${orgSlug}/${slug}`;
}
