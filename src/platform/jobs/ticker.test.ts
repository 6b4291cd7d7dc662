// Due rows become jobs: once with any number of dispatchers, and none stands in front of the others.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { silentLog } from '#platform/log';
import { createJobs } from './boss.ts';
import { clearDue, nextDue, setDue } from './due.ts';
import type { DueKind, DueRow } from './due.ts';
import type { Jobs } from './jobs.ts';
import { dispatchDue, startTicker } from './ticker.ts';

const MINUTE = 60_000;
let world: World;
let jobs: Jobs;
beforeAll(async () => {
  world = await makeWorld();
  jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
});
afterAll(async () => {
  await jobs.stop(0);
  await world.close();
});

/** One job a tick, then a minute later again. */
const everyMinute: DueKind = {
  advance: async (_tx, row, now) => {
    const tickAt = new Date(row.tickAt.getTime() + Math.max(1, Math.ceil((now.getTime() - row.tickAt.getTime()) / MINUTE)) * MINUTE);
    const payload = { orgId: row.orgId, workflowId: row.subjectId, targetIndex: row.slot, tickAt: row.tickAt.toISOString() };
    return { jobs: [{ name: 'run.tick', payload }], next: { tickAt, dueAt: tickAt } };
  },
};

/** Rows of a kind of its own, so that tests do not meet each other's. */
async function plan(kind: string, count: number, dueAt = world.clock.now()): Promise<DueRow[]> {
  const { org } = await world.newOrg();
  const rows = Array.from({ length: count }, (_, i) => ({ kind, subjectId: `${kind}-${i}`, slot: 0, orgId: org.id, tickAt: dueAt, dueAt }));
  await inTransaction(world.deps.db, (tx) => setDue(tx, rows));
  return rows;
}

/** How often each tick of a kind was enqueued, whatever has become of the job since. */
async function ticksOf(kind: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ tick: string; count: number }>`
    select data->>'workflowId' || ' ' || (data->>'tickAt') as tick, count(*)::integer as count
    from pgboss.job where data->>'workflowId' like ${`${kind}-%`} group by 1`.execute(world.deps.db);
  return new Map(rows.map(({ tick, count }) => [tick, count]));
}

const parts = (kinds: Record<string, DueKind>, db: Db = world.deps.db) => ({ db, jobs, clock: world.clock, log: silentLog, kinds });

async function drained(db: Db, kinds: Record<string, DueKind>): Promise<void> {
  for (let i = 0; i < 100; i += 1) if ((await dispatchDue(parts(kinds, db))) === 0) return;
}

