// Records of servers that another module publishes: made, renamed and archived with what they stand for, in its transaction.
import { record } from '#modules/access';
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { archiveServer } from '../archive-server.ts';
import { auditedServer } from '../audited-server.ts';
import { planSync } from '../auto-sync/plan-sync.ts';
import { addProfile } from '../profiles/add-profile.ts';
import type { ServerUsage } from '../server-usage.ts';
import { insertServer, lockServer, orNameTaken, saveSettings } from '../store.ts';
import type { ServerRecord } from '../store.ts';

/** Whoever publishes it says what it is called and where it is. */
export interface ManagedSettings {
  readonly name: string;
  readonly url: string;
}

const ENVIRONMENT = 'production';
const TIMEOUT_SECONDS = 120;

/** With an auth profile without a credential. Throws `conflict` on `name`. Answers its id. */
export async function createManagedServer(tx: Tx, ctx: Ctx, { name, url }: ManagedSettings): Promise<string> {
  const at = ctx.deps.clock.now();
  const server = await orNameTaken(insertServer(tx, { orgId: ctx.org.id, at }, { ...settingsOf({ name, url }), managed: true }));
  await addProfile(tx, ctx, { serverId: server.id, name: 'Default', isDefault: true, credential: { kind: 'none' }, isProven: false });
  await planSync(tx, ctx.deps, { ...server, orgId: ctx.org.id });
  await record(tx, ctx, { action: 'mcp_server.create', objectType: 'mcp_server', objectId: server.id, after: auditedServer(server) });
  return server.id;
}

const settingsOf = ({ name, url }: ManagedSettings) => ({
  name,
  transportType: 'streamable_http' as const,
  baseUrl: url,
  hosted: null,
  envSecrets: {},
  networkMode: 'host' as const,
  environment: ENVIRONMENT,
  categories: [],
  timeoutSeconds: TIMEOUT_SECONDS,
  protocolEra: 'auto' as const,
  syncIntervalMinutes: null,
  headerSecrets: {},
});

/** Does nothing when it is called and is so already. Throws `conflict` on `name`. */
export async function changeManagedServer(tx: Tx, ctx: Ctx, change: ManagedSettings & { readonly serverId: string }): Promise<void> {
  const before = await lockServer(tx, ctx.org.id, change.serverId);
  if (!before?.managed || (before.name === change.name && before.baseUrl === change.url)) return;
  const settings = { ...settingsIn(before), name: change.name, baseUrl: change.url };
  const resetContact = before.baseUrl !== change.url;
  const after = await orNameTaken(saveSettings(tx, before.id, { settings, at: ctx.deps.clock.now(), resetContact }));
  await record(tx, ctx, {
    action: 'mcp_server.update',
    objectType: 'mcp_server',
    objectId: before.id,
    before: auditedServer(before),
    after: auditedServer(after),
  });
}

const settingsIn = (server: ServerRecord) => ({
  ...server,
  networkMode: server.networkPolicy.mode,
  timeoutSeconds: server.connectionConfig.timeoutSeconds,
});

/** Keeps its history. Throws `conflict` with `details.usedBy` while something active uses it, unless `force` pauses that first. */
export async function archiveManagedServer(
  tx: Tx,
  ctx: Ctx,
  { serverId, force, usage }: { readonly serverId: string; readonly force: boolean; readonly usage: ServerUsage },
): Promise<void> {
  const server = await lockServer(tx, ctx.org.id, serverId);
  if (!server?.managed || server.state === 'archived') return;
  await archiveServer(tx, ctx, { server, called: 'The source', force, usage });
}

/** What its source decides is changed there. */
export function refuseManaged({ managed }: Pick<ServerRecord, 'managed'>, fields: readonly string[]): void {
  const [first] = fields;
  if (!managed || first === undefined) return;
  throw new AppError('conflict', `This server is the record of a source, which decides its ${fields.join(', ')}: change the source.`, {
    fieldErrors: [{ field: first, message: 'is decided by the source of this server' }],
  });
}
