// Changes a server. Another URL, transport or header is probed before it is saved (spec 01 §5).
import { record } from '#modules/access';
import { AppError, notFound, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { auditedServer } from './audited-server.ts';
import type { Connection } from './build-target.ts';
import { hasListed, storeCatalog } from './catalog/store-catalog.ts';
import { chooseProfile, openCredential, openHeaders } from './open-secrets.ts';
import { requireProbe } from './probe-connection.ts';
import { profilesOf } from './profiles/store.ts';
import type { McpServer } from './server.ts';
import { headerCollisions, updateServerSchema } from './server-input.ts';
import type { UpdateServerInput } from './server-input.ts';
import { findServer, isNameTaken, lockServer, nameTaken, orNameTaken, publicServer, saveSettings } from './store.ts';
import type { ServerRecord, ServerSettings } from './store.ts';

/** `{serverId, …fields of a new server except authProfile}`; omitted fields stay. */
export async function updateServer(ctx: Ctx, raw: unknown): Promise<McpServer> {
  requireRole(ctx, 'editor');
  const input = parseInput(updateServerSchema(ctx.deps.settings), raw);
  const current = await findServer(ctx.deps.db, ctx.org.id, input.serverId);
  if (!current) throw notFound('mcp_server');
  if (current.state !== 'active') throw new AppError('conflict', 'The server is archived and cannot be changed.');
  const next = await plan(ctx, current, input);
  const probe = next.changesConnection && input.skipProbe !== true ? await requireProbe(ctx, next.connection) : undefined;
  return orNameTaken(
    inTransaction(ctx.deps.db, async (tx) => {
      const before = await lockServer(tx, ctx.org.id, current.id);
      if (!before || before.updatedAt !== current.updatedAt || before.state !== 'active') throw changedMeanwhile();
      const headerSecrets = await replaceHeaders(tx, ctx, { before, headers: next.headers });
      const settings = { ...next.settings, headerSecrets };
      const saved = await saveSettings(tx, before.id, { settings, at: ctx.deps.clock.now(), resetContact: next.changesConnection });
      const after = probe && hasListed(probe) ? (await storeCatalog(tx, ctx, { server: saved, listed: probe })).server : saved;
      await record(tx, ctx, {
        action: 'mcp_server.update',
        objectType: 'mcp_server',
        objectId: after.id,
        before: auditedServer(before),
        after: auditedServer(after),
      });
      return publicServer(after);
    }),
  );
}

const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'Somebody else changed this server at the same time. Read it again and repeat your change.');

interface Plan {
  readonly settings: Omit<ServerSettings, 'headerSecrets'>;
  /** In clear, with the default credential. */
  readonly connection: Connection;
  readonly changesConnection: boolean;
  /** New header values in clear, or undefined when the headers stay. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

async function plan(ctx: Ctx, current: ServerRecord, input: UpdateServerInput): Promise<Plan> {
  const settings = patched(current, input);
  if (await isNameTaken(ctx.deps.db, ctx.org.id, { ...settings, exceptId: current.id })) throw nameTaken();
  const stored = await openHeaders(ctx, current);
  const headers = input.connectionConfig?.extraHeaders && mergedHeaders(stored, input.connectionConfig.extraHeaders);
  await refuseCollisions(ctx, current.id, Object.keys(headers ?? {}));
  const connection: Connection = {
    url: settings.baseUrl,
    transport: settings.transportType,
    timeoutSeconds: settings.timeoutSeconds,
    protocolEra: settings.protocolEra,
    extraHeaders: headers ?? stored,
    credential: await openCredential(ctx, await chooseProfile(ctx, current.id, null)),
  };
  return {
    settings,
    connection,
    changesConnection: !isSameEndpoint(settings, current) || !sameHeaders(stored, connection.extraHeaders),
    headers,
  };
}

const patched = (current: ServerRecord, input: UpdateServerInput): Plan['settings'] => ({
  name: input.name ?? current.name,
  transportType: input.transportType ?? current.transportType,
  baseUrl: input.baseUrl ?? current.baseUrl,
  environment: input.environment ?? current.environment,
  categories: [...new Set(input.categories ?? current.categories)],
  timeoutSeconds: input.connectionConfig?.timeoutSeconds ?? current.connectionConfig.timeoutSeconds,
  protocolEra: input.protocolEra ?? current.protocolEra,
});

const isSameEndpoint = (a: Plan['settings'], b: Pick<ServerRecord, 'baseUrl' | 'transportType' | 'protocolEra'>): boolean =>
  a.baseUrl === b.baseUrl && a.transportType === b.transportType && a.protocolEra === b.protocolEra;

/** The given set; an empty value keeps the stored one of that name, whatever its case. */
function mergedHeaders(stored: Readonly<Record<string, string>>, given: Readonly<Record<string, string>>): Record<string, string> {
  const known = new Map(Object.entries(stored).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value === '' ? (known.get(name.toLowerCase()) ?? '') : value]),
  );
}

const sameHeaders = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => Object.hasOwn(b, name) && b[name] === value);

async function refuseCollisions(ctx: Ctx, serverId: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const profiles = await profilesOf(ctx.deps.db, ctx.org.id, serverId);
  const [first, ...rest] = headerCollisions(
    names,
    profiles.map(({ headerName }) => headerName),
  );
  if (first) throw validationFailed([first, ...rest]);
}

/** Values that stay keep their secret; the others are removed from the vault. */
async function replaceHeaders(
  tx: Tx,
  ctx: Ctx,
  change: { before: ServerRecord; headers: Plan['headers'] },
): Promise<Readonly<Record<string, string>>> {
  const { before, headers } = change;
  if (!headers) return before.headerSecrets;
  const { vault } = ctx.deps;
  const stored = await openHeaders(ctx, before, tx);
  const kept = Object.entries(before.headerSecrets).filter(([name]) => Object.hasOwn(headers, name) && headers[name] === stored[name]);
  const keptNames = new Set(kept.map(([name]) => name));
  for (const [name, id] of Object.entries(before.headerSecrets)) if (!keptNames.has(name)) await vault.remove(tx, ctx.org.id, id);
  const added: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) if (!keptNames.has(name)) added.push([name, await vault.put(tx, ctx.org.id, value)]);
  return Object.fromEntries([...kept, ...added]);
}
