// Whether this instance can do its work: the database answers, its tables are current, and a worker is alive.
import { sql } from 'kysely';
import { seconds } from '#kernel/duration';
import type { Clock } from '../clock.ts';
import type { Db } from './connect.ts';
import { pendingMigrations } from './migrate.ts';

/** A worker writes its heartbeat every 5 s; three missed ones and it counts as gone. */
const WORKER_SILENCE_MS = seconds(20);

/** Asks the database for nothing; throws what stands in the way of the first connection. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}

export interface Readiness {
  readonly ok: boolean;
  readonly database: boolean;
  readonly migrations: boolean;
  readonly worker: boolean;
}

/** Never throws: what cannot be asked is not ready. */
export async function checkReadiness(db: Db, clock: Clock): Promise<Readiness> {
  try {
    const pending = await pendingMigrations(db);
    if (pending.length > 0) return { ok: false, database: true, migrations: false, worker: false };
    const since = new Date(clock.now().getTime() - WORKER_SILENCE_MS);
    const alive = await db.selectFrom('worker_heartbeats').select('instance_id').where('at', '>', since).limit(1).executeTakeFirst();
    const worker = alive !== undefined;
    return { ok: worker, database: true, migrations: true, worker };
  } catch {
    // the caller only needs to know that the database did not answer; the pool logs why
    return { ok: false, database: false, migrations: false, worker: false };
  }
}
