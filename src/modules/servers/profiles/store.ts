// All SQL on auth_profiles. The secret is an id of the vault, never in clear.
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { newId } from '#kernel/ids';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText, violatedUnique } from '#platform/db/schema';
import type { OAuthSettings } from '../grants/grant.ts';
import type { GrantStatus } from '../grants/grant-warning.ts';
import { settingsOf } from '../grants/store.ts';
import type { AuthKind, AuthProfile } from '../server.ts';
import { AUTH_KINDS } from './profile-input.ts';

/** A profile with what only this module may know. */
export interface ProfileRecord extends Omit<AuthProfile, keyof GrantStatus> {
  readonly secretId: string | null;
}

export interface ProfileSettings {
  readonly name: string;
  readonly kind: AuthKind;
  readonly isDefault: boolean;
  readonly headerName: string | null;
  readonly secretId: string | null;
  readonly secretSetAt: Date | string | null;
  readonly oauth: OAuthSettings | null;
}

const columnsOf = (settings: ProfileSettings) => ({
  name: settings.name,
  kind: settings.kind,
  is_default: settings.isDefault,
  header_name: settings.headerName,
  secret_id: settings.secretId,
  secret_set_at: settings.secretSetAt,
  oauth: settings.oauth && jsonText(settings.oauth),
});

export async function insertProfile(
  tx: Tx,
  owner: { orgId: string; serverId: string; at: Date },
  settings: ProfileSettings,
): Promise<ProfileRecord> {
  const row = await tx
    .insertInto('auth_profiles')
    .values({
      id: newId('auth', owner.at.getTime()),
      org_id: owner.orgId,
      server_id: owner.serverId,
      ...columnsOf(settings),
      created_at: owner.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return recordOf(row);
}

export async function saveProfile(tx: Tx, profileId: string, settings: ProfileSettings): Promise<ProfileRecord> {
  const row = await tx
    .updateTable('auth_profiles')
    .set(columnsOf(settings))
    .where('id', '=', profileId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return recordOf(row);
}

export async function clearDefault(tx: Tx, serverId: string): Promise<void> {
  await tx
    .updateTable('auth_profiles')
    .set({ is_default: false })
    .where('server_id', '=', serverId)
    .where('is_default', '=', true)
    .execute();
}

export async function deleteProfile(tx: Tx, profileId: string): Promise<void> {
  await tx.deleteFrom('auth_profiles').where('id', '=', profileId).execute();
}

/** The default one first, then by name. */
export async function profilesOf(db: Db | Tx, orgId: string, serverId: string): Promise<ProfileRecord[]> {
  const rows = await db
    .selectFrom('auth_profiles')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .orderBy('is_default', 'desc')
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(recordOf);
}

/** Two saves at the same moment: the index decides, and the loser hears it as a conflict. */
export async function orProfileNameTaken<T>(save: Promise<T>): Promise<T> {
  try {
    return await save;
  } catch (error) {
    if (violatedUnique(error) !== 'auth_profile_name') throw error;
    throw new AppError('conflict', 'name: is taken by another profile of this server', {
      fieldErrors: [{ field: 'name', message: 'is taken by another profile of this server' }],
    });
  }
}

const authKind = z.enum(AUTH_KINDS);

interface Row {
  readonly id: string;
  readonly server_id: string;
  readonly name: string;
  readonly kind: string;
  readonly is_default: boolean;
  readonly header_name: string | null;
  readonly secret_id: string | null;
  readonly secret_set_at: Date | null;
  readonly oauth: unknown;
}

const recordOf = (row: Row): ProfileRecord => ({
  id: row.id,
  mcpServerId: row.server_id,
  name: row.name,
  kind: authKind.parse(row.kind),
  isDefault: row.is_default,
  headerName: row.header_name,
  secretSetAt: row.secret_set_at?.toISOString() ?? null,
  oauth: row.oauth === null ? null : settingsOf(row.oauth),
  secretId: row.secret_id,
});
