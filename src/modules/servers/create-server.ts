// Adds a server with its first auth profile: probed first, then saved together with what it lists (spec 01 §1, §5).
import { record } from '#modules/access';
import { validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { Tx } from '#platform/db/connect';
import { auditedServer } from './audited-server.ts';
import { planSync } from './auto-sync/plan-sync.ts';
import { NO_CREDENTIAL } from './build-target.ts';
import type { Connection, Credential } from './build-target.ts';
import { hasListed, storeCatalog } from './catalog/store-catalog.ts';
import { requireProbe } from './probe-connection.ts';
import { storedValue } from './profiles/profile-input.ts';
import { insertProfile } from './profiles/store.ts';
import type { McpServer } from './server.ts';
import { createServerSchema, headerCollisions } from './server-input.ts';
import type { CreateServerInput } from './server-input.ts';
import { insertServer, isNameTaken, nameTaken, orNameTaken, publicServer } from './store.ts';
import type { ServerRecord } from './store.ts';

const DEFAULT_ENVIRONMENT = 'production';
const DEFAULT_TIMEOUT_SECONDS = 30;
const FIRST_PROFILE = 'Default';

/** Throws `conflict` on `name`, `probe_failed` with `details.probe`; saves nothing then. */
export async function createServer(ctx: Ctx, raw: unknown): Promise<McpServer> {
  requireRole(ctx, 'editor');
  const input = parseInput(createServerSchema(ctx.deps.settings), raw);
  refuseCollisions(input);
  const environment = input.environment ?? DEFAULT_ENVIRONMENT;
  if (await isNameTaken(ctx.deps.db, ctx.org.id, { name: input.name, environment })) throw nameTaken();
  const probe = input.skipProbe === true ? undefined : await requireProbe(ctx, connectionOf(input));
  return orNameTaken(
    inTransaction(ctx.deps.db, async (tx) => {
      const made = await insert(tx, ctx, { ...input, environment });
      const server = probe && hasListed(probe) ? (await storeCatalog(tx, ctx, { server: made, listed: probe })).server : made;
      await planSync(tx, ctx.deps, { id: server.id, orgId: ctx.org.id });
      await record(tx, ctx, { action: 'mcp_server.create', objectType: 'mcp_server', objectId: server.id, after: auditedServer(server) });
      return publicServer(server);
    }),
  );
}

/** An unsaved server as a connection. */
export const connectionOf = (input: Omit<CreateServerInput, 'name'>): Connection => ({
  url: input.baseUrl,
  transport: input.transportType ?? 'streamable_http',
  timeoutSeconds: input.connectionConfig?.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
  protocolEra: input.protocolEra ?? 'auto',
  extraHeaders: input.connectionConfig?.extraHeaders ?? {},
  credential: credentialOf(input.authProfile),
});

function credentialOf(profile: CreateServerInput['authProfile']): Credential {
  const value = profile && storedValue(profile);
  return profile && value !== undefined ? { kind: profile.kind, headerName: profile.headerName ?? null, value } : NO_CREDENTIAL;
}

export function refuseCollisions(input: Pick<CreateServerInput, 'authProfile' | 'connectionConfig'>): void {
  const [first, ...rest] = headerCollisions(Object.keys(input.connectionConfig?.extraHeaders ?? {}), [input.authProfile?.headerName]);
  if (first) throw validationFailed([first, ...rest]);
}

async function insert(tx: Tx, ctx: Ctx, input: CreateServerInput & { readonly environment: string }): Promise<ServerRecord> {
  const { vault, clock } = ctx.deps;
  const at = clock.now();
  const headerSecrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(input.connectionConfig?.extraHeaders ?? {}))
    headerSecrets[name] = await vault.put(tx, ctx.org.id, value);
  const connection = connectionOf(input);
  const server = await insertServer(
    tx,
    { orgId: ctx.org.id, at },
    {
      name: input.name,
      transportType: connection.transport,
      baseUrl: connection.url,
      environment: input.environment,
      categories: [...new Set(input.categories)],
      timeoutSeconds: connection.timeoutSeconds,
      protocolEra: connection.protocolEra,
      headerSecrets,
    },
  );
  const { credential } = connection;
  const secretId = credential.value === null ? null : await vault.put(tx, ctx.org.id, credential.value);
  await insertProfile(
    tx,
    { orgId: ctx.org.id, serverId: server.id, at },
    {
      name: input.authProfile?.name ?? FIRST_PROFILE,
      kind: credential.kind,
      isDefault: true,
      headerName: credential.headerName,
      secretId,
      secretSetAt: secretId === null ? null : at,
    },
  );
  return server;
}
