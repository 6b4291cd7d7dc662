// Adds a server with its first auth profile: probed first, then saved together with what it lists (spec 01 §1, §5).
import { record } from '#modules/access';
import { invalidField, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { Tx } from '#platform/db/connect';
import { auditedServer } from './audited-server.ts';
import { planSync } from './auto-sync/plan-sync.ts';
import type { Connection } from './build-target.ts';
import { hasListed, storeCatalog } from './catalog/store-catalog.ts';
import type { HostedCommand } from './hosted-program.ts';
import { programOf } from './open-secrets.ts';
import { requireProbe } from './probe-connection.ts';
import { addProfile } from './profiles/add-profile.ts';
import { unsavedCredential } from './profiles/unsaved-credential.ts';
import type { McpServer } from './server.ts';
import { createServerSchema, headerCollisions, transportFaults } from './server-input.ts';
import type { CreateServerInput } from './server-input.ts';
import { shownServer } from './shown-servers.ts';
import { insertServer, isNameTaken, nameTaken, orNameTaken } from './store.ts';
import type { ServerRecord } from './store.ts';

const DEFAULT_ENVIRONMENT = 'production';
const DEFAULT_TIMEOUT_SECONDS = 30;
const FIRST_PROFILE = 'Default';

/** Throws `conflict` on `name`, `probe_failed` with `details.probe`; saves nothing then. */
export async function createServer(ctx: Ctx, raw: unknown): Promise<McpServer> {
  requireRole(ctx, 'editor');
  const input = parseInput(createServerSchema(ctx.deps.settings), raw);
  refuseMisfits(input);
  await refuseNetworkPolicy(ctx, input.networkPolicy?.mode);
  const environment = input.environment ?? DEFAULT_ENVIRONMENT;
  if (await isNameTaken(ctx.deps.db, ctx.org.id, { name: input.name, environment })) throw nameTaken();
  const isTried = input.skipProbe !== true && input.authProfile?.kind !== 'oauth_authorization_code';
  const probe = isTried ? await requireProbe(ctx, connectionOf(ctx, input)) : undefined;
  return orNameTaken(
    inTransaction(ctx.deps.db, async (tx) => {
      const made = await insert(tx, ctx, { ...input, environment, isTried });
      const server =
        probe && hasListed(probe) ? (await storeCatalog(tx, ctx, { server: made, listed: probe, trigger: 'create' })).server : made;
      await planSync(tx, ctx.deps, { ...server, orgId: ctx.org.id });
      await record(tx, ctx, { action: 'mcp_server.create', objectType: 'mcp_server', objectId: server.id, after: auditedServer(server) });
      return shownServer(tx, ctx, server);
    }),
  );
}

/** An unsaved server as a connection. */
export const connectionOf = (ctx: Ctx, input: Omit<CreateServerInput, 'name'>): Connection => ({
  url: input.baseUrl ?? null,
  transport: input.transportType ?? 'streamable_http',
  program: programOf(
    { hosted: hostedCommandOf(input.connectionConfig), networkPolicy: { mode: input.networkPolicy?.mode ?? 'host' } },
    input.connectionConfig?.env ?? {},
  ),
  timeoutSeconds: input.connectionConfig?.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
  protocolEra: input.protocolEra ?? 'auto',
  extraHeaders: input.connectionConfig?.extraHeaders ?? {},
  credential: unsavedCredential(ctx, input.authProfile, { serverUrl: input.baseUrl ?? null }),
});

function hostedCommandOf(config: CreateServerInput['connectionConfig']): HostedCommand | null {
  return config?.command === undefined ? null : { command: config.command, args: config.args ?? [], cwd: config.cwd ?? null };
}

/** Fields that do not fit the transport, and headers that the credential uses. */
export function refuseMisfits(input: Omit<CreateServerInput, 'name'>): void {
  const [first, ...rest] = [
    ...transportFaults(input, input.transportType ?? 'streamable_http'),
    ...headerCollisions(Object.keys(input.connectionConfig?.extraHeaders ?? {}), [input.authProfile?.headerName]),
  ];
  if (first) throw validationFailed([first, ...rest]);
}

/** A promise this machine cannot keep is refused when it is made. */
export async function refuseNetworkPolicy(ctx: Ctx, mode: 'host' | 'none' | undefined): Promise<void> {
  if (mode !== 'none' || (await ctx.deps.mcp.hosting()).canWithholdNetwork) return;
  throw invalidField('networkPolicy', 'none cannot be enforced on this machine: it lets no program be started without the network');
}

async function insert(
  tx: Tx,
  ctx: Ctx,
  input: CreateServerInput & { readonly environment: string; readonly isTried: boolean },
): Promise<ServerRecord> {
  const { vault, clock } = ctx.deps;
  const at = clock.now();
  const headerSecrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(input.connectionConfig?.extraHeaders ?? {}))
    headerSecrets[name] = await vault.put(tx, ctx.org.id, value);
  const envSecrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(input.connectionConfig?.env ?? {})) envSecrets[name] = await vault.put(tx, ctx.org.id, value);
  const connection = connectionOf(ctx, input);
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
      syncIntervalMinutes: input.syncIntervalMinutes ?? null,
      headerSecrets,
      hosted: hostedCommandOf(input.connectionConfig),
      envSecrets,
      networkMode: input.networkPolicy?.mode ?? 'host',
    },
  );
  const { name = FIRST_PROFILE, ...credential } = input.authProfile ?? { kind: 'none' };
  await addProfile(tx, ctx, { serverId: server.id, name, isDefault: true, credential, isProven: input.isTried });
  return server;
}
