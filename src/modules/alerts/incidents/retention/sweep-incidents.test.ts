// Incidents end up forgotten, long after they were closed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days, seconds } from '#kernel/duration';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld } from '#test/alert-world';
import { listIncidents, onCheckRecorded, sweepIncidents } from '#modules/alerts';

let world: AlertWorld;
beforeAll(async () => {
  world = await makeAlertWorld();
});
afterAll(() => world.close());

test('closed incidents are forgotten after 400 days, an open one never, and the stop is heeded', async () => {
  const stage = await world.newStage();
  const monitorId = await stage.monitor();
  await stage.rule({ type: 'monitor', id: monitorId });
  for (const status of ['fail', 'pass', 'fail'] as const) {
    world.clock.advance(seconds(1));
    const seq = await stage.recordCheck({ monitorId, status });
    await onCheckRecorded(world.deps, stage.org.id, { monitorId, serverId: stage.serverId, seq, status });
  }
  const states = async () => (await listIncidents(stage.vera)).rows.map(({ state }) => state);
  const go = new AbortController().signal;
  world.clock.advance(days(400) - seconds(1));
  expect([await sweepIncidents(world.deps, go), await states()]).toEqual([0, ['open', 'closed']]);
  world.clock.advance(seconds(1));
  expect([await sweepIncidents(world.deps, AbortSignal.abort()), await states()]).toEqual([0, ['open', 'closed']]);
  expect([await sweepIncidents(world.deps, go), await states()]).toEqual([1, ['open']]);
});
