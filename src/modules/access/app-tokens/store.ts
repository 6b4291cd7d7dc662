// All SQL on app_codes and app_tokens.
import { sql } from 'kysely';
import type { OrgRef } from '#kernel/context';
import type { Role } from '#kernel/role';
import type { Db, Tx } from '#platform/db/connect';
import { withMembership } from '../connected-apps/store.ts';
import { roleOf } from '../members/store.ts';
import type { TokenKind } from './token.ts';

export interface NewCode {
  readonly hash: string;
  readonly grantId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly expiresAt: Date;
}

export async function insertCode(tx: Tx, code: NewCode): Promise<void> {
  await tx
    .insertInto('app_codes')
    .values({
      code_hash: code.hash,
      grant_id: code.grantId,
      redirect_uri: code.redirectUri,
      code_challenge: code.codeChallenge,
      expires_at: code.expiresAt,
    })
    .execute();
}

export interface StoredCode extends NewCode {
  readonly usedAt: Date | null;
}

export async function codeByHash(tx: Tx, hash: string): Promise<StoredCode | undefined> {
  const row = await tx.selectFrom('app_codes').selectAll().where('code_hash', '=', hash).executeTakeFirst();
  return (
    row && {
      hash,
      grantId: row.grant_id,
      redirectUri: row.redirect_uri,
      codeChallenge: row.code_challenge,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    }
  );
}

export async function markCodeUsed(tx: Tx, hash: string, at: Date): Promise<void> {
  await tx.updateTable('app_codes').set({ used_at: at }).where('code_hash', '=', hash).execute();
}

export interface StoredToken {
  readonly hash: string;
  readonly grantId: string;
  readonly kind: TokenKind;
  readonly expiresAt: Date;
  readonly replacedAt: Date | null;
}

export async function insertToken(
  tx: Tx,
  token: { readonly hash: string; readonly grantId: string; readonly kind: TokenKind; readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  await tx
    .insertInto('app_tokens')
    .values({ token_hash: token.hash, grant_id: token.grantId, kind: token.kind, created_at: token.at, expires_at: token.expiresAt })
    .execute();
}

export async function tokenByHash(db: Db | Tx, hash: string): Promise<StoredToken | undefined> {
  const row = await db.selectFrom('app_tokens').selectAll().where('token_hash', '=', hash).executeTakeFirst();
  return (
    row && {
      hash,
      grantId: row.grant_id,
      kind: row.kind === 'refresh' ? 'refresh' : 'access',
      expiresAt: row.expires_at,
      replacedAt: row.replaced_at,
    }
  );
}

export async function markReplaced(tx: Tx, hash: string, at: Date): Promise<void> {
  await tx.updateTable('app_tokens').set({ replaced_at: at }).where('token_hash', '=', hash).execute();
}

export interface OpenedByToken {
  readonly grantId: string;
  readonly name: string;
  readonly resource: string;
  readonly role: Role;
  readonly memberRole: Role;
  readonly expiresAt: Date;
  readonly org: OrgRef;
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
}

/** What an access token opens at this moment, with the person's role as it is now. */
export async function openedBy(db: Db, hash: string, now: Date): Promise<OpenedByToken | undefined> {
  const row = await withMembership(db)
    .innerJoin('app_tokens', 'app_tokens.grant_id', 'app_grants.id')
    .select('app_tokens.expires_at as token_expires_at')
    .where('app_tokens.token_hash', '=', hash)
    .where('app_tokens.kind', '=', 'access')
    .where('app_tokens.expires_at', '>', now)
    .executeTakeFirst();
  return (
    row && {
      grantId: row.id,
      name: row.client_name,
      resource: row.resource,
      role: roleOf(row.role),
      memberRole: roleOf(row.member_role),
      expiresAt: row.token_expires_at,
      org: { id: row.org_id, slug: row.slug, name: row.org_name },
      user: { id: row.user_id, name: row.user_name, email: row.email },
    }
  );
}

/** Codes and tokens nobody can use any more. */
export async function dropLapsed(db: Db, table: 'app_codes' | 'app_tokens', { now, limit }: { now: Date; limit: number }): Promise<number> {
  const name = sql.table(table);
  const result = await sql`
    delete from ${name} where ctid = any(array(select ctid from ${name} where expires_at <= ${now} limit ${limit}))`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
