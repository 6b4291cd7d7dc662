// A message of an organization that was closed is not sent any more.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteOrganization } from '#modules/access';
import { runStopper } from '#modules/runs';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld } from '#test/alert-world';
import { onCheckRecorded } from '../incidents/on-check-recorded.ts';
import { deliver } from './deliver.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await makeAlertWorld();
});
afterAll(() => world.close());

test('nothing is sent after the organization was closed', async () => {
  const stage = await world.newStage();
  const monitorId = await stage.monitor();
  await stage.rule({ type: 'monitor', id: monitorId });
  const seq = await stage.recordCheck({ monitorId, status: 'fail' });
  await onCheckRecorded(world.deps, stage.org.id, { monitorId, serverId: stage.serverId, seq, status: 'fail' });
  await deleteOrganization(stage.ada, { slug: stage.org.slug }, runStopper);
  const ofOrg = world.deps.db.selectFrom('alert_deliveries').select(['id', 'tries']).where('org_id', '=', stage.org.id);
  const { id } = await ofOrg.executeTakeFirstOrThrow();
  await deliver(world.deps, { deliveryId: id }, new AbortController().signal);
  expect((await ofOrg.executeTakeFirstOrThrow()).tries).toEqual([]);
});
