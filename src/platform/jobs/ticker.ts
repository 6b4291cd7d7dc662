// Claims what is due and turns it into jobs, in one transaction: any number of instances, each tick once.
import { sql } from 'kysely';
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Clock } from '#platform/clock';
import type { Db, Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { Log } from '#platform/log';
import { claimDue, kindsDue, recallStrays, settleDue } from './due.ts';
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

/** Half of it is how late a tick is sent on average. */
const POLL_MS = 100;
/** Of one kind and transaction: bounds what others wait for, and what a crash would undo. */
const BATCH = 500;
/** A row whose `advance` throws is tried again after this, so that it does not stand in front of the others. */
const POISON_DELAY_MS = seconds(60);
/** Seldom, so that two instances whose clocks differ by more than a kind's reach cannot send a row back and forth. */
const RECALL_MS = seconds(60);

/** Polls in real time; what is due is decided by `clock`. */
export function startTicker(parts: TickerParts): { stop(): Promise<void>; poke(): void } {
  let recalledAt = -Infinity;
  return startPollLoop({
    everyMs: POLL_MS,
    round: async () => {
      if (performance.now() - recalledAt >= RECALL_MS) {
        recalledAt = performance.now();
        await recallAll(parts);
      }
      return (await dispatchBatches(parts)).some((count) => count === BATCH);
    },
    onError: (error) => parts.log.error({ error }, 'the ticker could not dispatch; it goes on'),
  });
}

async function recallAll({ db, clock, kinds, log }: TickerParts): Promise<void> {
  const now = clock.now();
  for (const [kind, { farthestMs }] of Object.entries(kinds)) {
    const count = farthestMs === undefined ? 0 : await recallStrays(db, { kind, now, after: new Date(now.getTime() + farthestMs) });
    if (count > 0) log.warn({ kind, count }, 'rows were planned by a clock that ran ahead; they are due now');
  }
}

/** One batch of every kind that is due: claim, advance, enqueue, settle. Returns how many rows were claimed. */
export const dispatchDue = async (parts: TickerParts): Promise<number> =>
  (await dispatchBatches(parts)).reduce((sum, count) => sum + count, 0);

/** A transaction for each kind, so that a crowd of one, or what goes wrong with it, holds up no other. */
async function dispatchBatches(parts: TickerParts): Promise<readonly number[]> {
  const { db, clock, kinds, log } = parts;
  const counts: number[] = [];
  for (const kind of await kindsDue(db, { kinds: Object.keys(kinds), now: clock.now() })) {
    try {
      counts.push(await dispatchKind(parts, kind));
    } catch (error) {
      log.error({ error, kind }, 'what is due of one kind could not be dispatched; it is tried again');
    }
  }
  return counts;
}

async function dispatchKind({ db, jobs, clock, log, kinds }: TickerParts, kind: string): Promise<number> {
  const rule = kinds[kind];
  if (!rule) return 0;
  const count = await inTransaction(db, async (tx) => {
    const now = clock.now();
    const rows = await claimDue(tx, { kind, now, limit: BATCH });
    if (rows.length === 0) return 0;
    const advanced = await advanceAll(tx, rows, { rule, log, now });
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
  if (count > 0) jobs.poke();
  return count;
}

interface Moment {
  readonly rule: DueKind;
  readonly log: Log;
  readonly now: Date;
}
interface Advanced {
  readonly row: DueRow;
  readonly advance: Advance;
}

/** All rows under one savepoint; only when one of them throws, once more with a savepoint each, to find out which. */
async function advanceAll(tx: Tx, rows: readonly DueRow[], moment: Moment): Promise<readonly Advanced[]> {
  const together = await undoable(tx, () => advanceTogether(tx, rows, moment));
  if (together.ok) return together.value;
  const advanced: Advanced[] = [];
  for (const row of rows) {
    const alone = await undoable(tx, () => moment.rule.advance(tx, row, moment.now));
    if (!alone.ok)
      moment.log.error(
        { error: alone.error, kind: row.kind, subjectId: row.subjectId, slot: row.slot },
        'a due row could not be advanced; it is tried again in a minute',
      );
    advanced.push({ row, advance: alone.ok ? alone.value : postponed(row, moment.now) });
  }
  return advanced;
}

async function advanceTogether(tx: Tx, rows: readonly DueRow[], { rule, now }: Moment): Promise<Advanced[]> {
  if (rule.advanceMany) {
    const advances = await rule.advanceMany(tx, rows, now);
    return rows.map((row, index) => ({ row, advance: advances[index] ?? NO_MORE }));
  }
  const advanced: Advanced[] = [];
  for (const row of rows) advanced.push({ row, advance: await rule.advance(tx, row, now) });
  return advanced;
}

const NO_MORE: Advance = { jobs: [], next: null };

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
