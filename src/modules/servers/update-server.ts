// Changes a server. Another URL, transport or header is probed before it is saved (spec 01 §5).
import { record } from '#modules/access';
import { AppError, invalidField, notFound, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { auditedServer } from './audited-server.ts';
import { replanSync } from './auto-sync/plan-sync.ts';
import type { Connection } from './build-target.ts';
import { hasListed, storeCatalog } from './catalog/store-catalog.ts';
import { refuseNetworkPolicy } from './create-server.ts';
import { refuseSwitchedOff } from './get-server.ts';
import { refuseManaged } from './managed/managed-servers.ts';
import { ownWayTo } from './managed/own-way.ts';
import { openCredential, openValues, programOf } from './open-secrets.ts';
import { isSameOrigin } from './origin.ts';
import { requireProbe } from './probe-connection.ts';
import { changeOf } from './profiles/change-credential.ts';
import { refuseFaults } from './profiles/create-auth-profile.ts';
import { headerMoveFaults, retyped, typedFaults } from './profiles/move-credential.ts';
import type { Retyped } from './profiles/move-credential.ts';
import { profilesOf } from './profiles/store.ts';
import type { ProfileRecord } from './profiles/store.ts';
import { unsavedCredential } from './profiles/unsaved-credential.ts';
import { saveCredential } from './profiles/update-auth-profile.ts';
import type { McpServer } from './server.ts';
import { headerCollisions, transportFaults, updateServerSchema } from './server-input.ts';
import type { UpdateServerInput } from './server-input.ts';
import { shownServer } from './shown-servers.ts';
import { findServer, isNameTaken, isSameEndpoint, lockServer, nameTaken, orNameTaken, saveSettings } from './store.ts';
import type { ServerRecord, ServerSettings } from './store.ts';

/** `{serverId, …fields of a new server}`; omitted fields stay. Of `authProfile` only the secret of the default one. */
export async function updateServer(ctx: Ctx, raw: unknown): Promise<McpServer> {
  requireRole(ctx, 'editor');
  const input = parseInput(updateServerSchema(ctx.deps.settings), raw);
  const current = await findServer(ctx.deps.db, ctx.org.id, input.serverId);
  if (!current) throw notFound('mcp_server');
  if (current.state !== 'active') throw new AppError('conflict', 'The server is archived and cannot be changed.');
  refuseManaged(
    current,
    DECIDED_BY_SOURCE.filter((field) => input[field] !== undefined && input[field] !== current[field]),
  );
  refuseMisfits(current, input);
  if (input.networkPolicy) await refuseNetworkPolicy(ctx, input.networkPolicy.mode);
  const next = await plan(ctx, current, input);
  const probe = next.changesConnection && input.skipProbe !== true ? await requireProbe(ctx, next.connection) : undefined;
  return orNameTaken(
    inTransaction(ctx.deps.db, async (tx) => {
      const before = await lockServer(tx, ctx.org.id, current.id);
      if (!before || before.updatedAt !== current.updatedAt || before.state !== 'active') throw changedMeanwhile();
      if (next.credentials) await saveCredentials(tx, ctx, { ...next.credentials, isProven: probe !== undefined });
      const headerSecrets = await replaceValues(tx, ctx, { stored: before.headerSecrets, values: next.headers });
      const envSecrets = await replaceValues(tx, ctx, { stored: before.envSecrets, values: next.env });
      const settings = { ...next.settings, headerSecrets, envSecrets };
      const saved = await saveSettings(tx, before.id, { settings, at: ctx.deps.clock.now(), resetContact: next.changesConnection });
      if (saved.syncIntervalMinutes !== before.syncIntervalMinutes) await replanSync(tx, ctx.deps, { ...saved, orgId: ctx.org.id });
      const after =
        probe && hasListed(probe) ? (await storeCatalog(tx, ctx, { server: saved, listed: probe, trigger: 'update' })).server : saved;
      await record(tx, ctx, {
        action: 'mcp_server.update',
        objectType: 'mcp_server',
        objectId: after.id,
        before: auditedServer(before),
        after: auditedServer(after),
      });
      return shownServer(tx, ctx, after);
    }),
  );
}

/** Of a managed record. */
const DECIDED_BY_SOURCE = ['name', 'transportType', 'baseUrl'] as const;

/** Those of the plan are all there are; a credential that came in between would be sent to where nobody typed it for. */
async function saveCredentials(tx: Tx, ctx: Ctx, saving: TouchedCredentials & { readonly isProven: boolean }): Promise<void> {
  const { serverId, credential, known, isProven } = saving;
  if (secretsOf(await profilesOf(tx, ctx.org.id, serverId)) !== known) throw changedMeanwhile();
  if (!credential) return;
  const { profile, wanted } = credential;
  // What a person must connect was not part of the probe.
  const isTried = isProven && wanted.kind !== 'oauth_authorization_code';
  await saveCredential(tx, ctx, { before: profile, wanted, change: changeOf(profile, wanted), isProven: isTried });
}

const secretsOf = (profiles: readonly ProfileRecord[]): string =>
  JSON.stringify(profiles.map(({ id, isDefault, secretId }) => [id, isDefault, secretId]));

const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'Somebody else changed this server at the same time. Read it again and repeat your change.');

