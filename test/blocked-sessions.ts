// How a test sees that a session of its database waits for a row somebody else has locked.
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Db } from '#platform/db/connect';

/** Resolves when one waits; fails after ten seconds. `query` narrows it to sessions whose statement holds this text. */
export async function untilBlocked(db: Db, query = ''): Promise<void> {
  await expect.poll(() => blocked(db, query), { timeout: 10_000, interval: 10 }).toBeGreaterThan(0);
}

async function blocked(db: Db, query: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and strpos(query, ${query}) > 0`.execute(db);
  return rows[0]?.count ?? 0;
}
