// The local inbox over the dashboard's routes: there for one person without a mail server, and nowhere else.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDestinations, testDestination } from '#modules/alerts';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';

let world: RestWorld;
beforeAll(async () => {
  world = await makeRestWorld({ settings: { singleUser: true } });
});
afterAll(() => world.close());

test('a mail that would have been sent is listed, read and cleared by the signed-in person alone', async () => {
  const { ada, org } = world;
  const inbox = `/api/app/o/${org.slug}/inbox`;
  const [email] = await listDestinations(ada);
  await testDestination(ada, { destinationId: email?.id, recipientEmail: 'ada@example.com' });
  const { call } = await world.sessionOf(ada);
  const list = await call('GET', `${inbox}?pageSize=10`);
  expect(list).toMatchObject({
    status: 200,
    body: { rows: [{ recipient: 'ada@example.com', subject: '[Armature] Test message', readAt: null }], total: 1, unread: 1, pageSize: 10 },
  });
  expect((await call('GET', `${inbox}/${list.body.rows[0].id}`)).body).toMatchObject({
    text: expect.stringContaining('This is a test'),
    html: expect.any(String),
  });
  expect((await call('GET', inbox)).body.unread).toBe(0);
  expect((await call('GET', '/api/app/session')).body.features).toMatchObject({ inbox: true });

  const eve = await world.sessionOf(world.eve);
  expect((await eve.call('GET', inbox)).status).toBe(404);
  const key = await world.keyOf(ada);
  expect((await key.call('GET', inbox)).status).toBe(403);
  expect((await call('GET', `${inbox}/mail_00000000000000000000000000`)).body.error.code).toBe('mail_not_found');
  expect((await call('GET', `${inbox}?page=0`)).status).toBe(400);
  expect((await call('DELETE', `${inbox}?all=1`)).status).toBe(400);
  expect(await call('DELETE', inbox)).toMatchObject({ status: 200 });
  expect((await call('GET', inbox)).body).toMatchObject({ rows: [], total: 0 });
});

test('an instance for many has no such page', async () => {
  const many = await makeRestWorld();
  const { call } = await many.sessionOf(many.ada);
  for (const [method, path] of [
    ['GET', 'inbox'],
    ['GET', 'inbox/mail_1'],
    ['DELETE', 'inbox'],
  ] as const) {
    expect((await call(method, `/api/app/o/${many.org.slug}/${path}`)).status).toBe(404);
  }
  await many.close();
});
