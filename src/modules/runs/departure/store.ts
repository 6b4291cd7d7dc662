// The SQL that reads all of an organization's runs page by page, that cancels and that erases them.
import type { Db, Tx } from '#platform/db/connect';

/** Where the reading stands: the order of the index of lists. */
export interface RunCursor {
  readonly id: string;
  readonly sortAt: Date;
}

export async function runsAfter(
  db: Db,
  orgId: string,
  page: { readonly last: RunCursor | undefined; readonly limit: number },
): Promise<RunCursor[]> {
  let query = db.selectFrom('runs').select(['id', 'sort_at as sortAt']).where('org_id', '=', orgId);
  if (page.last) {
    const { id, sortAt } = page.last;
    query = query.where((eb) => eb(eb.refTuple('sort_at', 'id'), '>', eb.tuple(sortAt, id)));
  }
  return query.orderBy('sort_at').orderBy('id').limit(page.limit).execute();
}

/** Of all attempts, in order. The data was redacted when it was written, and is passed on as it is. */
export async function eventsAfter(
  db: Db,
  runId: string,
  page: { readonly last: { readonly attempt: number; readonly seq: number } | undefined; readonly limit: number },
) {
  let query = db.selectFrom('run_events').select(['id', 'attempt', 'seq', 'at', 'type', 'data']).where('run_id', '=', runId);
  if (page.last) {
    const { attempt, seq } = page.last;
    query = query.where((eb) => eb(eb.refTuple('attempt', 'seq'), '>', eb.tuple(attempt, seq)));
  }
  const rows = await query.orderBy('attempt').orderBy('seq').limit(page.limit).execute();
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function artifactsAfter(db: Db, runId: string, page: { readonly afterId: string; readonly limit: number }) {
  const rows = await db
    .selectFrom('run_artifacts')
    .select(['id', 'name', 'kind', 'mime_type', 'bytes', 'body'])
    .where('run_id', '=', runId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map(({ mime_type: mimeType, kind: artifactKind, body, ...row }) => ({
    ...row,
    artifactKind,
    mimeType,
    ...(artifactKind === 'image' ? { base64: body } : { text: body }),
  }));
}

/** Asks every run that is not finished to end; returns those that a worker holds. */
export async function requestCancelOf(tx: Tx, orgId: string, now: Date): Promise<string[]> {
  const rows = await tx
    .updateTable('runs')
    .set({ cancel_requested_at: now })
    .where('org_id', '=', orgId)
    .where('status', 'in', ['pending', 'running'])
    .returning(['id', 'status'])
    .execute();
  return rows.filter(({ status }) => status === 'running').map(({ id }) => id);
}

/** With attempts, events, verdicts and artifacts, which hang on the run's row. */
export async function deleteRunsOf(db: Db, orgId: string, limit: number): Promise<number> {
  const some = db.selectFrom('runs').select('id').where('org_id', '=', orgId).limit(limit);
  const { numDeletedRows } = await db.deleteFrom('runs').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}
