// Limits on a real database: exact when small, leased when large, shared by processes, open when the database is gone.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '#kernel/duration';
import { connect } from '#platform/db/connect';
import type { Log } from '#platform/log';
import { silentLog } from '#platform/log';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import type { LimitRule, Limits, Taken } from './limits.ts';
import { createLimits } from './postgres-limits.ts';
import { pruneBuckets } from './store.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const process = (): Limits => createLimits({ db: world.deps.db, clock: world.clock, log: silentLog });
let keys = 0;
const newKey = (): string => `test:${(keys += 1)}`;
const times = <T>(count: number, ask: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, ask));
const passed = (answers: readonly Taken[]): number => answers.filter(({ ok }) => ok).length;
const tokensOf = async (key: string): Promise<number | undefined> =>
  (await world.deps.db.selectFrom('rate_buckets').select('tokens').where('key', '=', key).executeTakeFirst())?.tokens;
/** Statements a piece of work causes. */
async function statementsOf(work: (limits: Limits) => Promise<unknown>): Promise<number> {
  let count = 0;
  const db = connect(world.databaseUrl).withPlugin({
    transformQuery: ({ node }) => {
      count += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  await work(createLimits({ db, clock: world.clock, log: silentLog }));
  await db.destroy();
  return count;
}

describe('a small rule', () => {
  const TEN: LimitRule = { capacity: 10, perMs: minutes(15) };

  test('is exact for a burst in several processes, says when to come back, and refills evenly', async () => {
    const [a, b, c, key] = [process(), process(), process(), newKey()];
    const answers = await Promise.all([a, b, c].map((limits) => times(20, () => limits.take(key, TEN))));
    expect(passed(answers.flat())).toBe(10);
    expect(await a.take(key, TEN)).toEqual({ ok: false, retryAfterSeconds: 90 });
    world.clock.advance(seconds(89));
    expect(await b.take(key, TEN)).toEqual({ ok: false, retryAfterSeconds: 1 });
    world.clock.advance(seconds(1));
    expect(await c.take(key, TEN)).toEqual({ ok: true });
    expect(await a.take(key, TEN)).toEqual({ ok: false, retryAfterSeconds: 90 });
    world.clock.advance(minutes(15));
    expect(passed(await times(12, () => b.take(key, TEN)))).toBe(10);
  });

  test('counts costs, and never lets more than its capacity through at once', async () => {
    const [limits, key] = [process(), newKey()];
    expect(await limits.take(key, TEN, 4)).toEqual({ ok: true });
    expect(await limits.take(key, TEN, 7)).toEqual({ ok: false, retryAfterSeconds: 90 });
    expect(await limits.take(key, TEN, 6)).toEqual({ ok: true });
    expect(await limits.take(newKey(), TEN, 11)).toMatchObject({ ok: false });
  });

  test('gives a try back that turned out good, in every process, but never more than it holds', async () => {
    const [a, b, key] = [process(), process(), newKey()];
    await times(10, () => a.take(key, TEN));
    expect(await b.peek(key, TEN)).toEqual({ ok: false, retryAfterSeconds: 90 });
    expect(await a.take(key, TEN)).toMatchObject({ ok: false });
    await a.giveBack(key, TEN);
    expect(await b.peek(key, TEN)).toEqual({ ok: true });
    expect(await a.take(key, TEN)).toEqual({ ok: true });
    await a.giveBack(key, TEN, 1000);
    expect(await tokensOf(key)).toBe(10);
  });

  test('looking takes nothing, also from a bucket that nobody used', async () => {
    const [limits, key] = [process(), newKey()];
    for (let i = 0; i < 20; i += 1) expect(await limits.peek(key, TEN)).toEqual({ ok: true });
    expect(await tokensOf(key)).toBeUndefined();
  });

  test('a third of a token three times is one token', async () => {
    const [limits, key] = [process(), newKey()];
    const rule = { capacity: 3, perMs: minutes(1) };
    await times(3, () => limits.take(key, rule));
    for (let i = 0; i < 3; i += 1) {
      world.clock.advance(6667);
      await limits.peek(key, rule);
    }
    expect(await limits.take(key, rule)).toEqual({ ok: true });
  });
});

describe('a large rule', () => {
  const MINUTE: LimitRule = { capacity: 600, perMs: minutes(1) };
  const CHUNK = 30;

  test('costs a busy key one statement in about thirty requests', async () => {
    const key = newKey();
    const statements = await statementsOf(async (limits) => {
      for (let i = 0; i < 600; i += 1) expect(await limits.take(key, MINUTE)).toEqual({ ok: true });
      expect(await limits.take(key, MINUTE)).toEqual({ ok: false, retryAfterSeconds: 1 });
    });
    expect(statements).toBeGreaterThanOrEqual(600 / CHUNK);
    expect(statements).toBeLessThanOrEqual(600 / CHUNK + 6);
  });

  test('in four processes lets through its capacity, what refilled, and no chunk more', async () => {
    const [processes, key] = [Array.from({ length: 4 }, process), newKey()];
    const burst = async () => passed((await Promise.all(processes.map((limits) => times(400, () => limits.take(key, MINUTE))))).flat());
    const first = await burst();
    expect(first).toBeLessThanOrEqual(600);
    expect(first).toBeGreaterThan(600 - 4 * CHUNK);
    world.clock.advance(seconds(6));
    expect(first + (await burst())).toBeLessThanOrEqual(660 + 4 * CHUNK);
    world.clock.advance(seconds(60));
    expect(await burst()).toBeLessThanOrEqual(600 + 4 * CHUNK);
  });

  test('what a process leased and did not use in two seconds goes back with its next statement', async () => {
    const [limits, key] = [process(), newKey()];
    const slow = { capacity: 600, perMs: hours(1000) };
    for (let i = 0; i < 32; i += 1) await limits.take(key, slow);
    expect(await tokensOf(key)).toBe(600 - 61);
    world.clock.advance(seconds(2));
    await limits.take(key, slow);
    expect(Math.round((await tokensOf(key)) ?? 0)).toBe(600 - 33);
  });

  test('a slow caller never waits for what it leased itself', async () => {
    const [limits, key] = [process(), newKey()];
    for (let i = 0; i < 900; i += 1) {
      world.clock.advance(100);
      expect(await limits.take(key, MINUTE)).toEqual({ ok: true });
    }
  });

  test('an empty bucket is not asked again before a token can be there', async () => {
    const key = newKey();
    const statements = await statementsOf(async (limits) => {
      await limits.take(key, MINUTE, 600);
      for (let i = 0; i < 100; i += 1) expect(await limits.take(key, MINUTE)).toMatchObject({ ok: false });
    });
    expect(statements).toBeLessThanOrEqual(3);
  });
});

test('a clock that differs refills nothing twice, and one that was far ahead locks nobody out', async () => {
  const rule = { capacity: 2, perMs: minutes(1) };
  const key = newKey();
  const at = (offsetMs: number): Limits =>
    createLimits({
      db: world.deps.db,
      clock: { ...world.clock, now: () => new Date(world.clock.now().getTime() + offsetMs) },
      log: silentLog,
    });
  await times(2, () => at(seconds(10)).take(key, rule));
  expect(await at(0).take(key, rule)).toMatchObject({ ok: false });
  expect(await at(seconds(30)).take(key, rule)).toMatchObject({ ok: false });
  expect(await at(seconds(40)).take(key, rule)).toEqual({ ok: true });
  await at(hours(5)).take(key, rule, 2);
  expect(await at(seconds(40)).take(key, rule)).toEqual({ ok: true });
});

test('full buckets are removed, a bounded number at a time, and others stay', async () => {
  const limits = process();
  await world.deps.db.deleteFrom('rate_buckets').execute();
  for (let i = 0; i < 5; i += 1) await limits.take(newKey(), { capacity: 1, perMs: minutes(1) });
  const daily = newKey();
  await limits.take(daily, { capacity: 50, perMs: hours(24) });
  const later = new Date(world.clock.now().getTime() + hours(3));
  expect(await pruneBuckets(world.deps.db, later, 3)).toBe(3);
  expect(await pruneBuckets(world.deps.db, later, 3)).toBe(2);
  expect(await pruneBuckets(world.deps.db, later, 3)).toBe(0);
  expect(await tokensOf(daily)).toBe(49);
});

test('use prunes by itself', async () => {
  const [limits, stale] = [process(), newKey()];
  await limits.take(stale, { capacity: 1, perMs: 1 });
  world.clock.advance(hours(2));
  await limits.take(newKey(), { capacity: 1, perMs: 1 });
  await expect.poll(() => tokensOf(stale)).toBeUndefined();
});

test('without its database everything is let through, and the log says so once a minute', async () => {
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (_fields, message) => warnings.push(message) };
  const db = connect({ connectionString: 'postgres://nobody@127.0.0.1:1/none', connectionTimeoutMillis: 1000 });
  const limits = createLimits({ db, clock: world.clock, log });
  const rule = { capacity: 1, perMs: minutes(1) };
  expect(passed(await times(5, () => limits.take('k', rule)))).toBe(5);
  expect(await limits.peek('k', rule)).toEqual({ ok: true });
  await limits.giveBack('k', rule);
  expect(warnings).toEqual(['limits are not enforced: the database does not answer']);
  world.clock.advance(minutes(1));
  await limits.take('k', rule);
  expect(warnings).toHaveLength(2);
  await db.destroy();
});

test('taking changes no index of the table while the hour lasts', async () => {
  const key = newKey();
  const { rows } = await sql<{ indexdef: string }>`select indexdef from pg_indexes where tablename = 'rate_buckets'`.execute(world.deps.db);
  expect(new Set(rows.map(({ indexdef }) => /\((.*)\)/.exec(indexdef)?.[1]))).toEqual(new Set(['kept_until', 'key']));
  const end = async () =>
    (
      await world.deps.db.selectFrom('rate_buckets').select('kept_until').where('key', '=', key).executeTakeFirstOrThrow()
    ).kept_until.getTime();
  const limits = process();
  const rule = { capacity: 5, perMs: seconds(10) };
  world.clock.moveTo(new Date(Math.ceil((world.clock.now().getTime() + 1) / hours(1)) * hours(1) + 1));
  await limits.take(key, rule);
  const before = await end();
  world.clock.advance(minutes(50));
  await limits.take(key, rule);
  expect(await end()).toBe(before);
});
