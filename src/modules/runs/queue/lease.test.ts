// Who owns a run: claims, fences, places per server, cancelling, and workers that die.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Deps } from '#platform/ctx';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { cancelRun, executeRun, getRun, getTrace, reapLapsed, startRuns } from '../index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.mcp.release();
  world.mcp.hold();
});

const go = new AbortController().signal;
const WAITING = { testerPrompt: '1. call wait\nanswer done', criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }] };

/** A process that was stopped in its tracks: it does not wake to renew its lease. */
const frozen = (deps: Deps): Deps => ({
  ...deps,
  clock: {
    now: deps.clock.now,
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      }),
  },
});

async function start(shop: Shop, changes: Readonly<Record<string, unknown>> = WAITING): Promise<string> {
  const { id } = await shop.workflow(changes);
  return (await startRuns(shop.ben, { workflowId: id, forceNewRun: true })).runId;
}

test('two workers that get the same job: one works, the other leaves', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  const first = executeRun(world.deps, runId, go);
  await world.mcp.waiting(1);
  await executeRun(world.deps, runId, go);
  world.mcp.release();
  await first;
  const run = await getRun(shop.vera, { runId });
  expect(run).toMatchObject({ status: 'pass', toolCallCount: 1 });
  expect(run.attempts).toHaveLength(1);
});

test('a worker that freezes loses its run: the lease lapses, the run is tried again, and the old worker writes nothing more', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  const stuck = executeRun(frozen(world.deps), runId, go);
  await world.mcp.waiting(1);
  world.clock.advance(59_000);
  expect((await reapLapsed(world.deps)).lapsed).toBe(0);
  world.clock.advance(2_000);
  expect((await reapLapsed(world.deps)).lapsed).toBe(1);
  expect(await getRun(shop.vera, { runId })).toMatchObject({
    status: 'pending',
    attempts: [{ attempt: 1, status: 'error', error: { kind: 'internal' } }],
  });
  world.clock.advance(10_000);
  const second = executeRun(world.deps, runId, go);
  await world.mcp.waiting(2);
  const before = await getTrace(shop.vera, { runId, attempt: 1 });
  world.mcp.release();
  await Promise.all([stuck, second]);
  expect(await getRun(shop.vera, { runId })).toMatchObject({ status: 'pass', attempts: [{ status: 'error' }, { status: 'pass' }] });
  expect(await getTrace(shop.vera, { runId, attempt: 1 })).toEqual(before);
  expect(before.events.at(-1)).toMatchObject({ type: 'error', data: { kind: 'internal' } });
});

test('a run whose every worker dies ends as an internal error, blamed on the platform, with one fact', async () => {
  const shop = await world.newShop();
  const runId = await start(shop, { ...WAITING, retryPolicy: { maxAttempts: 1 } });
  const stuck = executeRun(frozen(world.deps), runId, go);
  await world.mcp.waiting(1);
  world.clock.advance(61_000);
  await Promise.all([reapLapsed(world.deps), reapLapsed(world.deps)]);
  expect(await getRun(shop.vera, { runId })).toMatchObject({
    status: 'error',
    error: { kind: 'internal' },
    classification: 'platform',
    toolCallCount: 1,
  });
  world.mcp.release();
  await stuck;
  const facts = await world.deps.db
    .selectFrom('facts')
    .select('payload')
    .where('org_id', '=', shop.org.id)
    .where('type', '=', 'run.finished')
    .execute();
  expect(facts.map(({ payload }) => payload)).toEqual([{ runId, status: 'error' }]);
});

test('a living worker renews its lease, so time alone takes nothing away', async () => {
  const shop = await world.newShop();
  const runId = await start(shop, { ...WAITING, limits: { timeoutSeconds: 3600 } });
  const leaseUntil = async () =>
    (
      await world.deps.db.selectFrom('runs').select('lease_until').where('id', '=', runId).executeTakeFirstOrThrow()
    ).lease_until?.getTime() ?? 0;
  const working = executeRun(world.deps, runId, go);
  await world.mcp.waiting(1);
  for (let round = 0; round < 6; round += 1) {
    const before = await leaseUntil();
    world.clock.advance(15_000);
    await expect.poll(leaseUntil, { interval: 5 }).toBeGreaterThan(before);
  }
  expect((await reapLapsed(world.deps)).lapsed).toBe(0);
  world.mcp.release();
  await working;
  expect((await getRun(shop.vera, { runId })).attempts).toMatchObject([{ status: 'pass' }]);
});

test('a running run is cancelled at once, by the live notice, and does not wait for its tool', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  const working = executeRun(world.deps, runId, go);
  await world.mcp.waiting(1);
  expect(await cancelRun(shop.ben, { runId })).toEqual({ ok: true });
  await working;
  expect(await getRun(shop.vera, { runId })).toMatchObject({
    status: 'error',
    error: { kind: 'cancelled' },
    classification: 'platform',
    attempts: [{ status: 'error' }],
  });
  await expect(cancelRun(shop.ben, { runId })).rejects.toMatchObject({ code: 'conflict' });
});

test('when the notice is lost, the next renewal of the lease tells of the cancelling', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  const deaf: Deps = { ...world.deps, live: { ...world.deps.live, subscribe: () => () => undefined } };
  const working = executeRun(deaf, runId, go);
  await world.mcp.waiting(1);
  await cancelRun(shop.ben, { runId });
  world.clock.advance(15_000);
  await working;
  expect((await getRun(shop.vera, { runId })).error?.kind).toBe('cancelled');
});

