// All SQL on inbox_mails.
import { offsetOf } from '#kernel/page';
import type { PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import type { InboxMail, InboxRow } from './local-inbox.ts';

export interface NewMail {
  readonly id: string;
  readonly orgId: string;
  readonly at: Date;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export async function insertMailOnce(tx: Tx, { orgId, ...mail }: NewMail): Promise<void> {
  await tx
    .insertInto('inbox_mails')
    .values({ org_id: orgId, ...mail })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export async function deleteOldest(tx: Tx, orgId: string, kept: number): Promise<void> {
  const old = tx
    .selectFrom('inbox_mails')
    .select('id')
    .where('org_id', '=', orgId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .offset(kept);
  await tx.deleteFrom('inbox_mails').where('id', 'in', old).execute();
}

const ROW = ['id', 'at', 'recipient', 'subject', 'read_at'] as const;

/** Newest first. */
export async function mailPage(db: Db, orgId: string, page: PageRequest): Promise<InboxRow[]> {
  const rows = await db
    .selectFrom('inbox_mails')
    .select(ROW)
    .where('org_id', '=', orgId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  return rows.map(rowOf);
}

export async function countMails(db: Db, orgId: string): Promise<{ readonly total: number; readonly unread: number }> {
  return db
    .selectFrom('inbox_mails')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('total'),
      fn
        .countAll<number>()
        .filterWhere(eb('read_at', 'is', null))
        .as('unread'),
    ])
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow();
}

/** Marks it as read, the first time it is. */
export async function openMail(db: Db, at: { orgId: string; mailId: string; now: Date }): Promise<InboxMail | undefined> {
  const row = await db
    .updateTable('inbox_mails')
    .set(({ fn, ref, val }) => ({ read_at: fn.coalesce(ref('read_at'), val(at.now)) }))
    .where('org_id', '=', at.orgId)
    .where('id', '=', at.mailId)
    .returning([...ROW, 'text', 'html'])
    .executeTakeFirst();
  return row && { ...rowOf(row), text: row.text, html: row.html };
}

export async function deleteMails(tx: Tx, orgId: string): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('inbox_mails').where('org_id', '=', orgId).executeTakeFirst();
  return Number(numDeletedRows);
}

const rowOf = (row: { id: string; at: Date; recipient: string; subject: string; read_at: Date | null }): InboxRow => ({
  id: row.id,
  at: row.at.toISOString(),
  recipient: row.recipient,
  subject: row.subject,
  readAt: row.read_at?.toISOString() ?? null,
});
