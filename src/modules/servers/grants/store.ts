// All SQL on oauth_grants, and the lock of a grant.
import { sql } from 'kysely';
import { z } from 'zod';
import { AUTH_METHODS, SIGNING_ALGORITHMS } from '#platform/oauth/oauth';
import type { Discovery } from '#platform/oauth/oauth';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Grant, GrantClient, GrantState, OAuthSettings, Renewal } from './grant.ts';

const LOCK_TIMEOUT = '55P03';

/**
 * Holds the grant while `work` runs, in all processes. The lock belongs to a connection, not to a transaction, so that commits
 * can be made under it; it ends with the connection, so one that is free proves that its holder is gone. 'busy' when another
 * one holds it longer than `waitMs`.
 */
export async function holdingGrant<T>(
  db: Db,
  { profileId, waitMs }: { profileId: string; waitMs: number },
  work: (held: Db) => Promise<T>,
): Promise<T | 'busy'> {
  return db.connection().execute(async (held) => {
    const key = sql`hashtextextended(${`armature:grant:${profileId}`}, 0)`;
    const isOurs = await held
      .transaction()
      .execute(async (tx) => {
        await sql`select set_config('lock_timeout', ${`${waitMs}ms`}, true)`.execute(tx);
        await sql`select pg_advisory_lock(${key})`.execute(tx);
        return true;
      })
      .catch((error: unknown) => {
        if (codeOf(error) === LOCK_TIMEOUT) return false;
        throw error;
      });
    if (!isOurs) return 'busy';
    try {
      return await work(held);
    } finally {
      // On a broken connection the lock has ended with it, and what was done under it is done.
      await sql`select pg_advisory_unlock(${key})`.execute(held).catch(() => undefined);
    }
  });
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

export async function insertGrant(
  tx: Tx,
  grant: { orgId: string; profileId: string; state: GrantState; generation: number; at: Date | null; issuer?: string | null },
): Promise<void> {
  await tx
    .insertInto('oauth_grants')
    .values({
      profile_id: grant.profileId,
      org_id: grant.orgId,
      state: grant.state,
      generation: grant.generation,
      connected_at: grant.at,
      issuer: grant.issuer ?? null,
    })
    .execute();
}

export interface DeletedGrant {
  /** They leave the vault with it. */
  readonly secretIds: readonly string[];
  readonly generation: number;
  readonly issuer: string | null;
}

export async function deleteGrant(tx: Tx, profileId: string): Promise<DeletedGrant | undefined> {
  const row = await tx
    .deleteFrom('oauth_grants')
    .where('profile_id', '=', profileId)
    .returning(['secret_id', 'refresh_secret_id', 'client_secret_id', 'generation', 'issuer'])
    .executeTakeFirst();
  if (!row) return undefined;
  const secretIds = [row.secret_id, row.refresh_secret_id, row.client_secret_id].filter((id) => id !== null);
  return { secretIds, generation: row.generation, issuer: row.issuer };
}

const withProfile = (db: Db | Tx) =>
  db
    .selectFrom('oauth_grants')
    .innerJoin('auth_profiles', 'auth_profiles.id', 'oauth_grants.profile_id')
    .innerJoin('mcp_servers', 'mcp_servers.id', 'auth_profiles.server_id')
    .selectAll('oauth_grants')
    .select([
      'auth_profiles.name as profile_name',
      'auth_profiles.kind',
      'auth_profiles.oauth',
      'auth_profiles.secret_id as profile_secret_id',
      'auth_profiles.server_id',
      'mcp_servers.base_url',
    ]);

export async function findGrant(db: Db | Tx, orgId: string, profileId: string): Promise<Grant | undefined> {
  const row = await withProfile(db)
    .where('oauth_grants.profile_id', '=', profileId)
    .where('oauth_grants.org_id', '=', orgId)
    .executeTakeFirst();
  return row && grantOf(row);
}

/** With the row locked until the transaction ends. */
export async function lockGrant(tx: Tx, orgId: string, profileId: string): Promise<Grant | undefined> {
  const row = await withProfile(tx)
    .where('oauth_grants.profile_id', '=', profileId)
    .where('oauth_grants.org_id', '=', orgId)
    .forUpdate('oauth_grants')
    .executeTakeFirst();
  return row && grantOf(row);
}

export async function grantsOf(db: Db | Tx, orgId: string, serverId: string): Promise<Grant[]> {
  const rows = await withProfile(db).where('auth_profiles.server_id', '=', serverId).where('oauth_grants.org_id', '=', orgId).execute();
  return rows.map(grantOf);
}

export interface RenewalCandidate {
  readonly orgId: string;
  readonly profileId: string;
  readonly serverId: string;
}

/** Connected by a person and of active servers, in the order of their ids: those that may need renewal or a warning before `until`. */
export async function candidatesAfter(db: Db, after: string, page: { until: Date; limit: number }): Promise<RenewalCandidate[]> {
  const rows = await db
    .selectFrom('oauth_grants')
    .innerJoin('auth_profiles', 'auth_profiles.id', 'oauth_grants.profile_id')
    .innerJoin('mcp_servers', 'mcp_servers.id', 'auth_profiles.server_id')
    .select(['oauth_grants.org_id', 'oauth_grants.profile_id', 'auth_profiles.server_id'])
    .where('oauth_grants.state', '=', 'connected')
    .where('auth_profiles.kind', '=', 'oauth_authorization_code')
    .where('mcp_servers.state', '=', 'active')
    .where('oauth_grants.profile_id', '>', after)
    .where((eb) =>
      eb.or([
        eb('oauth_grants.expires_at', '<=', page.until),
        eb('oauth_grants.refresh_expires_at', '<=', page.until),
        eb('oauth_grants.renewal', 'is not', null),
      ]),
    )
    .orderBy('oauth_grants.profile_id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ orgId: row.org_id, profileId: row.profile_id, serverId: row.server_id }));
}

/** What a change writes; what is left out stays. */
export interface GrantChange {
  readonly state?: GrantState;
  readonly secretId?: string | null;
  readonly refreshSecretId?: string | null;
  readonly issuer?: string | null;
  readonly resource?: string | null;
  readonly serverOrigin?: string | null;
  readonly discovery?: Discovery | null;
  readonly client?: GrantClient | null;
  readonly clientSecretId?: string | null;
  readonly scopes?: readonly string[];
  readonly missingScopes?: readonly string[];
  readonly stepUps?: number;
  readonly expiresAt?: Date | null;
  readonly refreshExpiresAt?: Date | null;
  readonly refreshEndIsFixed?: boolean;
  readonly generation?: number;
  readonly renewal?: Renewal | null;
  readonly renewalStartedAt?: Date | null;
  readonly renewNotBefore?: Date | null;
  readonly renewFailures?: number;
  readonly forcedAt?: Date | null;
  readonly error?: string | null;
  readonly connectedBy?: string;
  readonly connectedAt?: Date;
  readonly renewedAt?: Date;
  readonly warnedAt?: Date | null;
}

export async function saveGrant(db: Db | Tx, profileId: string, change: GrantChange): Promise<void> {
  const { discovery, client, scopes, missingScopes } = change;
  await db
    .updateTable('oauth_grants')
    .set({
      state: change.state,
      secret_id: change.secretId,
      refresh_secret_id: change.refreshSecretId,
      issuer: change.issuer,
      resource: change.resource,
      server_origin: change.serverOrigin,
      discovery: discovery === undefined ? undefined : discovery && jsonText(discovery),
      client: client === undefined ? undefined : client && jsonText(client),
      client_secret_id: change.clientSecretId,
      scopes: scopes && [...scopes],
      missing_scopes: missingScopes && [...missingScopes],
      step_ups: change.stepUps,
      expires_at: change.expiresAt,
      refresh_expires_at: change.refreshExpiresAt,
      refresh_end_is_fixed: change.refreshEndIsFixed,
      generation: change.generation,
      renewal: change.renewal,
      renewal_started_at: change.renewalStartedAt,
      renew_not_before: change.renewNotBefore,
      renew_failures: change.renewFailures,
      forced_at: change.forcedAt,
      error: change.error,
      connected_by: change.connectedBy,
      connected_at: change.connectedAt,
      renewed_at: change.renewedAt,
      warned_at: change.warnedAt,
    })
    .where('profile_id', '=', profileId)
    .execute();
}

const settingsShape = z.object({
  tokenUrl: z.string().nullable(),
  authorizationUrl: z.string().nullable(),
  clientId: z.string().nullable(),
  scopes: z.array(z.string()),
  audience: z.string().nullable(),
  authMethod: z.enum(AUTH_METHODS).nullable(),
  signingAlgorithm: z.enum(SIGNING_ALGORITHMS).nullable(),
});
const discoveryShape = z.object({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  registrationEndpoint: z.string().nullable(),
  authMethods: z.array(z.string()),
  scopesSupported: z.array(z.string()),
  takesClientDocuments: z.boolean(),
  namesIssuer: z.boolean(),
  resource: z.string().nullable(),
  wantedScopes: z.array(z.string()),
});
const clientShape = z.object({
  id: z.string(),
  method: z.enum(AUTH_METHODS),
  source: z.enum(['settings', 'document', 'registered']),
  redirectUri: z.string(),
  secretExpiresAt: z.string().nullable(),
});
const kindShape = z.enum(['oauth_client_credentials', 'oauth_authorization_code']);
const stateShape = z.enum(['pending', 'connected', 'needs_reauth']);
const renewalShape = z.enum(['sent', 'unanswered', 'lost']).nullable();

/** Of the column auth_profiles.oauth. */
export const settingsOf = (column: unknown): OAuthSettings => settingsShape.parse(column);

function grantOf(row: Awaited<ReturnType<ReturnType<typeof withProfile>['executeTakeFirstOrThrow']>>): Grant {
  return {
    profileId: row.profile_id,
    profileName: row.profile_name,
    orgId: row.org_id,
    serverId: row.server_id,
    // A hosted program has no OAuth profile: its kind is refused when one is saved.
    serverUrl: row.base_url ?? '',
    kind: kindShape.parse(row.kind),
    settings: settingsOf(row.oauth),
    profileSecretId: row.profile_secret_id,
    state: stateShape.parse(row.state),
    secretId: row.secret_id,
    refreshSecretId: row.refresh_secret_id,
    issuer: row.issuer,
    resource: row.resource,
    serverOrigin: row.server_origin,
    discovery: discoveryShape.nullable().parse(row.discovery),
    client: clientShape.nullable().parse(row.client),
    clientSecretId: row.client_secret_id,
    scopes: row.scopes,
    missingScopes: row.missing_scopes,
    stepUps: row.step_ups,
    expiresAt: row.expires_at,
    refreshExpiresAt: row.refresh_expires_at,
    refreshEndIsFixed: row.refresh_end_is_fixed,
    generation: row.generation,
    renewal: renewalShape.parse(row.renewal),
    renewalStartedAt: row.renewal_started_at,
    renewNotBefore: row.renew_not_before,
    renewFailures: row.renew_failures,
    forcedAt: row.forced_at,
    error: row.error,
    connectedAt: row.connected_at,
    renewedAt: row.renewed_at,
    warnedAt: row.warned_at,
  };
}
