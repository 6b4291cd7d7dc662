// Things that must happen at a time: one row each in the table `due`, claimed by whichever instance comes first.
import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import type { JobRequest } from './jobs.ts';

/** `slot` tells apart several rows of one subject (a workflow's targets). `dueAt` = `tickAt` + the slot's stagger. */
export interface DueRow {
  readonly kind: string;
  readonly subjectId: string;
  readonly slot: number;
  readonly orgId: string;
  readonly tickAt: Date;
  readonly dueAt: Date;
}

/** What a due row turns into: jobs, and when the row is due again; null removes it. */
export interface Advance {
  readonly jobs: readonly JobRequest[];
  readonly next: { readonly tickAt: Date; readonly dueAt: Date } | null;
}

/**
 * One kind of due row. `advance` runs in the claim's transaction, must be quick, and decides everything: also that a tick
 * missed while no instance ran is not made up (`now` is much later than `row.dueAt`).
 */
export interface DueKind {
  advance(tx: Tx, row: DueRow, now: Date): Promise<Advance>;
  /** The same for a whole batch, in the order of its rows: for kinds with so many rows that one statement each is too much. */
  advanceMany?(tx: Tx, rows: readonly DueRow[], now: Date): Promise<readonly Advance[]>;
  /** None of its rows is ever planned further ahead: one that is was planned by a clock that was set back since, and is due. */
  readonly farthestMs?: number | undefined;
}

const INSERT_BATCH = 1_000;

/** Adds rows or moves them to another time. */
export async function setDue(tx: Tx, rows: readonly DueRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += INSERT_BATCH) {
    const values = rows.slice(start, start + INSERT_BATCH).map((row) => ({
      kind: row.kind,
      subject_id: row.subjectId,
      slot: row.slot,
      org_id: row.orgId,
      tick_at: row.tickAt,
      due_at: row.dueAt,
    }));
    await tx
      .insertInto('due')
      .values(values)
      .onConflict((conflict) =>
        conflict
          .columns(['kind', 'subject_id', 'slot'])
          .doUpdateSet((set) => ({ tick_at: set.ref('excluded.tick_at'), due_at: set.ref('excluded.due_at') })),
      )
      .execute();
  }
}

/** Removes all rows of a subject; a claim that is under way finishes first. */
export async function clearDue(tx: Tx, kind: string, subjectId: string): Promise<void> {
  await tx.deleteFrom('due').where('kind', '=', kind).where('subject_id', '=', subjectId).execute();
}

/** Removes all rows of an organization, whatever their kind. */
export async function clearDueOf(tx: Tx | Db, orgId: string): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('due').where('org_id', '=', orgId).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Earliest row of a subject, or undefined: what a page shows as the next run. */
export async function nextDue(db: Db | Tx, kind: string, subjectId: string): Promise<DueRow | undefined> {
  const row = await db
    .selectFrom('due')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row && asDueRow(row);
}

/** Those of `kinds` that have a due row: one look at the beginning of each kind, locking nothing. */
export async function kindsDue(db: Db, { kinds, now }: { kinds: readonly string[]; now: Date }): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    select kind from unnest(${kinds}::text[]) as wanted (kind)
    where exists (select from due where due.kind = wanted.kind and due.due_at <= ${now})`.execute(db);
  return rows.map(({ kind }) => kind);
}

/** Makes due what lies beyond `after`. Returns how many rows that were. */
export async function recallStrays(db: Db, { kind, after, now }: { kind: string; after: Date; now: Date }): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('due')
    .set({ due_at: now })
    .where('kind', '=', kind)
    .where('due_at', '>', after)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Locks up to `limit` due rows that no other transaction holds. They stay locked until `tx` ends. */
export async function claimDue(tx: Tx, { kind, now, limit }: { kind: string; now: Date; limit: number }): Promise<DueRow[]> {
  const rows = await tx
    .selectFrom('due')
    .selectAll()
    .where('kind', '=', kind)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(asDueRow);
}

/** Writes what became of claimed rows, in two statements however many they are. */
export async function settleDue(tx: Tx, settled: readonly { row: DueRow; next: Advance['next'] }[]): Promise<void> {
  const moved = settled.filter(({ next }) => next !== null);
  const ended = settled.filter(({ next }) => next === null);
  if (moved.length > 0)
    await setDue(
      tx,
      moved.map(({ row, next }) => ({ ...row, ...next })),
    );
  if (ended.length > 0) {
    const keys = ended.map(({ row }) => sql`(${row.kind}, ${row.subjectId}, ${row.slot}::integer)`);
    await sql`delete from due where (kind, subject_id, slot) in (${sql.join(keys)})`.execute(tx);
  }
}

const asDueRow = (row: { kind: string; subject_id: string; slot: number; org_id: string; tick_at: Date; due_at: Date }): DueRow => ({
  kind: row.kind,
  subjectId: row.subject_id,
  slot: row.slot,
  orgId: row.org_id,
  tickAt: row.tick_at,
  dueAt: row.due_at,
});
