// The SQL that reads all of an organization's workflows page by page, and that erases them.
import type { Db } from '#platform/db/connect';

export async function workflowIdsAfter(
  db: Db,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<{ readonly id: string }[]> {
  return db
    .selectFrom('workflows')
    .select('id')
    .where('org_id', '=', orgId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

/** Those with a number: what is only proposed is told with its proposal. */
export async function versionsAfter(
  db: Db,
  workflowId: string,
  page: { readonly afterNumber: number; readonly limit: number },
): Promise<{ readonly id: string; readonly number: number }[]> {
  return db
    .selectFrom('workflow_versions')
    .select(['id', 'number'])
    .where('workflow_id', '=', workflowId)
    .where('number', '>', page.afterNumber)
    .$narrowType<{ number: number }>()
    .orderBy('number')
    .limit(page.limit)
    .execute();
}

/** With their versions. Their runs are gone before. */
export async function deleteWorkflowsOf(db: Db, orgId: string, limit: number): Promise<number> {
  const some = db.selectFrom('workflows').select('id').where('org_id', '=', orgId).limit(limit);
  const { numDeletedRows } = await db.deleteFrom('workflows').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}
