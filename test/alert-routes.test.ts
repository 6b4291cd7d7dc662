// Destinations, rules, incidents and deliveries over REST: every answer is checked against its documented shape.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onCheckRecorded } from '#modules/alerts';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';
import { insertServer } from './workflow-factory.ts';
import { newId } from '#kernel/ids';

let world: RestWorld;
beforeAll(async () => {
  world = await makeRestWorld();
});
afterAll(() => world.close());

/** A server with a monitor whose newest check failed, and a webhook. */
async function watched() {
  const cast = await world.newOrg();
  const [admin, editor] = [await world.keyOf(cast.ada), await world.keyOf(cast.ben)];
  const { serverId } = await insertServer(cast.ben);
  const { db, clock } = world.deps;
  const [monitorId, at] = [newId('mon'), clock.now()];
  const monitor = { id: monitorId, org_id: cast.org.id, server_id: serverId, name: 'order_get on Shop', tool_name: 'order_get' };
  await db
    .insertInto('monitors')
    .values({ ...monitor, interval_seconds: 60, timeout_seconds: 30, created_at: at, updated_at: at })
    .execute();
  const made = await admin.call('POST', '/alert-destinations', { body: { kind: 'webhook', name: 'Ops', url: 'http://127.0.0.1:9/hook' } });
  expect(made).toMatchObject({ status: 201, body: { kind: 'webhook', secret: expect.stringMatching(/^whsec_/) } });
  const rule = { name: 'Orders', targetType: 'monitor', targetId: monitorId, destinationId: made.body.id };
  return { cast, admin, editor, serverId, monitorId, destinationId: String(made.body.id), rule };
}

async function failOnce({ cast, serverId, monitorId }: Awaited<ReturnType<typeof watched>>): Promise<void> {
  const { db, clock } = world.deps;
  await db.updateTable('monitors').set({ seq: 1 }).where('id', '=', monitorId).execute();
  await db
    .insertInto('monitor_checks')
    .values({
      id: newId('chk'),
      monitor_id: monitorId,
      org_id: cast.org.id,
      seq: 1,
      at: clock.now(),
      status: 'fail',
      reason: 'tool_error',
      trigger: 'schedule',
    })
    .execute();
  await onCheckRecorded(world.deps, cast.org.id, { monitorId, serverId, seq: 1, status: 'fail' });
}

test('a rule is made, read, changed, listed and removed', async () => {
  const { editor, rule, destinationId } = await watched();
  const made = await editor.call('POST', '/alert-rules', { body: rule });
  expect(made.status).toBe(201);
  expect(made.headers.get('Location')).toBe(`/api/armature/v1/alert-rules/${made.body.id}`);
  expect(made.body).toMatchObject({ ...rule, status: 'Watching — never fired' });
  const path = `/alert-rules/${made.body.id}`;
  expect((await editor.call('GET', path)).body).toEqual(made.body);
  expect((await editor.call('PATCH', path, { body: { failAfter: 3 } })).body).toMatchObject({ failAfter: 3 });
  expect((await editor.call('GET', `/alert-rules?destinationId=${destinationId}&sort=-name`)).body).toMatchObject({
    total: 1,
    rows: [{ failAfter: 3 }],
  });
  expect((await editor.call('GET', '/alert-destinations')).body.rows).toMatchObject([{ kind: 'email' }, { kind: 'webhook', ruleCount: 1 }]);
  expect((await editor.call('DELETE', path)).body).toEqual({ ok: true });
  expect(await editor.call('GET', path)).toMatchObject({ status: 404, body: { error: { code: 'rule_not_found' } } });
});

test('what is wrong with a rule is told by its field', async () => {
  const { editor, rule } = await watched();
  for (const [body, field] of [
    [{ ...rule, targetId: 'mon_none' }, 'targetId'],
    [{ ...rule, destinationId: 'dest_none' }, 'destinationId'],
    [{ ...rule, channel: 'C0123456789' }, 'channel'],
    [{ ...rule, id: 'rule_mine' }, 'id'],
  ] as const)
    expect(await editor.call('POST', '/alert-rules', { body })).toMatchObject({
      status: 400,
      body: { error: { code: 'validation_failed', message: expect.stringMatching(new RegExp(`^${field}: `)) } },
    });
  expect(await editor.call('GET', '/alert-rules?targetId=wf_none')).toMatchObject({ status: 400 });
  expect(await editor.call('GET', '/incidents?ruleId=rule_none')).toMatchObject({ status: 400 });
  expect(await editor.call('GET', '/incidents?state=muted')).toMatchObject({ status: 400 });
});

test('an incident and its delivery are listed, and only a failed delivery is sent again', async () => {
  const stage = await watched();
  const { editor, rule, monitorId } = stage;
  const { body: made } = await editor.call('POST', '/alert-rules', { body: rule });
  await failOnce(stage);
  expect((await editor.call('GET', `/incidents?state=open&ruleId=${made.id}&targetId=${monitorId}`)).body).toMatchObject({
    total: 1,
    rows: [
      {
        ruleId: made.id,
        ruleName: 'Orders',
        targetType: 'monitor',
        state: 'open',
        failureCount: 1,
        closeReason: null,
        cause: { status: 'fail' },
      },
    ],
  });
  const { body: deliveries } = await editor.call('GET', `/alert-deliveries?ruleId=${made.id}`);
  expect(deliveries).toMatchObject({ total: 1, rows: [{ type: 'incident.opened', state: 'pending', ruleName: 'Orders', tries: [] }] });
  expect(await editor.call('POST', `/alert-deliveries/${deliveries.rows[0].id}/retry`)).toMatchObject({ status: 409 });
  expect((await editor.call('GET', `/alert-rules/${made.id}`)).body.status).toMatch(/^Firing since \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
});

test('a destination in use is kept, and its secret is rotated by admins only', async () => {
  const { admin, editor, rule, destinationId } = await watched();
  await editor.call('POST', '/alert-rules', { body: rule });
  expect(await admin.call('DELETE', `/alert-destinations/${destinationId}`)).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict', details: { usedBy: [{ name: 'Orders' }] } } },
  });
  expect(await editor.call('POST', `/alert-destinations/${destinationId}/rotate-secret`)).toMatchObject({ status: 403 });
  expect((await admin.call('POST', `/alert-destinations/${destinationId}/rotate-secret`)).body).toEqual({
    secret: expect.stringMatching(/^whsec_/),
  });
});
