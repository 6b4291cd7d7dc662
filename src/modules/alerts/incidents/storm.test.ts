// A whole server fails at once while people change, mute, pause and remove what watches it: nobody waits for ever, and nothing is told twice.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { removeMonitor, updateMonitor } from '#modules/monitors';
import type { Deps } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import type { FactPayloads } from '#platform/outbox/outbox';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld, Stage } from '#test/alert-world';
import { onCheckRecorded, onWatchedStopped, removeRule, renotify, updateRule } from '../index.ts';

const MONITORS = 40;

let world: AlertWorld;
let second: Db;
beforeAll(async () => {
  world = await makeAlertWorld();
  second = connect({ connectionString: world.databaseUrl, max: 10 });
});
afterAll(async () => {
  await second.destroy();
  await world.close();
});

type Fact = (deps: Deps) => Promise<void>;

async function recorded(stage: Stage, monitorIds: readonly string[], status: 'fail' | 'pass'): Promise<Fact[]> {
  world.clock.advance(seconds(1));
  const facts = monitorIds.map(async (monitorId): Promise<Fact> => {
    const seq = await stage.recordCheck({ monitorId, status });
    return (deps) => onCheckRecorded(deps, stage.org.id, { monitorId, serverId: stage.serverId, seq, status });
  });
  return Promise.all(facts);
}

async function stops(stage: Stage): Promise<Fact[]> {
  const rows = await world.deps.db
    .selectFrom('facts')
    .selectAll()
    .where('org_id', '=', stage.org.id)
    .where('type', '=', 'watched.stopped')
    .execute();
  return rows.map(
    ({ payload }) =>
      (deps) =>
        onWatchedStopped(deps, stage.org.id, payload as FactPayloads['watched.stopped']),
  );
}

/** Two workers, sixteen facts at a time each, as the outbox does. */
async function work(facts: readonly Fact[]): Promise<void> {
  const left = facts.entries();
  const both: Deps[] = [world.deps.db, second].map((db) => ({ ...world.deps, db }));
  await Promise.all(
    both.flatMap((deps) =>
      Array.from({ length: 16 }, async () => {
        for (const [, fact] of left) await fact(deps);
      }),
    ),
  );
}

test('a server that fails while its rules and monitors are changed', { timeout: 300_000 }, async () => {
  const stage = await world.newStage();
  const monitorIds = await Promise.all(Array.from({ length: MONITORS }, () => stage.monitor()));
  const server = { type: 'server', id: stage.serverId } as const;
  const kept = await stage.rule(server, { renotifyMinutes: 5 });
  const changed = await stage.rule(server, { failAfter: 1 });
  const removed = await stage.rule(server);
  const [paused = '', deleted = ''] = monitorIds;
  const verbs = async (): Promise<void> => {
    const mutedUntil = new Date(world.clock.now().getTime() + seconds(30)).toISOString();
    for (const patch of [
      { failAfter: 2 },
      { mutedUntil },
      { mutedUntil: null },
      { renotifyMinutes: 10 },
      { state: 'paused' },
      { state: 'enabled' },
    ])
      await updateRule(stage.ben, { ruleId: changed.id, ...patch });
    for (let i = 0; i < 5; i += 1) {
      await updateMonitor(stage.ben, { monitorId: paused, state: 'paused' });
      await updateRule(stage.ben, { ruleId: kept.id, name: `Watch ${i}` });
      await updateMonitor(stage.ben, { monitorId: paused, state: 'active' });
      await work(await stops(stage));
    }
    const open = await world.deps.db.selectFrom('incidents').select('id').where('rule_id', '=', kept.id).execute();
    await Promise.all(open.slice(0, 20).map(({ id: incidentId }) => renotify(world.deps, { orgId: stage.org.id, incidentId })));
    await removeRule(stage.ben, { ruleId: removed.id });
    await removeMonitor(stage.ben, { monitorId: deleted });
    await work(await stops(stage));
  };
  const bad = await recorded(stage, monitorIds, 'fail');
  await Promise.all([work([...bad, ...bad]), verbs()]);
  const good = await recorded(
    stage,
    monitorIds.filter((id) => id !== deleted),
    'pass',
  );
  await Promise.all([work([...good, ...good]), work(await stops(stage))]);
  const left = await world.deps.db
    .selectFrom('incidents')
    .selectAll()
    .where('org_id', '=', stage.org.id)
    .where('state', '=', 'open')
    .execute();
  expect(left).toEqual([]);
  const told = (await stage.sent()).map(({ dedupeKey }) => dedupeKey);
  expect(new Set(told).size).toBe(told.length);
  expect(told.length).toBeGreaterThanOrEqual(2 * (MONITORS - 2));
});
