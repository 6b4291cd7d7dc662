// Claims what is due and turns it into jobs, in one transaction: any number of instances, each tick once.
import { sql } from 'kysely';
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Clock } from '#platform/clock';
import type { Db, Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { Log } from '#platform/log';
import { claimDue, settleDue } from './due.ts';
import type { Advance, DueKind, DueRow } from './due.ts';
import type { Jobs } from './jobs.ts';
import { startPollLoop } from './poll-loop.ts';

export interface TickerParts {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  /** By the `kind` of the rows; rows of other kinds are left alone. */
  readonly kinds: TickKinds;
}

export type TickKinds = Readonly<Record<string, DueKind>>;

const POLL_MS = 200;
/** Bounds the transaction, and what a crash would undo. */
const BATCH = 200;
/** A row whose `advance` throws is tried again after this, so that it does not stand in front of the others. */
const POISON_DELAY_MS = seconds(60);

/** Polls every 200 ms in real time; what is due is decided by `clock`. */
export function startTicker(parts: TickerParts): { stop(): Promise<void>; poke(): void } {
  return startPollLoop({
    everyMs: POLL_MS,
    round: async () => (await dispatchDue(parts)) === BATCH,
    onError: (error) => parts.log.error({ error }, 'the ticker could not dispatch; it goes on'),
  });
}

/** One batch: claim, advance, enqueue, settle. Returns how many rows were claimed. */
export function dispatchDue(parts: TickerParts): Promise<number> {
  const { db, jobs, clock, kinds } = parts;
  return inTransaction(db, async (tx) => {
    const now = clock.now();
    const rows = await claimDue(tx, { kinds: Object.keys(kinds), now, limit: BATCH });
    if (rows.length === 0) return 0;
    const advanced = await advanceAll(tx, rows, { parts, now });
    await jobs.enqueueAll(
      tx,
      advanced.flatMap(({ advance }) => advance.jobs),
    );
    await settleDue(
      tx,
      advanced.map(({ row, advance }) => ({ row, next: advance.next })),
    );
    return rows.length;
  });
}

interface Moment {
  readonly parts: TickerParts;
  readonly now: Date;
}
interface Advanced {
  readonly row: DueRow;
  readonly advance: Advance;
}

/** All rows under one savepoint; only when one of them throws, once more with a savepoint each, to find out which. */
async function advanceAll(tx: Tx, rows: readonly DueRow[], moment: Moment): Promise<readonly Advanced[]> {
  const together = await undoable(tx, () => advanceInOrder(tx, rows, moment));
  if (together.ok) return together.value;
  const advanced: Advanced[] = [];
  for (const row of rows) {
    const alone = await undoable(tx, () => advanceOne(tx, row, moment));
    if (!alone.ok)
      moment.parts.log.error(
        { error: alone.error, kind: row.kind, subjectId: row.subjectId, slot: row.slot },
        'a due row could not be advanced; it is tried again in a minute',
      );
    advanced.push({ row, advance: alone.ok ? alone.value : postponed(row, moment.now) });
  }
  return advanced;
}

async function advanceInOrder(tx: Tx, rows: readonly DueRow[], moment: Moment): Promise<Advanced[]> {
  const advanced: Advanced[] = [];
  for (const row of rows) advanced.push({ row, advance: await advanceOne(tx, row, moment) });
  return advanced;
}

const postponed = (row: DueRow, now: Date): Advance => ({
  jobs: [],
  next: { tickAt: row.tickAt, dueAt: new Date(now.getTime() + POISON_DELAY_MS) },
});

/** A statement that fails spoils the whole transaction unless it is undone to a savepoint. */
async function undoable<T>(tx: Tx, work: () => Promise<T>): Promise<Outcome<T, unknown>> {
  await sql`savepoint advance`.execute(tx);
  try {
    const value = await work();
    await sql`release savepoint advance`.execute(tx);
    return ok(value);
  } catch (error) {
    await sql`rollback to savepoint advance`.execute(tx);
    return failed(error);
  }
}

async function advanceOne(tx: Tx, row: DueRow, { parts, now }: Moment): Promise<Advance> {
  const kind = parts.kinds[row.kind];
  return kind ? kind.advance(tx, row, now) : { jobs: [], next: null };
}
