// Destinations: who may, what is refused, what is kept secret, and when one can be removed.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { newId } from '#kernel/ids';
import { inTransaction } from '#platform/db/transaction';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { startReceiver } from '#test/receiver';
import type { Receiver } from '#test/receiver';
import { createDestination } from './create-destination.ts';
import { listDestinations } from './list-destinations.ts';
import { removeDestination } from './remove-destination.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { saveWorkspace } from './save-workspace.ts';
import { findStored } from './store.ts';
import { testDestination } from './test-destination.ts';
import { updateDestination } from './update-destination.ts';

let world: World;
let receiver: Receiver;
let cast: Cast;
beforeAll(async () => {
  receiver = await startReceiver();
  world = await makeWorld({ slack: { origin: receiver.origin } });
});
beforeEach(async () => {
  cast = await world.newOrg();
});
afterAll(async () => {
  await world.close();
  await receiver.close();
});

const HOOK = 'https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnopqrstuvwx';
const webhook = (changes: object = {}) => ({ name: 'Ops', kind: 'webhook', url: 'https://ops.example.com/in/s3cr3t-path', ...changes });
const slackHook = (changes: object = {}) => ({ name: 'Slack ops', kind: 'slack_webhook', url: HOOK, ...changes });
const secretsOf = async (ctx: Ctx): Promise<string[]> =>
  (await world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', ctx.org.id).execute()).map(({ id }) => id);
const openedSecret = async (ctx: Ctx, destinationId: string, field: 'secretId' | 'signingSecretId'): Promise<string> => {
  const stored = await findStored(world.deps.db, ctx.org.id, destinationId);
  return world.deps.vault.open(world.deps.db, ctx.org.id, stored?.[field] ?? '');
};

async function insertRule(ctx: Ctx, destinationId: string, name: string): Promise<string> {
  const id = newId('rule');
  const now = world.clock.now();
  await world.deps.db
    .insertInto('alert_rules')
    .values({
      id,
      org_id: ctx.org.id,
      name,
      target_type: 'workflow',
      target_id: 'wf_1',
      destination_id: destinationId,
      watches_from: now,
      created_at: now,
      updated_at: now,
    })
    .execute();
  return id;
}

describe('who may', () => {
  test('vera and ben see destinations but may not add, change, rotate, test or remove one', async () => {
    const { id: destinationId } = await createDestination(cast.ada, webhook());
    for (const ctx of [cast.vera, cast.ben]) {
      expect((await listDestinations(ctx)).map(({ id }) => id)).toContain(destinationId);
      const refused = { code: 'forbidden_role', details: { neededRole: 'admin' } };
      await expect(createDestination(ctx, webhook({ name: 'Other' }))).rejects.toMatchObject(refused);
      await expect(updateDestination(ctx, { destinationId, name: 'x' })).rejects.toMatchObject(refused);
      await expect(rotateWebhookSecret(ctx, { destinationId })).rejects.toMatchObject(refused);
      await expect(testDestination(ctx, { destinationId })).rejects.toMatchObject(refused);
      await expect(removeDestination(ctx, { destinationId })).rejects.toMatchObject(refused);
    }
  });

  test('eve finds nothing of them, and her own of the same name is another one', async () => {
    const { id: destinationId } = await createDestination(cast.ada, webhook());
    const gone = { code: 'not_found', thing: 'destination' };
    await expect(updateDestination(cast.eve, { destinationId, name: 'x' })).rejects.toMatchObject(gone);
    await expect(rotateWebhookSecret(cast.eve, { destinationId })).rejects.toMatchObject(gone);
    await expect(testDestination(cast.eve, { destinationId })).rejects.toMatchObject(gone);
    await expect(removeDestination(cast.eve, { destinationId })).rejects.toMatchObject(gone);
    expect((await listDestinations(cast.eve)).map(({ kind }) => kind)).toEqual(['email']);
    await createDestination(cast.eve, webhook());
    expect((await listDestinations(cast.ada)).map(({ name }) => name)).toEqual(['Email', 'Ops']);
  });
});

describe('e-mail', () => {
  test('is there for every organization by itself, once, also when many look at the same time', async () => {
    const lists = await Promise.all([1, 2, 3, 4].map(() => listDestinations(cast.vera)));
    const ids = new Set(lists.flatMap((list) => list.map(({ id }) => id)));
    expect(ids.size).toBe(1);
    expect(lists[0]).toMatchObject([
      { kind: 'email', name: 'Email', config: {}, status: 'not_configured', statusDetail: 'SMTP not configured', ruleCount: 0 },
    ]);
  });

  test('cannot be removed, has no address, and no secret to rotate; it can be renamed', async () => {
    const [email] = await listDestinations(cast.ada);
    const destinationId = email?.id ?? '';
    await expect(removeDestination(cast.ada, { destinationId })).rejects.toMatchObject({ code: 'conflict' });
    await expect(rotateWebhookSecret(cast.ada, { destinationId })).rejects.toMatchObject({ code: 'conflict' });
    await expect(updateDestination(cast.ada, { destinationId, url: HOOK })).rejects.toMatchObject({ fieldErrors: [{ field: 'url' }] });
    expect(await updateDestination(cast.ada, { destinationId, name: 'Mail' })).toMatchObject({ name: 'Mail', kind: 'email' });
  });

  test('keeps its name from others that are made before anybody looked', async () => {
    await expect(createDestination(cast.ada, webhook({ name: 'email' }))).rejects.toMatchObject({
      code: 'conflict',
      fieldErrors: [{ field: 'name' }],
    });
  });

  test('is ready in an instance for one person without a mail server, and says where mails go', async () => {
    const deps = { ...world.deps, settings: { ...world.deps.settings, singleUser: true } };
    expect(await listDestinations({ ...cast.ada, deps })).toMatchObject([
      { status: 'ready', statusDetail: 'No SMTP server is set: messages go to the local inbox.' },
    ]);
  });
});

describe('a new destination', () => {
  test.each([
    ['name', webhook({ name: '' })],
    ['name', webhook({ name: 'x'.repeat(81) })],
    ['name', webhook({ name: undefined })],
    ['kind', webhook({ kind: 'email' })],
    ['kind', webhook({ kind: 'slack_oauth' })],
    ['kind', webhook({ kind: 'pager' })],
    ['url', webhook({ url: undefined })],
    ['url', webhook({ url: 'nowhere' })],
    ['url', webhook({ url: 'ftp://ops.example.com/' })],
    ['url', webhook({ url: 'https://ada:pass@ops.example.com/' })],
    ['url', webhook({ url: 'http://169.254.169.254/latest' })],
    ['url', webhook({ url: 'http://10.0.0.1/' })],
    ['url', webhook({ url: 'http://[::ffff:10.0.0.1]/' })],
    ['url', webhook({ url: `https://ops.example.com/${'x'.repeat(2048)}` })],
    ['url', slackHook({ url: 'https://hooks.slack.com' })],
    ['url', slackHook({ url: 'http://hooks.slack.com/services/T/B/x' })],
    ['url', slackHook({ url: 'https://hooks.slack.com.evil.example/services/T/B/x' })],
    ['url', slackHook({ url: 'https://hooks.slack.com@evil.example/services/T/B/x' })],
    ['url', slackHook({ url: 'https://hooks.slack.com:8443/services/T/B/x' })],
    ['url', slackHook({ url: 'https://ops.example.com/services/T/B/x' })],
    ['secret', webhook({ secret: 'whsec_mine' })],
  ])('with a wrong %s is refused by that field (%j), and nothing is stored', async (field, input) => {
    await expect(createDestination(cast.ada, input)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
    expect(await secretsOf(cast.ada)).toEqual([]);
  });

  test('whose name is taken is a conflict on name, whatever its case and also when two come at once', async () => {
    const tries = await Promise.allSettled([
      createDestination(cast.ada, webhook()),
      createDestination(cast.ada, slackHook({ name: 'OPS' })),
    ]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const other = await createDestination(cast.ada, webhook({ name: 'Second' }));
    const taken = { code: 'conflict', fieldErrors: [{ field: 'name', message: 'another destination has this name' }] };
    await expect(createDestination(cast.ada, webhook({ name: 'ops' }))).rejects.toMatchObject(taken);
    await expect(updateDestination(cast.ada, { destinationId: other.id, name: 'oPs' })).rejects.toMatchObject(taken);
  });

  test('of a webhook answers its secret this once; of Slack there is none', async () => {
    const created = await createDestination(cast.ada, webhook());
    expect(created).toMatchObject({ kind: 'webhook', status: 'ready', config: { urlHint: 'https://ops.example.com' } });
    expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(created.secret?.slice('whsec_'.length) ?? '', 'base64')).toHaveLength(32);
    const other = await createDestination(cast.ada, webhook({ name: 'Other' }));
    expect(other.secret).not.toBe(created.secret);
    expect(await createDestination(cast.ada, slackHook())).not.toHaveProperty('secret');
    expect(JSON.stringify(await listDestinations(cast.ada))).not.toContain('whsec_');
  });
});

test('an organization has at most 100 destinations beside e-mail, all of them in its list', async () => {
  await listDestinations(cast.ada);
  const now = world.clock.now();
  const many = Array.from({ length: 100 }, (_, i) => ({
    id: newId('dest'),
    org_id: cast.org.id,
    kind: 'webhook',
    name: `W ${i}`,
    created_at: now,
    updated_at: now,
  }));
  await world.deps.db.insertInto('alert_destinations').values(many).execute();
  expect(await listDestinations(cast.vera)).toHaveLength(101);
  await expect(createDestination(cast.ada, webhook())).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('100') });
  expect(await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme', token: 'xoxb-1' })).toBeUndefined();
  expect(await listDestinations(cast.vera)).toHaveLength(101);
});

describe('a change', () => {
  test('of the address replaces the stored one; of the name leaves it', async () => {
    const { id: destinationId } = await createDestination(cast.ada, slackHook());
    expect(await updateDestination(cast.ada, { destinationId, name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
    expect(await openedSecret(cast.ada, destinationId, 'secretId')).toBe(HOOK);
    const [old] = await secretsOf(cast.ada);
    await updateDestination(cast.ada, { destinationId, url: `${HOOK}y` });
    expect(await openedSecret(cast.ada, destinationId, 'secretId')).toBe(`${HOOK}y`);
    expect(await secretsOf(cast.ada)).not.toContain(old);
    await expect(updateDestination(cast.ada, { destinationId, url: 'https://ops.example.com/' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'url' }],
    });
    await expect(updateDestination(cast.ada, { destinationId, kind: 'webhook' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'kind' }],
    });
  });

  test('rotating answers a new secret once and forgets the old one; only webhooks have one', async () => {
    const created = await createDestination(cast.ada, webhook());
    const before = await secretsOf(cast.ada);
    const { secret } = await rotateWebhookSecret(cast.ada, { destinationId: created.id });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(secret).not.toBe(created.secret);
    expect(await openedSecret(cast.ada, created.id, 'signingSecretId')).toBe(secret);
    const after = await secretsOf(cast.ada);
    expect([after.length, before.filter((id) => after.includes(id)).length]).toEqual([2, 1]);
    const hook = await createDestination(cast.ada, slackHook());
    await expect(rotateWebhookSecret(cast.ada, { destinationId: hook.id })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('removing', () => {
  test('one that rules use is refused with the rules; afterwards it goes with its secrets', async () => {
    const { id: destinationId } = await createDestination(cast.ada, webhook());
    const ruleId = await insertRule(cast.ada, destinationId, 'Order lookup prod');
    expect((await listDestinations(cast.vera)).find(({ id }) => id === destinationId)).toMatchObject({ ruleCount: 1 });
    await expect(removeDestination(cast.ada, { destinationId })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Order lookup prod'),
      details: { usedBy: [{ type: 'rule', id: ruleId, name: 'Order lookup prod' }] },
    });
    await world.deps.db.deleteFrom('alert_rules').where('id', '=', ruleId).execute();
    await removeDestination(cast.ada, { destinationId });
    expect(await secretsOf(cast.ada)).toEqual([]);
    await expect(removeDestination(cast.ada, { destinationId })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('waits for a rule that is just being added, and then is refused', async () => {
    const { id: destinationId } = await createDestination(cast.ada, webhook());
    const { promise: commit, resolve } = Promise.withResolvers<void>();
    const { promise: added, resolve: tell } = Promise.withResolvers<void>();
    const adding = inTransaction(world.deps.db, async (tx) => {
      await sql`
        insert into alert_rules (id, org_id, name, target_type, target_id, destination_id, watches_from, created_at, updated_at)
        values (${newId('rule')}, ${cast.org.id}, 'Late', 'workflow', 'wf_1', ${destinationId}, now(), now(), now())`.execute(tx);
      tell();
      await commit;
    });
    await added;
    const removing = removeDestination(cast.ada, { destinationId }).catch((error: unknown) => error);
    await expect
      .poll(async () => (await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`.execute(world.deps.db)).rows.length)
      .toBe(1);
    resolve();
    await adding;
    expect(await removing).toMatchObject({ code: 'conflict', details: { usedBy: [{ name: 'Late' }] } });
  });
});

test('addresses, tokens and secrets are written and never read: not in an answer, the audit log or in clear in the database', async () => {
  const created = await createDestination(cast.ada, webhook());
  const hook = await createDestination(cast.ada, slackHook());
  const token = 'xoxb-111111111111-222222222222-abcdefghijklmnopqrstuvwx';
  await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme', token });
  await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme', token: `${token}2` });
  const { secret } = await rotateWebhookSecret(cast.ada, { destinationId: created.id });
  const updated = await updateDestination(cast.ada, { destinationId: hook.id, url: `${HOOK}y` });
  await removeDestination(cast.ada, { destinationId: hook.id });
  const { rows } = await listAuditLog(cast.ada, { objectType: 'destination' });
  expect(rows.map(({ action }) => action).toSorted()).toEqual([
    'destination.create',
    'destination.create',
    'destination.create',
    'destination.reauthorize',
    'destination.remove',
    'destination.rotate_secret',
    'destination.update',
  ]);
  const change = rows.find(({ action }) => action === 'destination.update');
  expect(change).toMatchObject({ before: { access: '[secret]' }, after: { access: '[secret]' } });
  const stored = await world.deps.db.selectFrom('alert_destinations').selectAll().where('org_id', '=', cast.org.id).execute();
  const { secret: _shownOnce, ...shown } = created;
  const written = JSON.stringify([shown, hook, updated, rows, stored, await listDestinations(cast.ada)]);
  for (const hidden of [created.secret ?? '?', secret, 's3cr3t-path', HOOK, token]) expect(written).not.toContain(hidden);
});

describe('a workspace that is connected', () => {
  test('is one destination however often it is connected; a fresh token replaces the old one and makes it ready again', async () => {
    const id = await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme', token: 'xoxb-first-token' });
    await world.deps.db
      .updateTable('alert_destinations')
      .set({ needs_reauth: true })
      .where('id', '=', id ?? '')
      .execute();
    expect((await listDestinations(cast.vera))[1]).toMatchObject({ name: 'Slack: Acme', kind: 'slack_oauth', status: 'needs_reauth' });
    const before = await secretsOf(cast.ada);
    expect(await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme Inc', token: 'xoxb-second-token' })).toBe(id);
    expect((await listDestinations(cast.vera))[1]).toMatchObject({
      name: 'Slack: Acme',
      status: 'ready',
      config: { teamId: 'T1', teamName: 'Acme Inc' },
    });
    const after = await secretsOf(cast.ada);
    expect([after.length, after.some((secretId) => before.includes(secretId))]).toEqual([1, false]);
  });

  test('of a taken name is told apart, and a hostile name is one short line', async () => {
    await createDestination(cast.ada, webhook({ name: 'Slack: Acme' }));
    await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme', token: 'xoxb-a' });
    await saveWorkspace(cast.ada, { teamId: 'T2', teamName: `Evil\r\nBcc: x\u202e${'y'.repeat(300)}`, token: 'xoxb-b' });
    const names = (await listDestinations(cast.vera)).map(({ name }) => name);
    expect(names.slice(2)).toEqual(['Slack: T1 Acme', expect.stringMatching(/^Slack: Evil Bcc: x y+$/)]);
    expect(Math.max(...names.map((name) => [...name].length))).toBeLessThanOrEqual(80);
  });
});

describe('send test', () => {
  test('delivers a message of type test through the same path and answers its first try', async () => {
    const { id: destinationId } = await createDestination(cast.ada, webhook({ url: `${receiver.origin}/in` }));
    const before = receiver.requests.length;
    expect(await testDestination(cast.ada, { destinationId })).toMatchObject({
      type: 'test',
      state: 'delivered',
      ruleId: null,
      destinationName: 'Ops',
      targetName: null,
      tries: [{ ok: true, httpStatus: 200, error: null }],
      nextTryAt: null,
    });
    expect(receiver.requests.slice(before)).toMatchObject([
      { method: 'POST', path: '/in', json: { type: 'test', data: { rule: null, incident: null, target: null } } },
    ]);
    expect((await listAuditLog(cast.ada, { action: 'destination.test' })).rows).toHaveLength(1);
  });

  test('that fails for now answers the failed try and when the next one is', async () => {
    const { id: destinationId } = await createDestination(cast.ada, webhook({ url: `${receiver.origin}/in` }));
    receiver.play({ status: 500 });
    const delivery = await testDestination(cast.ada, { destinationId });
    expect(delivery).toMatchObject({ state: 'pending', tries: [{ ok: false, httpStatus: 500, error: 'It answered 500.' }] });
    expect(Date.parse(delivery.nextTryAt ?? '') - Date.parse(delivery.createdAt)).toBe(60_000);
  });

  test.each([
    ['email', { channel: 'C0123', recipientEmail: 'ada@example.com' }, 'channel'],
    ['email', { recipientEmail: 'ada@example.com, eve@example.com' }, 'recipientEmail'],
    ['email', { recipientEmail: 'ada@example.com\r\nBcc: eve@example.com' }, 'recipientEmail'],
    ['slack_oauth', {}, 'channel'],
    ['slack_oauth', { channel: '#general' }, 'channel'],
    ['slack_oauth', { channel: 'C0123456789', recipientEmail: 'ada@example.com' }, 'recipientEmail'],
    ['webhook', { channel: 'C0123456789' }, 'channel'],
  ])('of kind %s with %j is refused on %s', async (kind, address, field) => {
    await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme', token: 'xoxb-a' });
    await createDestination(cast.ada, webhook());
    const destinationId = (await listDestinations(cast.ada)).find((one) => one.kind === kind)?.id;
    await expect(testDestination(cast.ada, { destinationId, ...address })).rejects.toMatchObject({ fieldErrors: [{ field }] });
  });

  test('goes to the address of who asks when none is given, and without a mail server fails with that reason', async () => {
    const [email] = await listDestinations(cast.ada);
    const ada: Ctx = { ...cast.ada, actor: { ...cast.ada.actor, email: 'ada@example.com' } };
    expect(await testDestination(ada, { destinationId: email?.id })).toMatchObject({
      state: 'failed',
      tries: [{ ok: false, httpStatus: null, error: 'SMTP not configured' }],
    });
    const key: Ctx = { ...cast.ada, actor: { ...cast.ada.actor, type: 'key', id: 'key_1', email: undefined } };
    await expect(testDestination(key, { destinationId: email?.id })).rejects.toMatchObject({ fieldErrors: [{ field: 'recipientEmail' }] });
  });

  test('is refused after 30 an hour', async () => {
    const [email] = await listDestinations(cast.ada);
    const send = () => testDestination(cast.ada, { destinationId: email?.id, recipientEmail: 'ada@example.com' });
    for (let i = 0; i < 30; i += 1) await send();
    await expect(send()).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfterSeconds: expect.any(Number) } });
  });
});