describe('the ticker', () => {
  it('sends at once what a clock that was set back since had planned too far ahead, and leaves the rest where it is', async () => {
    const at = (ms: number) => new Date(world.clock.now().getTime() + ms);
    await plan('astray', 1, at(61 * MINUTE));
    await plan('ahead', 1, at(59 * MINUTE));
    await plan('calendar', 1, at(61 * MINUTE));
    const hourly = { ...everyMinute, farthestMs: 60 * MINUTE };
    const ticker = startTicker(parts({ astray: hourly, ahead: hourly, calendar: everyMinute }));
    await expect.poll(() => ticksOf('astray').then(({ size }) => size), { timeout: 10_000 }).toBe(1);
    await ticker.stop();
    expect([(await ticksOf('ahead')).size, (await ticksOf('calendar')).size]).toEqual([0, 0]);
  });

  it('makes each tick once with three dispatchers at the same time', async () => {
    const kind = 'crowd';
    await plan(kind, 600);
    const pools = [1, 2, 3].map(() => connect({ connectionString: world.databaseUrl, max: 2 }));
    await Promise.all(pools.map((db) => drained(db, { [kind]: everyMinute })));
    // What one dispatcher held, another one skipped: a last look finds nothing.
    expect(await dispatchDue(parts({ [kind]: everyMinute }))).toBe(0);
    const ticks = await ticksOf(kind);
    expect(ticks.size).toBe(600);
    expect([...ticks.values()].filter((count) => count !== 1)).toEqual([]);
    await Promise.all(pools.map((db) => db.destroy()));
  });

  it('leaves alone what is not due yet, and kinds it does not know', async () => {
    await plan('early', 1, new Date(world.clock.now().getTime() + 1));
    await plan('foreign', 1);
    expect(await dispatchDue(parts({ early: everyMinute }))).toBe(0);
    world.clock.advance(1);
    expect(await dispatchDue(parts({ early: everyMinute }))).toBe(1);
  });

  it('hands the kind the row and the time, so that missed ticks are not made up', async () => {
    const [row] = await plan('missed', 1);
    world.clock.advance(10 * MINUTE + 1);
    await drained(world.deps.db, { missed: everyMinute });
    expect(await ticksOf('missed')).toEqual(new Map([[`missed-0 ${row?.tickAt.toISOString()}`, 1]]));
    expect((await nextDue(world.deps.db, 'missed', 'missed-0'))?.dueAt.getTime()).toBe((row?.dueAt.getTime() ?? 0) + 11 * MINUTE);
  });

  it('removes a row that has no next time', async () => {
    await plan('once', 3);
    await drained(world.deps.db, { once: { advance: async () => ({ jobs: [], next: null }) } });
    expect(await nextDue(world.deps.db, 'once', 'once-1')).toBeUndefined();
  });

  it.each([
    [
      'an error',
      async () => {
        throw new Error('poison');
      },
    ],
    [
      'a failing statement',
      async (tx: Parameters<DueKind['advance']>[0]) => {
        await sql`select 1/0`.execute(tx);
        throw new Error('unreachable');
      },
    ],
  ])('pushes a row ahead whose kind throws %s, and serves the others', async (name, poison) => {
    const kind = `poison ${name.slice(-5)}`;
    await plan(kind, 5);
    const kinds = {
      [kind]: {
        advance: (tx, row, now) => (row.subjectId === `${kind}-2` ? poison(tx) : everyMinute.advance(tx, row, now)),
      } satisfies DueKind,
    };
    expect(await dispatchDue(parts(kinds))).toBe(5);
    expect((await ticksOf(kind)).size).toBe(4);
    expect((await nextDue(world.deps.db, kind, `${kind}-2`))?.dueAt).toEqual(new Date(world.clock.now().getTime() + MINUTE));
  });

  it('undoes claim and jobs together when the transaction cannot commit, and dispatches the other kinds', async () => {
    await plan('broken', 2);
    await plan('whole', 1);
    const failing = {
      ...jobs,
      enqueueAll: async (...args: Parameters<Jobs['enqueueAll']>) => {
        await jobs.enqueueAll(...args);
        if (args[1].length === 2) throw new Error('the connection broke');
      },
    };
    const kinds = { broken: everyMinute, whole: everyMinute };
    expect(await dispatchDue({ ...parts(kinds), jobs: failing })).toBe(1);
    expect([(await ticksOf('broken')).size, (await ticksOf('whole')).size]).toEqual([0, 1]);
    expect(await dispatchDue(parts({ broken: everyMinute }))).toBe(2);
  });

  it('advances a batch together where the kind can, and one by one when that fails', async () => {
    const kind = 'together';
    await plan(kind, 5);
    let batches = 0;
    const rule: DueKind = {
      advance: async (tx, row, now) => {
        if (row.subjectId === `${kind}-3`) throw new Error('this one is bad');
        return everyMinute.advance(tx, row, now);
      },
      advanceMany: async (tx, rows, now) => {
        batches += 1;
        const advanced = [];
        for (const row of rows) advanced.push(await rule.advance(tx, row, now));
        return advanced;
      },
    };
    expect(await dispatchDue(parts({ [kind]: rule }))).toBe(5);
    expect([batches, (await ticksOf(kind)).size]).toEqual([1, 4]);
    await inTransaction(world.deps.db, (tx) => clearDue(tx, kind, `${kind}-3`));
    world.clock.advance(MINUTE);
    expect(await dispatchDue(parts({ [kind]: rule }))).toBe(4);
    expect([batches, (await ticksOf(kind)).size]).toEqual([2, 8]);
  });

  it('serves a few of one kind while thousands of another are due', async () => {
    await plan('thousands', 2_000);
    await plan('few', 3);
    const kinds = { thousands: everyMinute, few: everyMinute };
    await dispatchDue(parts(kinds));
    expect((await ticksOf('few')).size).toBe(3);
    await drained(world.deps.db, kinds);
    expect((await ticksOf('thousands')).size).toBe(2_000);
  });

  it('dispatches by itself, goes on after an error, and ends when it is stopped', async () => {
    const served = Promise.withResolvers<string>();
    const kind: DueKind = {
      advance: async (_tx, row) => {
        served.resolve(row.subjectId);
        return { jobs: [], next: null };
      },
    };
    let failures = 1;
    const flaky = {
      ...world.clock,
      now: () => {
        failures -= 1;
        if (failures === 0) throw new Error('no time');
        return world.clock.now();
      },
    };
    await plan('loop', 1);
    const ticker = startTicker({ ...parts({ loop: kind }), clock: flaky });
    expect(await served.promise).toBe('loop-0');
    await ticker.stop();
  });
});

it('moves a row that is set again, and clears all rows of a subject', async () => {
  const [row] = await plan('moved', 1);
  const later = new Date((row?.dueAt.getTime() ?? 0) + MINUTE);
  await inTransaction(world.deps.db, (tx) =>
    setDue(
      tx,
      row
        ? [
            { ...row, dueAt: later },
            { ...row, slot: 1 },
          ]
        : [],
    ),
  );
  expect((await nextDue(world.deps.db, 'moved', 'moved-0'))?.slot).toBe(1);
  await inTransaction(world.deps.db, (tx) => clearDue(tx, 'moved', 'moved-0'));
  expect(await nextDue(world.deps.db, 'moved', 'moved-0')).toBeUndefined();
});
