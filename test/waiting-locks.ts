// How many sessions of a test's database wait for an advisory lock: how a test sees that somebody is queueing.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';

export async function waitingLocks(db: Db): Promise<number> {
  const waiting = sql<{ count: number }>`
    select count(*)::int as count from pg_locks
    where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
  return (await waiting.execute(db)).rows[0]?.count ?? 0;
}