interface Plan {
  readonly settings: Omit<ServerSettings, 'headerSecrets' | 'envSecrets'>;
  /** In clear, with the default credential. */
  readonly connection: Connection;
  readonly changesConnection: boolean;
  /** New values in clear, or undefined when they stay. */
  readonly headers: Values | undefined;
  readonly env: Values | undefined;
  /** Undefined: no credential was typed, and none is left behind. */
  readonly credentials: TouchedCredentials | undefined;
}

interface TouchedCredentials {
  readonly serverId: string;
  /** Typed again. */
  readonly credential: Retyped | undefined;
  /** The profiles of the plan, as `secretsOf` says. */
  readonly known: string;
}

type Values = Readonly<Record<string, string>>;

/** Fields that do not fit the transport the server will have. */
function refuseMisfits(current: ServerRecord, input: UpdateServerInput): void {
  const transport = input.transportType ?? current.transportType;
  const [first, ...rest] = transportFaults({ ...input, authProfile: undefined }, transport, {
    hasUrl: current.baseUrl !== null,
    hasCommand: current.hosted !== null,
  });
  if (first) throw validationFailed([first, ...rest]);
}

async function plan(ctx: Ctx, current: ServerRecord, input: UpdateServerInput): Promise<Plan> {
  const settings = patched(current, input);
  if (await isNameTaken(ctx.deps.db, ctx.org.id, { ...settings, exceptId: current.id })) throw nameTaken();
  refuseSwitchedOff(ctx, settings);
  const isHosted = settings.transportType === 'stdio_hosted';
  if (isHosted) await refuseCredentials(ctx, current.id);
  const [stored, storedEnv] = await Promise.all([openValues(ctx, current.headerSecrets), openValues(ctx, current.envSecrets)]);
  const { extraHeaders, env } = input.connectionConfig ?? {};
  const profiles = await profilesOf(ctx.deps.db, ctx.org.id, current.id);
  const isMoved = settings.baseUrl !== null && !isSameOrigin(current.baseUrl, settings.baseUrl);
  refuseFaults([
    ...typedFaults(profiles, input.authProfile, isMoved),
    ...(isMoved ? headerMoveFaults(current.connectionConfig.extraHeaderNames, extraHeaders) : []),
  ]);
  const credential = retyped(profiles, input.authProfile);
  // What the other kind of transport had is given up with it.
  const headers = isHosted ? {} : extraHeaders && mergedHeaders(stored, extraHeaders);
  const variables = isHosted ? env && mergedEnv(storedEnv, env) : {};
  await refuseCollisions(ctx, current.id, Object.keys(headers ?? {}));
  const connection: Connection = {
    url: settings.baseUrl,
    transport: settings.transportType,
    program: programOf({ hosted: settings.hosted, networkPolicy: { mode: settings.networkMode } }, variables ?? storedEnv),
    timeoutSeconds: settings.timeoutSeconds,
    protocolEra: settings.protocolEra,
    extraHeaders: headers ?? stored,
    credential: credential
      ? unsavedCredential(ctx, credential.wanted, { serverUrl: settings.baseUrl })
      : await openCredential(
          ctx,
          profiles.find(({ isDefault }) => isDefault),
          { serverUrl: settings.baseUrl },
        ),
    ownWay: ownWayTo(ctx, current),
  };
  return {
    settings,
    connection,
    changesConnection:
      credential !== undefined ||
      !isSameConnection(settings, current) ||
      !sameValues(stored, connection.extraHeaders) ||
      !sameValues(storedEnv, variables ?? storedEnv),
    headers,
    env: variables,
    credentials: isMoved || credential ? { serverId: current.id, credential, known: secretsOf(profiles) } : undefined,
  };
}