test('a cancelling that nobody heard of before the attempt failed still wins over the retry', async () => {
  const shop = await world.newShop();
  const runId = await start(shop, { ...WAITING, limits: { timeoutSeconds: 10 } });
  const deaf: Deps = { ...world.deps, live: { ...world.deps.live, subscribe: () => () => undefined } };
  const working = executeRun(deaf, runId, go);
  await world.mcp.waiting(1);
  await cancelRun(shop.ben, { runId });
  world.clock.advance(10_000);
  await working;
  expect(await getRun(shop.vera, { runId })).toMatchObject({ status: 'error', error: { kind: 'cancelled' } });
});

test('a cancelled run whose worker died ends as cancelled, not as a retry', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  const deaf: Deps = { ...frozen(world.deps), live: { ...world.deps.live, subscribe: () => () => undefined } };
  const stuck = executeRun(deaf, runId, go);
  await world.mcp.waiting(1);
  await cancelRun(shop.ben, { runId });
  world.clock.advance(61_000);
  await reapLapsed(world.deps);
  expect((await getRun(shop.vera, { runId })).error?.kind).toBe('cancelled');
  world.mcp.release();
  await stuck;
});

test('a pending run is cancelled without ever starting', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  await cancelRun(shop.ben, { runId });
  const before = world.mcp.received.length;
  await executeRun(world.deps, runId, go);
  expect(await getRun(shop.vera, { runId })).toMatchObject({
    status: 'error',
    error: { kind: 'cancelled' },
    startedAt: null,
    attempts: [],
  });
  expect(world.mcp.received.length).toBe(before);
});

test('vera may not cancel, and eve does not find the run', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  await expect(cancelRun(shop.vera, { runId })).rejects.toMatchObject({ code: 'forbidden_role' });
  await expect(cancelRun(shop.eve, { runId })).rejects.toMatchObject({ code: 'not_found', thing: 'run' });
  await cancelRun(shop.ben, { runId });
});

test('at most four runs work on a server; the fifth waits with its place shown, and is sent again when one ends', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow(WAITING);
  const runIds: string[] = [];
  for (let i = 0; i < 6; i += 1) {
    runIds.push((await startRuns(shop.ben, { workflowId: id, forceNewRun: true })).runId);
    world.clock.advance(1);
  }
  const working = runIds.map((runId) => executeRun(world.deps, runId, go));
  await world.mcp.waiting(4);
  await Promise.all(working.slice(4));
  const waiting = await Promise.all(runIds.slice(4).map((runId) => getRun(shop.vera, { runId })));
  expect(waiting.map(({ status, queuePosition }) => [status, queuePosition])).toEqual([
    ['pending', 1],
    ['pending', 2],
  ]);
  const before = world.queued.length;
  await cancelRun(shop.ben, { runId: runIds[0] ?? '' });
  await working[0];
  expect(world.queued.slice(before)).toContainEqual(expect.objectContaining({ name: 'run.execute', payload: { runId: runIds[4] } }));
  world.mcp.release();
  await Promise.all(working);
  await executeRun(world.deps, runIds[4] ?? '', go);
  await executeRun(world.deps, runIds[5] ?? '', go);
  const ended = await Promise.all(runIds.map((runId) => getRun(shop.vera, { runId })));
  expect(ended.map(({ status }) => status)).toEqual(['error', 'pass', 'pass', 'pass', 'pass', 'pass']);
});

test('a run that nobody takes for an hour ends as an internal error', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  world.clock.advance(60 * 60_000);
  await reapLapsed(world.deps);
  expect((await getRun(shop.vera, { runId })).status).toBe('pending');
  world.clock.advance(1_000);
  await reapLapsed(world.deps);
  expect(await getRun(shop.vera, { runId })).toMatchObject({ status: 'error', error: { kind: 'internal' }, classification: 'platform' });
});

test('a waiting run whose job was lost is sent again', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  world.clock.advance(21_000);
  const before = world.queued.length;
  await reapLapsed(world.deps);
  expect(world.queued.slice(before)).toContainEqual(expect.objectContaining({ payload: { runId } }));
  await cancelRun(shop.ben, { runId });
});

test('a worker that is stopped hands its run on', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  const stop = new AbortController();
  const working = executeRun(world.deps, runId, stop.signal);
  await world.mcp.waiting(1);
  stop.abort();
  await working;
  expect(await getRun(shop.vera, { runId })).toMatchObject({
    status: 'pending',
    attempts: [{ status: 'error', error: { kind: 'internal' } }],
  });
  world.mcp.release();
  world.clock.advance(10_000);
  await executeRun(world.deps, runId, go);
  expect((await getRun(shop.vera, { runId })).status).toBe('pass');
});

test('an attempt that outlives timeoutSeconds is a time-out, blamed on the server that kept it waiting', async () => {
  const shop = await world.newShop();
  const runId = await start(shop, { ...WAITING, limits: { timeoutSeconds: 10 }, retryPolicy: { maxAttempts: 1 } });
  const working = executeRun(world.deps, runId, go);
  await world.mcp.waiting(1);
  world.clock.advance(10_000);
  await working;
  expect(await getRun(shop.vera, { runId })).toMatchObject({ status: 'error', error: { kind: 'timeout' }, classification: 'server' });
});
