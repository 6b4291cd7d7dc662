// What is deleted when: traces after the retention of the organization, run rows after 400 days.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days } from '#kernel/duration';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { executeRun, getEvaluation, getRun, getTrace, listArtifacts, listToolCalls, startRuns, sweepRetention } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

async function oneRun(shop: Shop): Promise<string> {
  const { id } = await shop.workflow();
  const { runId } = await startRuns(shop.ben, { workflowId: id });
  await executeRun(world.deps, runId, new AbortController().signal);
  return runId;
}

test('a trace is kept to the day its retention ends, then answers trace_expired; verdicts and metrics stay', async () => {
  const shop = await world.newShop();
  const runId = await oneRun(shop);
  world.clock.advance(days(90) - 1000);
  await sweepRetention(world.deps);
  expect((await getTrace(shop.vera, { runId })).events.length).toBeGreaterThan(0);
  world.clock.advance(2000);
  await sweepRetention(world.deps);
  for (const read of [getTrace, listToolCalls, listArtifacts])
    await expect(read(shop.vera, { runId })).rejects.toMatchObject({ code: 'trace_expired' });
  expect(await getRun(shop.vera, { runId })).toMatchObject({ status: 'pass', traceExpired: true, finalAnswer: null, toolCallCount: 1 });
  expect((await getEvaluation(shop.vera, { runId })).criteria.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  const left = await world.deps.db.selectFrom('run_events').select('id').where('run_id', '=', runId).execute();
  expect(left).toEqual([]);
});

test('an organization may keep less, but not more than the instance', async () => {
  const [short, long] = [await world.newShop(), await world.newShop()];
  const keep = (shop: Shop, count: number) =>
    world.deps.db.updateTable('organizations').set({ retention_days: count }).where('id', '=', shop.org.id).execute();
  await keep(short, 7);
  await keep(long, 3650);
  const [a, b] = [await oneRun(short), await oneRun(long)];
  world.clock.advance(days(8));
  await sweepRetention(world.deps);
  expect((await getRun(short.vera, { runId: a })).traceExpired).toBe(true);
  expect((await getRun(long.vera, { runId: b })).traceExpired).toBe(false);
  world.clock.advance(days(83));
  await sweepRetention(world.deps);
  expect((await getRun(long.vera, { runId: b })).traceExpired).toBe(true);
});

test('the sweep is in the audit log of the organization it deleted from', async () => {
  const shop = await world.newShop();
  await oneRun(shop);
  world.clock.advance(days(91));
  await sweepRetention(world.deps);
  const rows = await world.deps.db
    .selectFrom('audit_log')
    .selectAll()
    .where('org_id', '=', shop.org.id)
    .where('action', '=', 'retention.sweep')
    .execute();
  expect(rows).toMatchObject([{ actor_type: 'system', actor_id: 'retention', after: { traces: 1 } }]);
});

test('run rows go after 400 days, with everything that hangs on them, in several batches', async () => {
  const shop = await world.newShop();
  const runId = await oneRun(shop);
  const row = await world.deps.db.selectFrom('runs').selectAll().where('id', '=', runId).executeTakeFirstOrThrow();
  const { sort_at: _generated, search_text: _generatedToo, classification_evidence: _a, price: _b, evaluation: _c, ...copy } = row;
  const copies = Array.from({ length: 1200 }, () => ({ ...copy, id: `run_${crypto.randomUUID()}` }));
  await world.deps.db.insertInto('runs').values(copies).execute();
  world.clock.advance(days(399));
  await sweepRetention(world.deps);
  expect((await getRun(shop.vera, { runId })).runId).toBe(runId);
  world.clock.advance(days(2));
  expect((await sweepRetention(world.deps)).runs).toBeGreaterThanOrEqual(1201);
  await expect(getRun(shop.vera, { runId })).rejects.toMatchObject({ code: 'not_found' });
  const verdicts = await world.deps.db.selectFrom('run_verdicts').select('run_id').where('run_id', '=', runId).execute();
  expect(verdicts).toEqual([]);
});
