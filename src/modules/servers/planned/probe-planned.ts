// Tries a server as a change would make it, before anything is saved: for changes of several objects that are saved together.
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Probe } from '#platform/mcp/mcp';
import { connectionOf, refuseMisfits, refuseNetworkPolicy } from '../create-server.ts';
import type { Credential } from '../build-target.ts';
import { idField } from '../fields.ts';
import { refuseSwitchedOff, requireActiveServer } from '../get-server.ts';
import { refuseManaged } from '../managed/managed-servers.ts';
import { ownWayTo } from '../managed/own-way.ts';
import { openCredential, openValues } from '../open-secrets.ts';
import { isSameOrigin } from '../origin.ts';
import { probeConnection } from '../probe-connection.ts';
import { refuseFaults } from '../profiles/create-auth-profile.ts';
import { headerMoveFaults, typedFaults } from '../profiles/move-credential.ts';
import { profilesOf } from '../profiles/store.ts';
import { unsavedCredential } from '../profiles/unsaved-credential.ts';
import type { CreateServerInput } from '../server-input.ts';
import { testConnectionSchema } from '../server-input.ts';
import type { ServerRecord } from '../store.ts';
import { mergedEnv, mergedHeaders } from '../update-server.ts';

/**
 * The fields of a new server, and `serverId` of the one that becomes it: an empty header or variable is then the stored one, and
 * without `authProfile` its default credential is used, as far as the address stays at its origin. A failed probe is an answer.
 */
export async function probePlanned(ctx: Ctx, raw: unknown): Promise<Probe> {
  requireRole(ctx, 'editor');
  const input = testConnectionSchema(ctx.deps.settings).extend({ serverId: idField.optional() });
  const { serverId, ...wanted } = parseInput(input, raw);
  refuseMisfits(wanted);
  refuseSwitchedOff(ctx, { transportType: wanted.transportType ?? 'streamable_http' });
  await refuseNetworkPolicy(ctx, wanted.networkPolicy?.mode);
  if (serverId === undefined) return probeConnection(ctx, connectionOf(ctx, wanted));
  const current = await requireActiveServer(ctx, serverId);
  // inside this process other addresses are other endpoints of ours
  refuseManaged(current, (wanted.baseUrl ?? null) === current.baseUrl ? [] : ['baseUrl']);
  const credential = await credentialOf(ctx, current, wanted);
  return probeConnection(ctx, { ...connectionOf(ctx, await filled(ctx, current, wanted)), credential, ownWay: ownWayTo(ctx, current) });
}

type Wanted = Omit<CreateServerInput, 'name'>;

async function credentialOf(ctx: Ctx, current: ServerRecord, { baseUrl, authProfile, connectionConfig }: Wanted): Promise<Credential> {
  const serverUrl = baseUrl ?? null;
  const isMoved = serverUrl !== null && !isSameOrigin(current.baseUrl, serverUrl);
  const profiles = await profilesOf(ctx.deps.db, ctx.org.id, current.id);
  const given = connectionConfig?.extraHeaders;
  refuseFaults([
    ...(isMoved && !authProfile ? typedFaults(profiles, undefined, true) : []),
    ...(isMoved ? headerMoveFaults(current.connectionConfig.extraHeaderNames, given) : []),
  ]);
  if (authProfile) return unsavedCredential(ctx, authProfile, { serverUrl });
  return openCredential(
    ctx,
    profiles.find(({ isDefault }) => isDefault),
    { serverUrl },
  );
}

/** With the stored values where they stay. */
async function filled(ctx: Ctx, current: ServerRecord, wanted: Wanted): Promise<Wanted> {
  const { extraHeaders, env, ...config } = wanted.connectionConfig ?? {};
  const [headers, variables] = await Promise.all([openValues(ctx, current.headerSecrets), openValues(ctx, current.envSecrets)]);
  return {
    ...wanted,
    connectionConfig: { ...config, extraHeaders: mergedHeaders(headers, extraHeaders ?? {}), env: mergedEnv(variables, env ?? {}) },
  };
}
