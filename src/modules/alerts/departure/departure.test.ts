// An organization takes its alerts along, without a secret, and they are forgotten with it; others keep theirs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exported } from '#modules/access';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld, Stage } from '#test/alert-world';
import { alertEraser, alertExporter, listDestinations, listIncidents, listRules, onCheckRecorded } from '../index.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await makeAlertWorld();
});
afterAll(() => world.close());

async function filled(): Promise<Stage> {
  const stage = await world.newStage();
  const monitorId = await stage.monitor();
  await stage.rule({ type: 'monitor', id: monitorId }, { renotifyMinutes: 5 });
  const seq = await stage.recordCheck({ monitorId, status: 'fail' });
  await onCheckRecorded(world.deps, stage.org.id, { monitorId, serverId: stage.serverId, seq, status: 'fail' });
  return stage;
}

async function exported(stage: Stage): Promise<Exported[]> {
  const objects: Exported[] = [];
  for await (const object of alertExporter.objects(stage.ada)) objects.push(object);
  return objects;
}

test('everything is exported once, in the words of the API, and of secrets nothing', async () => {
  const [stage, other] = [await filled(), await filled()];
  const objects = await exported(stage);
  expect(objects.map(({ kind }) => kind)).toEqual(['alert_destination', 'alert_destination', 'alert_rule', 'incident', 'alert_delivery']);
  expect(objects.find(({ kind }) => kind === 'alert_rule')).toMatchObject({
    name: 'Watch',
    targetType: 'monitor',
    failAfter: 1,
    renotifyMinutes: 5,
  });
  expect(objects.find(({ kind }) => kind === 'incident')).toMatchObject({
    state: 'open',
    failureCount: 1,
    openedAt: expect.stringMatching(/Z$/),
  });
  expect(objects.find(({ destinationKind }) => destinationKind === 'webhook')).toMatchObject({ name: 'Ops' });
  expect(JSON.stringify(objects)).not.toMatch(/whsec_|secretId|signingSecret/);
  expect(JSON.stringify(objects)).not.toContain(other.org.id);
});

test('a deleted organization is forgotten batch by batch, and another one keeps everything', async () => {
  const [stage, other] = [await filled(), await filled()];
  let rounds = 0;
  while ((await alertEraser.eraseBatch(world.deps.db, stage.org.id)) > 0) rounds += 1;
  expect(rounds).toBeGreaterThan(0);
  expect(await exported(stage)).toEqual([]);
  expect(await alertEraser.eraseBatch(world.deps.db, stage.org.id)).toBe(0);
  expect(await world.deps.db.selectFrom('alert_watches').selectAll().where('org_id', '=', stage.org.id).execute()).toEqual([]);
  expect((await listRules(other.vera)).total).toBe(1);
  expect((await listIncidents(other.vera)).total).toBe(1);
  expect(await listDestinations(other.vera)).toHaveLength(2);
});
