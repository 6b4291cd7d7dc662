// An object that is paused or deleted in the very moment in which a failure of it is worked on, and one that is resumed at once.
import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { removeMonitor, updateMonitor } from '#modules/monitors';
import { updateWorkflow } from '#modules/workflows';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import type { FactPayloads } from '#platform/outbox/outbox';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld, CheckRecord, Stage } from '#test/alert-world';
import { listIncidents, onCheckRecorded, onRunFinished, onWatchedStopped } from '../index.ts';

let world: AlertWorld;
let second: Db;
let stage: Stage;
beforeAll(async () => {
  world = await makeAlertWorld();
  second = connect({ connectionString: world.databaseUrl, max: 5 });
});
beforeEach(async () => {
  stage = await world.newStage();
});
afterAll(async () => {
  await second.destroy();
  await world.close();
});

const open = async () => (await listIncidents(stage.vera, { state: 'open' })).rows;

async function tellStops(): Promise<void> {
  const facts = world.deps.db.selectFrom('facts').selectAll().where('org_id', '=', stage.org.id).where('type', '=', 'watched.stopped');
  for (const { payload } of await facts.orderBy('id').execute())
    await onWatchedStopped(world.deps, stage.org.id, payload as FactPayloads['watched.stopped']);
}

/** Resolves when `count` statements of this database wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  const waiting = sql<{ count: number }>`select count(*)::int from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  while (((await waiting.execute(world.deps.db)).rows[0]?.count ?? 0) < count) await turn();
}

/** Whatever notes that the rule fired waits inside its transaction, until `free`. */
async function holdingUp(ruleId: string): Promise<{ free: () => Promise<void> }> {
  const tx = await second.startTransaction().execute();
  await tx.selectFrom('alert_rules').select('id').where('id', '=', ruleId).forNoKeyUpdate().execute();
  return { free: () => tx.commit().execute() };
}

describe('a failure that is being worked on while its object stops', () => {
  test.each(['paused', 'deleted'] as const)('leaves nothing open behind a monitor that was %s', async (how) => {
    const rule = await stage.rule({ type: 'server', id: stage.serverId });
    const monitorId = await stage.monitor();
    const seq = await stage.recordCheck({ monitorId, status: 'fail' });
    const held = await holdingUp(rule.id);
    const working = onCheckRecorded({ ...world.deps, db: second }, stage.org.id, {
      monitorId,
      serverId: stage.serverId,
      seq,
      status: 'fail',
    });
    await untilWaiting(1);
    const stop = how === 'paused' ? updateMonitor(stage.ben, { monitorId, state: 'paused' }) : removeMonitor(stage.ben, { monitorId });
    const stopped = stop.then(tellStops);
    await Promise.race([stopped, untilWaiting(2)]);
    await held.free();
    await Promise.all([working, stopped]);
    expect(await open()).toEqual([]);
  });

  test('leaves nothing open behind a workflow that was paused', async () => {
    const workflow = await stage.workflow();
    const rule = await stage.rule({ type: 'workflow', id: workflow.id });
    const runId = await stage.endRun({ workflow, status: 'fail' });
    const held = await holdingUp(rule.id);
    const working = onRunFinished({ ...world.deps, db: second }, stage.org.id, { runId, status: 'fail' });
    await untilWaiting(1);
    const stopped = updateWorkflow(stage.ben, { workflowId: workflow.id, state: 'paused' }).then(tellStops);
    await Promise.race([stopped, untilWaiting(2)]);
    await held.free();
    await Promise.all([working, stopped]);
    expect(await open()).toEqual([]);
  });
});

test('a pause that is heard of after an incident of the new beginning counts no failure twice, and the next good check closes it', async () => {
  const monitorId = await stage.monitor();
  await stage.rule({ type: 'monitor', id: monitorId }, { failAfter: 2 });
  const check = async (status: CheckRecord['status']) => {
    world.clock.advance(seconds(1));
    const seq = await stage.recordCheck({ monitorId, status });
    await onCheckRecorded(world.deps, stage.org.id, { monitorId, serverId: stage.serverId, seq, status });
  };
  await check('fail');
  world.clock.advance(seconds(1));
  await updateMonitor(stage.ben, { monitorId, state: 'paused' });
  await updateMonitor(stage.ben, { monitorId, state: 'active' });
  await check('fail');
  expect(await open()).toMatchObject([{ failureCount: 2 }]);
  await tellStops();
  expect(await open()).toMatchObject([{ failureCount: 2 }]);
  await check('pass');
  expect((await stage.sent()).map(({ type }) => type)).toEqual(['incident.opened', 'incident.recovered']);
});
