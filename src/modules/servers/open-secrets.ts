// Reads the secrets of a saved server from the vault, for one contact.
import { notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import type { Program } from '#platform/process/program';
import { NO_CREDENTIAL } from './build-target.ts';
import type { Connection, Credential } from './build-target.ts';
import { tokensOf } from './grants/token-source.ts';
import { ownWayTo } from './managed/own-way.ts';
import { isOAuth } from './profiles/profile-input.ts';
import { profilesOf } from './profiles/store.ts';
import type { ProfileRecord } from './profiles/store.ts';
import type { ServerRecord } from './store.ts';

/** Values by name, from the ids of their secrets. */
export async function openValues(
  ctx: Ctx,
  secrets: Readonly<Record<string, string>>,
  db: Db | Tx = ctx.deps.db,
): Promise<Record<string, string>> {
  const pairs = Object.entries(secrets).map(async ([name, id]) => [name, await ctx.deps.vault.open(db, ctx.org.id, id)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

/** `serverUrl`: where it would be sent. A token for one address is never sent to another. */
export async function openCredential(
  ctx: Ctx,
  profile: ProfileRecord | undefined,
  { serverUrl }: { serverUrl: string | null },
): Promise<Credential> {
  if (profile && isOAuth(profile.kind) && serverUrl !== null) return grantedCredential(ctx, profile, serverUrl);
  if (!profile || profile.kind === 'none' || profile.secretId === null) return NO_CREDENTIAL;
  return {
    kind: profile.kind,
    headerName: profile.headerName,
    value: await ctx.deps.vault.open(ctx.deps.db, ctx.org.id, profile.secretId),
  };
}

const grantedCredential = (ctx: Ctx, { id, kind }: ProfileRecord, serverUrl: string): Credential => ({
  kind,
  headerName: null,
  value: null,
  tokens: tokensOf(ctx.deps, { orgId: ctx.org.id, profileId: id }, serverUrl),
});

/** Null or undefined asks for the default profile; a server may have none at all. Throws `not_found` for an unknown one. */
export async function chooseProfile(ctx: Ctx, serverId: string, profileId: string | null | undefined): Promise<ProfileRecord | undefined> {
  const profiles = await profilesOf(ctx.deps.db, ctx.org.id, serverId);
  if (profileId === null || profileId === undefined) return profiles.find((profile) => profile.isDefault);
  const chosen = profiles.find((profile) => profile.id === profileId);
  if (!chosen) throw notFound('auth_profile');
  return chosen;
}

/** What a hosted server starts; null for one that is reached over HTTP. */
export const programOf = (
  { hosted, networkPolicy }: Pick<ServerRecord, 'hosted' | 'networkPolicy'>,
  env: Readonly<Record<string, string>>,
): Program | null => hosted && { ...hosted, env, network: networkPolicy.mode };

/** The saved connection of a server with one of its profiles, in clear. */
export async function openConnection(ctx: Ctx, server: ServerRecord, profile: ProfileRecord | undefined): Promise<Connection> {
  const [extraHeaders, env, credential] = await Promise.all([
    openValues(ctx, server.headerSecrets),
    openValues(ctx, server.envSecrets),
    openCredential(ctx, profile, { serverUrl: server.baseUrl }),
  ]);
  return {
    url: server.baseUrl,
    transport: server.transportType,
    program: programOf(server, env),
    timeoutSeconds: server.connectionConfig.timeoutSeconds,
    protocolEra: server.protocolEra,
    extraHeaders,
    credential,
    known: server.era,
    ownWay: ownWayTo(ctx, server),
  };
}
