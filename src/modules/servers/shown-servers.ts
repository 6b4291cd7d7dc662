// Servers as people see them: with what their snapshots say about changes.
import { days } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { reviewMarksOf } from './reviews/store.ts';
import type { McpServer } from './server.ts';
import { publicServer } from './store.ts';
import type { ServerRecord } from './store.ts';

/** A breaking change is marked on the server for that long (spec 01 §6). */
const BREAKING_SHOWN_MS = days(7);
const NO_MARKS = { pendingChanges: 0, breakingAt: null };

export async function shownServers(db: Db | Tx, { deps }: Pick<Ctx, 'deps'>, records: readonly ServerRecord[]): Promise<McpServer[]> {
  const since = new Date(deps.clock.now().getTime() - BREAKING_SHOWN_MS);
  const marks = await reviewMarksOf(
    db,
    records.map(({ id }) => id),
    since,
  );
  return records.map((record) => ({ ...publicServer(record), ...(marks.get(record.id) ?? NO_MARKS) }));
}

export async function shownServer(db: Db | Tx, ctx: Pick<Ctx, 'deps'>, record: ServerRecord): Promise<McpServer> {
  const [shown] = await shownServers(db, ctx, [record]);
  return shown ?? { ...publicServer(record), ...NO_MARKS };
}
