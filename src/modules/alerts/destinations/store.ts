// All SQL on alert_destinations and slack_states; of alert_rules it only asks who uses a destination.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText, violatedUnique } from '#platform/db/schema';
import { DESTINATION_KINDS } from '../destination.ts';
import type { AlertDestination, DestinationKind } from '../destination.ts';

/** Most destinations of one organization, so that their list is always whole. */
export const MAX_DESTINATIONS = 100;

/** With the ids of its secrets in the vault, which never leave the module. */
export interface StoredDestination {
  readonly id: string;
  readonly orgId: string;
  readonly kind: DestinationKind;
  readonly name: string;
  readonly config: AlertDestination['config'];
  readonly secretId: string | null;
  readonly signingSecretId: string | null;
  readonly needsReauth: boolean;
  readonly ruleCount: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** E-mail first, then by age. */
export async function listStored(db: Db | Tx, orgId: string): Promise<StoredDestination[]> {
  const rows = await selected(db)
    .where('d.org_id', '=', orgId)
    .orderBy(sql`d.kind <> 'email'`)
    .orderBy('d.created_at')
    .orderBy('d.id')
    // the built-in one is not counted
    .limit(MAX_DESTINATIONS + 1)
    .execute();
  return rows.map(storedOf);
}

export async function findStored(db: Db | Tx, orgId: string, destinationId: string): Promise<StoredDestination | undefined> {
  const row = await selected(db).where('d.org_id', '=', orgId).where('d.id', '=', destinationId).executeTakeFirst();
  return row && storedOf(row);
}

/** Waits for whoever is adding a rule to it or changing it. */
export async function lockStored(tx: Tx, orgId: string, destinationId: string): Promise<StoredDestination | undefined> {
  const held = await tx
    .selectFrom('alert_destinations')
    .select('id')
    .where('org_id', '=', orgId)
    .where('id', '=', destinationId)
    .forUpdate()
    .executeTakeFirst();
  return held && findStored(tx, orgId, destinationId);
}

export async function lockWorkspace(tx: Tx, orgId: string, teamId: string): Promise<StoredDestination | undefined> {
  const row = await tx
    .selectFrom('alert_destinations')
    .select('id')
    .where('org_id', '=', orgId)
    .where('kind', '=', 'slack_oauth')
    .where(sql`config->>'teamId'`, '=', teamId)
    .forUpdate()
    .executeTakeFirst();
  return row && findStored(tx, orgId, row.id);
}

/** Beside the built-in one. */
export async function countStored(tx: Tx, orgId: string): Promise<number> {
  const row = await tx
    .selectFrom('alert_destinations')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .where('kind', '<>', 'email')
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function isNameTaken(tx: Tx, orgId: string, name: string): Promise<boolean> {
  const row = await tx
    .selectFrom('alert_destinations')
    .select('id')
    .where('org_id', '=', orgId)
    .where(sql`lower(name)`, '=', sql`lower(${name})`)
    .executeTakeFirst();
  return row !== undefined;
}

export interface NewDestination {
  readonly id: string;
  readonly orgId: string;
  readonly kind: DestinationKind;
  readonly name: string;
  readonly config: AlertDestination['config'];
  readonly secretId: string | null;
  readonly signingSecretId: string | null;
  readonly now: Date;
}

export async function insertStored(tx: Tx, { now, ...fresh }: NewDestination): Promise<void> {
  await tx
    .insertInto('alert_destinations')
    .values({
      id: fresh.id,
      org_id: fresh.orgId,
      kind: fresh.kind,
      name: fresh.name,
      config: jsonText(fresh.config),
      secret_id: fresh.secretId,
      signing_secret_id: fresh.signingSecretId,
      created_at: now,
      updated_at: now,
    })
    .execute();
}

/** Does nothing when it is there. */
export async function insertEmailOnce(
  db: Db | Tx,
  { id, orgId, name, now }: Pick<NewDestination, 'id' | 'orgId' | 'name' | 'now'>,
): Promise<void> {
  await db
    .insertInto('alert_destinations')
    .values({ id, org_id: orgId, kind: 'email', name, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What a change writes; what is left out stays. */
export interface DestinationChange {
  readonly name?: string | undefined;
  readonly config?: AlertDestination['config'] | undefined;
  readonly secretId?: string | undefined;
  readonly signingSecretId?: string | undefined;
  readonly needsReauth?: boolean | undefined;
}

export async function saveStored(tx: Tx, destinationId: string, { change, now }: { change: DestinationChange; now: Date }): Promise<void> {
  await tx
    .updateTable('alert_destinations')
    .set({
      name: change.name,
      config: change.config && jsonText(change.config),
      secret_id: change.secretId,
      signing_secret_id: change.signingSecretId,
      needs_reauth: change.needsReauth,
      updated_at: now,
    })
    .where('id', '=', destinationId)
    .execute();
}

/** Only while it still has the token that was tried: one that was connected anew meanwhile is none of this. */
export async function markReauth(
  tx: Tx,
  { destinationId, secretId, needsReauth }: { destinationId: string; secretId: string; needsReauth: boolean },
): Promise<void> {
  await tx
    .updateTable('alert_destinations')
    .set({ needs_reauth: needsReauth })
    .where('id', '=', destinationId)
    .where('secret_id', '=', secretId)
    .execute();
}

/** With its deliveries, which hang on it. */
export async function deleteStored(tx: Tx, destinationId: string): Promise<void> {
  await tx.deleteFrom('alert_destinations').where('id', '=', destinationId).execute();
}

export async function rulesUsing(
  tx: Tx,
  destinationId: string,
): Promise<{ readonly type: 'rule'; readonly id: string; readonly name: string }[]> {
  const rows = await tx
    .selectFrom('alert_rules')
    .select(['id', 'name'])
    .where('destination_id', '=', destinationId)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ type: 'rule', ...row }));
}

export const isNameConflict = (error: unknown): boolean => violatedUnique(error) === 'alert_destination_name';

export interface SlackState {
  readonly tokenHash: string;
  readonly orgId: string;
  readonly userId: string;
  readonly sessionHash: string;
  readonly expiresAt: Date;
}

export async function insertSlackState(tx: Tx, state: SlackState): Promise<void> {
  await tx
    .insertInto('slack_states')
    .values({
      token_hash: state.tokenHash,
      org_id: state.orgId,
      user_id: state.userId,
      session_hash: state.sessionHash,
      expires_at: state.expiresAt,
    })
    .execute();
}

/** Uses the state up: of any number of answers one gets it, and only the session that began it. It may have expired. */
export async function takeSlackState(
  tx: Tx,
  { tokenHash, sessionHash }: Pick<SlackState, 'tokenHash' | 'sessionHash'>,
): Promise<Pick<SlackState, 'orgId' | 'expiresAt'> | undefined> {
  const row = await tx
    .deleteFrom('slack_states')
    .where('token_hash', '=', tokenHash)
    .where('session_hash', '=', sessionHash)
    .returning(['org_id', 'expires_at'])
    .executeTakeFirst();
  return row && { orgId: row.org_id, expiresAt: row.expires_at };
}

/** Kept a day after their end, so that a late answer is told why. */
export async function deleteSlackStatesBefore(db: Db | Tx, end: Date): Promise<void> {
  await db.deleteFrom('slack_states').where('expires_at', '<', end).execute();
}

const selected = (db: Db | Tx) =>
  db
    .selectFrom('alert_destinations as d')
    .selectAll('d')
    .select((eb) =>
      eb
        .selectFrom('alert_rules as r')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('r.destination_id', '=', 'd.id')
        .as('rule_count'),
    );

const kindShape = z.enum(DESTINATION_KINDS);
const configShape = z.object({ teamId: z.string(), teamName: z.string(), urlHint: z.string() }).partial();

function storedOf(row: Awaited<ReturnType<ReturnType<typeof selected>['executeTakeFirstOrThrow']>>): StoredDestination {
  const { teamId, teamName, urlHint } = configShape.parse(row.config);
  return {
    id: row.id,
    orgId: row.org_id,
    kind: kindShape.parse(row.kind),
    name: row.name,
    config: {
      ...(teamId === undefined ? {} : { teamId }),
      ...(teamName === undefined ? {} : { teamName }),
      ...(urlHint === undefined ? {} : { urlHint }),
    },
    secretId: row.secret_id,
    signingSecretId: row.signing_secret_id,
    needsReauth: row.needs_reauth,
    ruleCount: row.rule_count ?? 0,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
