// MCP servers, auth profiles, probes, catalogs and their differences, as REST answers them (spec 01).
import { z } from 'zod';
import { jsonObject, time } from './page.ts';

const health = z.enum(['unknown', 'healthy', 'auth_failed', 'unreachable']);
const transport = z.enum(['streamable_http', 'sse', 'stdio_hosted']);
const serverInfo = z.looseObject({ name: z.string(), version: z.string() });

export const mcpServer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    transportType: transport,
    targetKind: z.literal('mcp'),
    baseUrl: z.string().nullable(),
    environment: z.string(),
    categories: z.array(z.string()),
    connectionConfig: z.strictObject({
      timeoutSeconds: z.int(),
      extraHeaderNames: z.array(z.string()),
      command: z.string().optional(),
      args: z.array(z.string()).optional(),
      cwd: z.string().nullable().optional(),
      envNames: z.array(z.string()).optional(),
    }),
    networkPolicy: z.strictObject({ mode: z.enum(['host', 'none']) }),
    protocolEra: z.enum(['auto', 'modern', 'legacy']),
    syncIntervalMinutes: z.int().nullable(),
    state: z.enum(['active', 'archived']),
    health,
    healthDetail: z.string().nullable(),
    protocolVersion: z.string().nullable(),
    serverInfo: serverInfo.nullable(),
    era: z.strictObject({ era: z.enum(['modern', 'legacy']), protocolVersion: z.string(), transport, at: time }).nullable(),
    lastSyncedAt: time.nullable(),
    toolCount: z.int().nullable(),
    snapshotId: z.string().nullable(),
    managed: z.boolean(),
    pendingChanges: z.int(),
    breakingAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'McpServer' });

/** The one list whose rows are snake_case (spec 05 §1). */
export const mcpServerRow = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    transport_type: transport,
    base_url: z.string().nullable(),
    /** The program of a hosted server. */
    command: z.string().nullable(),
    categories: z.array(z.string()),
    environment: z.string(),
    health,
    health_detail: z.string().nullable(),
    state: z.enum(['active', 'archived']),
    protocol_version: z.string().nullable(),
    era: z.enum(['modern', 'legacy']).nullable(),
    tool_count: z.int().nullable(),
    last_synced_at: time.nullable(),
    pending_changes: z.int(),
    breaking_at: time.nullable(),
  })
  .meta({ id: 'McpServerRow' });

const AUTH_KINDS = ['none', 'bearer', 'api_key_header', 'oauth_client_credentials', 'oauth_authorization_code'] as const;

export const authProfile = z
  .strictObject({
    id: z.string(),
    mcpServerId: z.string(),
    name: z.string(),
    kind: z.enum(AUTH_KINDS),
    isDefault: z.boolean(),
    headerName: z.string().nullable(),
    secretSetAt: time.nullable(),
    oauth: z
      .strictObject({
        tokenUrl: z.string().nullable(),
        authorizationUrl: z.string().nullable(),
        clientId: z.string().nullable(),
        scopes: z.array(z.string()),
        audience: z.string().nullable(),
        authMethod: z.enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']).nullable(),
        signingAlgorithm: z.string().nullable(),
      })
      .nullable(),
    grantState: z.enum(['pending', 'connected', 'needs_reauth']).nullable(),
    grantExpiresAt: time.nullable(),
    grantError: z.string().nullable(),
    grantWarning: z.string().nullable(),
  })
  .meta({ id: 'AuthProfile' });

const counts = z.strictObject({ tools: z.int(), resources: z.int(), resourceTemplates: z.int(), prompts: z.int() });
export const findingFields = {
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  toolName: z.string().optional(),
  evidence: z.string().optional(),
};
const finding = z.strictObject(findingFields).meta({ id: 'Finding' });
export const contactError = z.strictObject({ code: z.string(), message: z.string(), httpStatus: z.int().optional() });

export const probe = z
  .strictObject({
    ok: z.boolean(),
    protocolVersion: z.string().nullable(),
    era: z.enum(['modern', 'legacy']).nullable(),
    eras: z.strictObject({ modern: z.boolean().nullable(), legacy: z.boolean().nullable() }),
    serverInfo: serverInfo.nullable(),
    counts,
    durationMs: z.number(),
    warnings: z.array(z.string()),
    findings: z.array(finding),
    error: contactError.nullable(),
  })
  .meta({ id: 'Probe' });

const changeClass = z.enum(['breaking', 'non_breaking', 'informational']);
export const entryKind = z.enum(['tool', 'resource', 'resource_template', 'prompt']);

const entryChange = z.strictObject({
  kind: entryKind,
  name: z.string(),
  class: changeClass,
  hint: z.string().optional(),
  review: z.boolean().optional(),
});

/** Documentation of the body; the verb parses it. In an update null takes a value away. */
export const authProfileBody = z.strictObject({
  name: z.string(),
  kind: z.enum(AUTH_KINDS),
  headerName: z.string().optional(),
  value: z.string().optional(),
  tokenUrl: z.string().nullable().optional(),
  authorizationUrl: z.string().nullable().optional(),
  clientId: z.string().nullable().optional(),
  clientSecret: z.string().nullable().optional(),
  privateKey: z.string().nullable().optional(),
  signingAlgorithm: z.string().nullable().optional(),
  scopes: z.array(z.string()).optional(),
  audience: z.string().nullable().optional(),
  authMethod: z.enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt']).nullable().optional(),
  isDefault: z.boolean().optional(),
  skipProbe: z.boolean().optional(),
});

export const catalogDiff = z
  .strictObject({
    fromSnapshotId: z.string().nullable(),
    toSnapshotId: z.string().nullable(),
    breakingCount: z.int(),
    added: z.array(entryChange),
    removed: z.array(entryChange),
    changed: z.array(
      z.strictObject({
        kind: entryKind,
        name: z.string(),
        changes: z.array(
          z.strictObject({
            path: z.string(),
            before: z.unknown().optional(),
            after: z.unknown().optional(),
            class: changeClass,
            hint: z.string().optional(),
            review: z.boolean().optional(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'CatalogDiff' });

export const syncResult = z
  .strictObject({
    ok: z.boolean(),
    syncedAt: time,
    changed: z.boolean(),
    snapshotId: z.string().optional(),
    contentHash: z.string().optional(),
    counts,
    diff: catalogDiff.optional(),
    error: contactError.optional(),
  })
  .meta({ id: 'SyncResult' });

/** Servers may add hints of their own; these are the protocol's. */
const toolAnnotations = z.object({
  title: z.string().optional(),
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
  openWorldHint: z.boolean().optional(),
});

export const catalog = z
  .strictObject({
    snapshotId: z.string().nullable(),
    tools: z.array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        title: z.string().optional(),
        description: z.string().optional(),
        inputSchema: jsonObject,
        outputSchema: jsonObject.optional(),
        annotations: toolAnnotations.optional(),
        active: z.boolean(),
      }),
    ),
    resources: z.array(z.looseObject({ uri: z.string(), name: z.string() })),
    resourceTemplates: z.array(z.looseObject({ uriTemplate: z.string(), name: z.string() })),
    prompts: z.array(z.looseObject({ name: z.string() })),
  })
  .meta({ id: 'Catalog' });

export const snapshotRow = z
  .strictObject({ id: z.string(), at: time, era: z.string(), contentHash: z.string(), counts, breakingCount: z.int() })
  .meta({ id: 'Snapshot' });
