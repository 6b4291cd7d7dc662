// The SQL that reads which criteria failed in many runs at once.
import type { Db } from '#platform/db/connect';

/** By run id, in the order of their positions; a run without a failed criterion is not in it. */
export async function failedCriteriaOf(db: Db, runIds: readonly string[]): Promise<Map<string, string[]>> {
  if (runIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('run_verdicts')
    .select(['run_id', 'criterion_id'])
    .where('run_id', 'in', [...runIds])
    .where('verdict', '<>', 'pass')
    .orderBy('position')
    .execute();
  const byRun = Map.groupBy(rows, (row) => row.run_id);
  return new Map([...byRun].map(([runId, failed]) => [runId, failed.map((row) => row.criterion_id)]));
}
