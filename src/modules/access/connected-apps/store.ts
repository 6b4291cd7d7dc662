// All SQL on app_grants. Whoever touches codes or tokens of a grant holds its row first.
import { sql } from 'kysely';
import type { OrgRef } from '#kernel/context';
import { MS_PER_MINUTE } from '#kernel/duration';
import type { Role } from '#kernel/role';
import type { Db, Tx } from '#platform/db/connect';
import { roleOf } from '../members/store.ts';
import type { ConnectedApp, OwnApp } from './connected-app.ts';

export interface NewGrant {
  readonly id: string;
  readonly orgId: string;
  readonly userId: string;
  readonly clientId: string;
  readonly name: string;
  readonly place: string;
  readonly role: Role;
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly at: Date;
  readonly expiresAt: Date;
}

export async function insertGrant(tx: Tx, grant: NewGrant): Promise<void> {
  await tx
    .insertInto('app_grants')
    .values({
      id: grant.id,
      org_id: grant.orgId,
      user_id: grant.userId,
      client_id: grant.clientId,
      client_name: grant.name,
      redirect_place: grant.place,
      role: grant.role,
      resource: grant.resource,
      scopes: [...grant.scopes],
      created_at: grant.at,
      expires_at: grant.expiresAt,
    })
    .execute();
}

export async function countGrantsOf(tx: Tx, { orgId, userId }: { readonly orgId: string; readonly userId: string }): Promise<number> {
  const { count } = await tx
    .selectFrom('app_grants')
    .where('org_id', '=', orgId)
    .where('user_id', '=', userId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** A grant as the endpoints for applications need it, with whom it belongs to. */
export interface HeldGrant {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly role: Role;
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
  readonly org: OrgRef;
  readonly user: { readonly id: string; readonly name: string };
  /** The person's role at this moment. */
  readonly memberRole: Role;
}

/** Locked until the transaction ends. Undefined also when its person is no member any more, or the organization is closed. */
export async function holdGrant(tx: Tx, grantId: string): Promise<HeldGrant | undefined> {
  const row = await withMembership(tx).where('app_grants.id', '=', grantId).forUpdate('app_grants').executeTakeFirst();
  return (
    row && {
      id: row.id,
      clientId: row.client_id,
      name: row.client_name,
      role: roleOf(row.role),
      resource: row.resource,
      scopes: row.scopes,
      expiresAt: row.expires_at,
      org: { id: row.org_id, slug: row.slug, name: row.org_name },
      user: { id: row.user_id, name: row.user_name },
      memberRole: roleOf(row.member_role),
    }
  );
}

/** Grants of those who are members at this moment, of organizations that are open. */
export const withMembership = (db: Db | Tx) =>
  db
    .selectFrom('app_grants')
    .innerJoin('organizations', 'organizations.id', 'app_grants.org_id')
    .innerJoin('users', 'users.id', 'app_grants.user_id')
    .innerJoin('members', (join) =>
      join.onRef('members.org_id', '=', 'app_grants.org_id').onRef('members.user_id', '=', 'app_grants.user_id'),
    )
    .where('organizations.state', '=', 'active')
    .selectAll('app_grants')
    .select(['organizations.slug', 'organizations.name as org_name', 'users.name as user_name', 'users.email'])
    .select('members.role as member_role');

export async function markConnected(tx: Tx, grantId: string, at: Date): Promise<void> {
  await tx.updateTable('app_grants').set({ connected_at: at }).where('id', '=', grantId).execute();
}

/** Writes at most once a minute, whatever the number of processes. */
export async function touchGrant(db: Db, grantId: string, at: Date): Promise<void> {
  await db
    .updateTable('app_grants')
    .set({ last_used_at: at })
    .where('id', '=', grantId)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', new Date(at.getTime() - MS_PER_MINUTE))]))
    .execute();
}

/** What is left of a grant that was ended, for the audit log. */
export interface EndedGrant {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly role: Role;
}

/** Its codes and tokens go with it. Those of one person, one alone, or all of the organization. */
export async function deleteGrants(
  tx: Tx,
  which: { readonly orgId: string; readonly userId?: string | undefined; readonly grantId?: string | undefined },
): Promise<EndedGrant[]> {
  let grants = tx.deleteFrom('app_grants').where('org_id', '=', which.orgId);
  if (which.userId !== undefined) grants = grants.where('user_id', '=', which.userId);
  if (which.grantId !== undefined) grants = grants.where('id', '=', which.grantId);
  const rows = await grants.returning(['id', 'client_name', 'client_id', 'role']).execute();
  return rows.map((row) => ({ id: row.id, name: row.client_name, clientId: row.client_id, role: roleOf(row.role) }));
}

/** Whose it is, and where. */
export async function holderOfGrant(
  db: Db | Tx,
  grantId: string,
): Promise<{ readonly orgId: string; readonly userId: string } | undefined> {
  const row = await db.selectFrom('app_grants').select(['org_id', 'user_id']).where('id', '=', grantId).executeTakeFirst();
  return row && { orgId: row.org_id, userId: row.user_id };
}

interface Listing {
  readonly now: Date;
  readonly limit: number;
}

/** Those that have their tokens, the newest first. */
const listed = (db: Db, { now, limit }: Listing) =>
  withMembership(db)
    .where('app_grants.connected_at', 'is not', null)
    .where('app_grants.expires_at', '>', now)
    .orderBy('app_grants.created_at', 'desc')
    .orderBy('app_grants.id')
    .limit(limit);

export async function appsOfOrg(db: Db, orgId: string, listing: Listing): Promise<ConnectedApp[]> {
  const rows = await listed(db, listing).where('app_grants.org_id', '=', orgId).execute();
  return rows.map((row) => ({ ...shown(row), user: { id: row.user_id, name: row.user_name } }));
}

export async function appsOfUser(db: Db, userId: string, listing: Listing): Promise<OwnApp[]> {
  const rows = await listed(db, listing).where('app_grants.user_id', '=', userId).execute();
  return rows.map((row) => ({ ...shown(row), organization: { id: row.org_id, slug: row.slug, name: row.org_name } }));
}

/** By id, for reading them all in pages. */
export async function appsAfter(
  db: Db,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<ConnectedApp[]> {
  const rows = await withMembership(db)
    .where('app_grants.org_id', '=', orgId)
    .where('app_grants.id', '>', page.afterId)
    .orderBy('app_grants.id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ ...shown(row), user: { id: row.user_id, name: row.user_name } }));
}

interface Row {
  readonly id: string;
  readonly client_name: string;
  readonly client_id: string;
  readonly redirect_place: string;
  readonly role: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date;
}

const shown = (row: Row): Omit<ConnectedApp, 'user'> => ({
  id: row.id,
  name: row.client_name,
  clientId: row.client_id,
  place: row.redirect_place,
  role: roleOf(row.role),
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  expiresAt: row.expires_at.toISOString(),
});

/** Grants that hold nothing any more: over, or without a code or token that is still good. */
export async function dropEmptyGrants(db: Db, { now, limit }: { readonly now: Date; readonly limit: number }): Promise<number> {
  const result = await sql`
    delete from app_grants where id in (
      select id from app_grants
      where expires_at <= ${now}
        or (not exists (select 1 from app_tokens where grant_id = app_grants.id and expires_at > ${now} and replaced_at is null)
          and not exists (select 1 from app_codes where grant_id = app_grants.id and expires_at > ${now}))
      limit ${limit} for update skip locked
    )`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
