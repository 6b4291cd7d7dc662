// Reads the secrets of a saved server from the vault, for one contact.
import { notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { NO_CREDENTIAL } from './build-target.ts';
import type { Connection, Credential } from './build-target.ts';
import { profilesOf } from './profiles/store.ts';
import type { ProfileRecord } from './profiles/store.ts';
import type { ServerRecord } from './store.ts';

export async function openHeaders(
  ctx: Ctx,
  server: Pick<ServerRecord, 'headerSecrets'>,
  db: Db | Tx = ctx.deps.db,
): Promise<Record<string, string>> {
  const pairs = Object.entries(server.headerSecrets).map(
    async ([name, id]) => [name, await ctx.deps.vault.open(db, ctx.org.id, id)] as const,
  );
  return Object.fromEntries(await Promise.all(pairs));
}

export async function openCredential(ctx: Ctx, profile: ProfileRecord | undefined, db: Db | Tx = ctx.deps.db): Promise<Credential> {
  if (!profile || profile.kind === 'none' || profile.secretId === null) return NO_CREDENTIAL;
  return { kind: profile.kind, headerName: profile.headerName, value: await ctx.deps.vault.open(db, ctx.org.id, profile.secretId) };
}

/** Null or undefined asks for the default profile; a server may have none at all. Throws `not_found` for an unknown one. */
export async function chooseProfile(ctx: Ctx, serverId: string, profileId: string | null | undefined): Promise<ProfileRecord | undefined> {
  const profiles = await profilesOf(ctx.deps.db, ctx.org.id, serverId);
  if (profileId === null || profileId === undefined) return profiles.find((profile) => profile.isDefault);
  const chosen = profiles.find((profile) => profile.id === profileId);
  if (!chosen) throw notFound('auth_profile');
  return chosen;
}

/** The saved connection of a server with one of its profiles, in clear. */
export async function openConnection(ctx: Ctx, server: ServerRecord, profile: ProfileRecord | undefined): Promise<Connection> {
  const [extraHeaders, credential] = await Promise.all([openHeaders(ctx, server), openCredential(ctx, profile)]);
  return {
    url: server.baseUrl,
    transport: server.transportType,
    timeoutSeconds: server.connectionConfig.timeoutSeconds,
    protocolEra: server.protocolEra,
    extraHeaders,
    credential,
    known: server.era,
  };
}