const patched = (current: ServerRecord, input: UpdateServerInput): Plan['settings'] => ({
  name: input.name ?? current.name,
  ...patchedEndpoint(current, input),
  environment: input.environment ?? current.environment,
  categories: [...new Set(input.categories ?? current.categories)],
  timeoutSeconds: input.connectionConfig?.timeoutSeconds ?? current.connectionConfig.timeoutSeconds,
  protocolEra: input.protocolEra ?? current.protocolEra,
  syncIntervalMinutes: input.syncIntervalMinutes === undefined ? current.syncIntervalMinutes : input.syncIntervalMinutes,
});

type EndpointSettings = Pick<ServerSettings, 'transportType' | 'baseUrl' | 'hosted' | 'networkMode'>;

/** A URL or a command, never both. */
function patchedEndpoint(
  current: ServerRecord,
  { transportType, baseUrl, connectionConfig, networkPolicy }: UpdateServerInput,
): EndpointSettings {
  const transport = transportType ?? current.transportType;
  if (transport !== 'stdio_hosted')
    return { transportType: transport, baseUrl: baseUrl ?? current.baseUrl, hosted: null, networkMode: 'host' };
  const { command, args, cwd } = connectionConfig ?? {};
  return {
    transportType: transport,
    baseUrl: null,
    hosted: {
      command: command ?? current.hosted?.command ?? '',
      args: args ?? current.hosted?.args ?? [],
      cwd: cwd === undefined ? (current.hosted?.cwd ?? null) : cwd,
    },
    networkMode: networkPolicy?.mode ?? current.networkPolicy.mode,
  };
}

const isSameConnection = (a: Plan['settings'], b: ServerRecord): boolean =>
  isSameEndpoint(a, b) && a.transportType === b.transportType && a.protocolEra === b.protocolEra && a.networkMode === b.networkPolicy.mode;

/** A program takes no credential but its environment. */
async function refuseCredentials(ctx: Ctx, serverId: string): Promise<void> {
  const profiles = await profilesOf(ctx.deps.db, ctx.org.id, serverId);
  if (profiles.every(({ kind }) => kind === 'none')) return;
  throw invalidField('transportType', 'stdio_hosted has auth kind none only; delete the auth profiles with credentials first');
}

/** The given set; an empty value keeps the stored one of that name, whatever its case. */
export function mergedHeaders(stored: Readonly<Record<string, string>>, given: Readonly<Record<string, string>>): Record<string, string> {
  const known = new Map(Object.entries(stored).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value === '' ? (known.get(name.toLowerCase()) ?? '') : value]),
  );
}

/** Names of variables differ by case. */
export const mergedEnv = (stored: Values, given: Values): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value === '' && Object.hasOwn(stored, name) ? (stored[name] ?? '') : value]),
  );

const sameValues = (a: Values, b: Values): boolean =>
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
async function replaceValues(tx: Tx, ctx: Ctx, change: { stored: Values; values: Values | undefined }): Promise<Values> {
  const { stored: ids, values } = change;
  if (!values) return ids;
  const { vault } = ctx.deps;
  const stored = await openValues(ctx, ids, tx);
  const kept = Object.entries(ids).filter(([name]) => Object.hasOwn(values, name) && values[name] === stored[name]);
  const keptNames = new Set(kept.map(([name]) => name));
  for (const [name, id] of Object.entries(ids)) if (!keptNames.has(name)) await vault.remove(tx, ctx.org.id, id);
  const added: [string, string][] = [];
  for (const [name, value] of Object.entries(values)) if (!keptNames.has(name)) added.push([name, await vault.put(tx, ctx.org.id, value)]);
  return Object.fromEntries([...kept, ...added]);
}
