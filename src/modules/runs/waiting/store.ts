// The SQL that reads where runs stand.
import type { Db } from '#platform/db/connect';
import { asRunStatus } from '../run.ts';
import type { RunStatus } from '../run.ts';

/** In no order; those of other organizations, or none, are left out. */
export async function statusesOf(db: Db, orgId: string, runIds: readonly string[]): Promise<Map<string, RunStatus>> {
  const rows = await db
    .selectFrom('runs')
    .select(['id', 'status'])
    .where('org_id', '=', orgId)
    .where('id', 'in', [...runIds])
    .execute();
  return new Map(rows.map(({ id, status }) => [id, asRunStatus(status)]));
}
