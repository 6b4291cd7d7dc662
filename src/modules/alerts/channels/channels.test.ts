// What each kind of destination sends over the wire, and what its receiver's answers mean.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/duration';
import { newId } from '#kernel/ids';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { createMail } from '#platform/mail/smtp-mail';
import { alertMessage } from '#test/alert-message';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { startMailInbox } from '#test/mail-inbox';
import type { MailInbox } from '#test/mail-inbox';
import { startReceiver } from '#test/receiver';
import type { Behaviour, ReceivedRequest, Receiver } from '#test/receiver';
import type { AlertDelivery } from '../delivery.ts';
import { deliver } from '../deliveries/deliver.ts';
import { queueDelivery } from '../deliveries/queue-delivery.ts';
import { findDelivery } from '../deliveries/store.ts';
import { createDestination } from '../destinations/create-destination.ts';
import { listDestinations } from '../destinations/list-destinations.ts';
import { saveWorkspace } from '../destinations/save-workspace.ts';
import { clearMails } from '../inbox/clear-mails.ts';
import { listMails } from '../inbox/list-mails.ts';
import { readMail } from '../inbox/read-mail.ts';
import { listAuditLog } from '#modules/access';
import type { AlertMessage } from '../message.ts';
import type { DeliveryAddress } from './channel.ts';
import { emailChannel } from './email.ts';

let world: World;
let slack: Receiver;
let mails: MailInbox;
let cast: Cast;
beforeAll(async () => {
  slack = await startReceiver();
  mails = await startMailInbox();
  world = await makeWorld({ slack: { origin: slack.origin, hooksOrigin: slack.origin } });
});
beforeEach(async () => {
  cast = await world.newOrg();
});
afterAll(async () => {
  await world.close();
  await slack.close();
  await mails.close();
});

const TOKEN = 'xoxb-111111111111-222222222222-abcdefghijklmnopqrstuvwx';
const CHANNEL = 'C0123456789';
const ok = { body: { ok: true, ts: '1.2' } };
const refusal = (error: string, more: object = {}): Behaviour => ({ body: { ok: false, error, ...more } });
const since = (count: number): readonly ReceivedRequest[] => slack.requests.slice(count);

interface Sent {
  readonly destinationId: string;
  readonly address?: DeliveryAddress;
  readonly message?: AlertMessage;
  readonly deps?: Deps;
}

async function queued({ destinationId, address = {}, message = alertMessage() }: Sent): Promise<string> {
  const request = { orgId: cast.org.id, ruleId: null, destinationId, incidentId: null, dedupeKey: newId('dlv'), message, address };
  return (await inTransaction(world.deps.db, (tx) => queueDelivery(tx, world.deps, request))) ?? '';
}
const stateOf = (deliveryId: string): Promise<AlertDelivery | undefined> => findDelivery(world.deps.db, cast.org.id, deliveryId);
async function sent(what: Sent): Promise<AlertDelivery | undefined> {
  const deliveryId = await queued(what);
  await deliver(what.deps ?? world.deps, { deliveryId }, new AbortController().signal);
  return stateOf(deliveryId);
}
const workspace = async (): Promise<string> => (await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme', token: TOKEN })) ?? '';
const statusOf = async (destinationId: string) => (await listDestinations(cast.vera)).find(({ id }) => id === destinationId)?.status;
const emailOf = async (): Promise<string> => (await listDestinations(cast.vera))[0]?.id ?? '';

describe('a connected workspace', () => {
  test('gets the message in the channel, with blocks and a fallback, and nothing made a link or a mention by itself', async () => {
    const before = slack.requests.length;
    slack.play(ok);
    const delivery = await sent({ destinationId: await workspace(), address: { channel: CHANNEL } });
    expect(delivery).toMatchObject({ state: 'delivered', tries: [{ ok: true, httpStatus: 200 }] });
    const [request, ...more] = since(before);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/chat.postMessage',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json; charset=utf-8' },
      json: {
        channel: CHANNEL,
        text: 'Failing: Order lookup. 2 of 3 required criteria failed',
        parse: 'none',
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
      },
    });
    expect(request?.json.blocks).toHaveLength(4);
  });

  test.each(['invalid_auth', 'token_revoked', 'account_inactive', 'not_authed', 'token_expired'])(
    'that answers %s needs a person, and the delivery failed; a message that gets through makes it ready again',
    async (error) => {
      const destinationId = await workspace();
      slack.play(refusal(error));
      const delivery = await sent({ destinationId, address: { channel: CHANNEL } });
      expect(delivery).toMatchObject({ state: 'failed', tries: [{ ok: false, httpStatus: 200, error: expect.stringContaining(error) }] });
      expect(await statusOf(destinationId)).toBe('needs_reauth');
      slack.play(ok);
      await sent({ destinationId, address: { channel: CHANNEL } });
      expect(await statusOf(destinationId)).toBe('ready');
    },
  );

  test('that was connected anew while the old token was refused stays ready', async () => {
    const destinationId = await workspace();
    const before = slack.requests.length;
    slack.play('hang');
    slack.otherwise(() => refusal('token_revoked'));
    const deliveryId = await queued({ destinationId, address: { channel: CHANNEL } });
    const sending = deliver(world.deps, { deliveryId }, new AbortController().signal);
    await slack.arrived(before + 1);
    await saveWorkspace(cast.ada, { teamId: 'T1', teamName: 'Acme', token: `${TOKEN}2` });
    world.clock.advance(seconds(10));
    await sending;
    slack.otherwise(() => ({}));
    expect(await statusOf(destinationId)).toBe('ready');
  });

  test.each([
    ['channel_not_found', 'the channel does not exist, or is private (channel_not_found)'],
    ['is_archived', 'the channel is archived (is_archived)'],
    ['not_in_channel', 'the app is not in the channel (not_in_channel)'],
    ['invalid_blocks', 'invalid_blocks'],
    ['xoxb-echoed-secret', 'Slack refused it.'],
    ['constructor', 'Slack refused it.'],
  ])('that answers %s ends the delivery at once, and stays ready', async (error, words) => {
    const destinationId = await workspace();
    slack.play(refusal(error, { detail: TOKEN }));
    const delivery = await sent({ destinationId, address: { channel: CHANNEL } });
    expect(delivery).toMatchObject({ state: 'failed', tries: [{ error: expect.stringContaining(words) }] });
    expect(JSON.stringify(delivery)).not.toContain('xoxb');
    expect(await statusOf(destinationId)).toBe('ready');
  });

  test.each<[string, Behaviour, number]>([
    ['HTTP 429 and a pause', { status: 429, headers: { 'retry-after': '600' } }, 10],
    ['ratelimited and a pause', { headers: { 'retry-after': '120' }, body: { ok: false, error: 'ratelimited' } }, 2],
    ['ratelimited', refusal('ratelimited'), 1],
    ['internal_error', refusal('internal_error'), 1],
    ['HTTP 503', { status: 503 }, 1],
    ['something that is no JSON', { body: '<html>proxy</html>' }, 1],
    ['JSON of another shape', { body: { okay: 1 } }, 1],
    ['without an end', 'endless', 1],
    ['half an answer', 'half', 1],
    ['by dropping the connection', 'drop', 1],
  ])('that answers %s is tried again', async (_what, behaviour, expected) => {
    slack.play(behaviour);
    const delivery = await sent({ destinationId: await workspace(), address: { channel: CHANNEL } });
    expect(delivery).toMatchObject({ state: 'pending', tries: [{ ok: false }] });
    expect((Date.parse(delivery?.nextTryAt ?? '') - Date.parse(delivery?.createdAt ?? '')) / minutes(1)).toBe(expected);
  });

  test.each([301, 302, 307, 308])('that answers %i is not followed: the token goes nowhere else', async (status) => {
    const elsewhere = await startReceiver();
    const before = slack.requests.length;
    slack.play({ status, headers: { location: `${elsewhere.origin}/api/chat.postMessage` } });
    expect(await sent({ destinationId: await workspace(), address: { channel: CHANNEL } })).toMatchObject({ state: 'failed' });
    expect([since(before).length, elsewhere.requests.length]).toEqual([1, 0]);
    await elsewhere.close();
  });
});

describe('an incoming webhook of Slack', () => {
  const hook = async () =>
    (await createDestination(cast.ada, { name: 'Hook', kind: 'slack_webhook', url: `${slack.origin}/services/T/B/x` })).id;

  test('gets blocks and a fallback, and no token', async () => {
    const before = slack.requests.length;
    expect(await sent({ destinationId: await hook() })).toMatchObject({ state: 'delivered' });
    const [request] = since(before);
    expect(request).toMatchObject({ path: '/services/T/B/x', json: { text: expect.stringContaining('Failing: Order lookup') } });
    expect(Object.keys(request?.json)).toEqual(['text', 'blocks', 'unfurl_links', 'unfurl_media']);
    expect(request?.headers).not.toHaveProperty('authorization');
  });

  test.each<[string, Behaviour, string]>([
    ['429', { status: 429, headers: { 'retry-after': '1' } }, 'pending'],
    ['500', { status: 500 }, 'pending'],
    ['400 invalid_payload', { status: 400, body: 'invalid_payload' }, 'failed'],
    ['403 action_prohibited', { status: 403, body: 'action_prohibited' }, 'failed'],
    ['404 no_service', { status: 404, body: 'no_service' }, 'failed'],
    ['410 channel_is_archived', { status: 410, body: 'channel_is_archived' }, 'failed'],
  ])('that answers %s leaves the delivery %s', async (_what, behaviour, state) => {
    slack.play(behaviour);
    expect(await sent({ destinationId: await hook() })).toMatchObject({ state });
  });
});

describe('e-mail', () => {
  const withMail = (): Deps => ({ ...world.deps, mail: createMail({ url: mails.url, from: 'Armature <armature@example.com>' }) });
  const to = (recipientEmail: string) => ({ recipientEmail });

  test('is sent by the mail server, with the subject of the incident, to the one address', async () => {
    const address = to('on-call@example.com');
    expect(await sent({ destinationId: await emailOf(), address, deps: withMail() })).toMatchObject({
      state: 'delivered',
      tries: [{ httpStatus: null }],
    });
    const mail = await mails.next('on-call@example.com');
    expect(mail).toMatchObject({ from: 'armature@example.com', subject: '[Armature] Order lookup prod: Order lookup failing' });
    expect(mail.link.href).toBe('https://armature.example.com/o/acme/runs/run_6f1c');
    expect((await listDestinations({ ...cast.vera, deps: withMail() }))[0]).toMatchObject({ status: 'ready', statusDetail: null });
  });

  test('is sent to one address 60 times an hour at most: what is more is tried again later, and says why', async () => {
    const destinationId = await emailOf();
    const deps = { ...withMail(), mail: { isConfigured: true, send: () => Promise.resolve({ ok: true as const, value: undefined }) } };
    const send = (recipientEmail: string) => sent({ destinationId, address: { recipientEmail }, deps });
    for (let i = 0; i < 60; i += 1) await send('ops@example.com');
    expect(await send('Ops@example.com')).toMatchObject({
      state: 'pending',
      tries: [{ ok: false, error: 'Not sent: too many. This address gets at most 60 alerts an hour.' }],
    });
    expect(await send('other@example.com')).toMatchObject({ state: 'delivered' });
    world.clock.advance(minutes(1));
    expect(await send('ops@example.com')).toMatchObject({ state: 'delivered' });
  });

  test('is sent by one organization 300 times an hour at most, and another one does not notice', async () => {
    const deps = { ...withMail(), mail: { isConfigured: true, send: () => Promise.resolve({ ok: true as const, value: undefined }) } };
    const send = async (recipientEmail: string) => sent({ destinationId: await emailOf(), address: { recipientEmail }, deps });
    const letter = { orgId: cast.org.id, message: alertMessage(), secret: null, signingSecret: null, signal: cast.ada.signal };
    // The channel counts; what a delivery costs around it is not needed for the first ones, of which no one is too many.
    for (let i = 0; i < 280; i += 1) {
      const address = { recipientEmail: `person${i}@example.com` };
      expect(await emailChannel.send(deps, { ...letter, deliveryId: newId('dlv'), address })).toEqual({ ok: true, httpStatus: null });
    }
    const ends = [];
    for (let i = 280; i < 330; i += 1) ends.push(await send(`person${i}@example.com`));
    // Limits this large are leased to a process in chunks.
    const delivered = 280 + ends.filter((end) => end?.state === 'delivered').length;
    expect(delivered).toBeGreaterThanOrEqual(300);
    expect(delivered).toBeLessThanOrEqual(315);
    expect(ends.at(-1)).toMatchObject({
      tries: [{ error: 'Not sent: too many. An organization sends at most 300 alerts an hour by e-mail.' }],
    });
    cast = await world.newOrg();
    expect(await send('person0@example.com')).toMatchObject({ state: 'delivered' });
  });

  test('with a hostile name goes to nobody else and has one subject', async () => {
    const count = mails.mails.length;
    const message = alertMessage({
      rule: { id: 'rule_1', name: 'R\r\nBcc: eve@evil.example\r\nSubject: You won' },
      target: { type: 'monitor', id: 'mon_1', name: 'M\r\n\r\n<b>body</b>' },
    });
    await sent({ destinationId: await emailOf(), address: to('target@example.com'), message, deps: withMail() });
    const mail = await mails.next('target@example.com');
    expect(mail.subject).toBe('[Armature] R Bcc: eve@evil.example Subject: You won: M <b>body</b> failing');
    expect(mails.mails.slice(count).map((one) => one.to)).toEqual(['target@example.com']);
  });

  test('that the mail server does not take is tried again, and says nothing of what the server said', async () => {
    const closed = await startMailInbox({ login: { user: 'ada', password: 'right' } });
    const url = closed.url.replace('right', 'wrong-password');
    const deps = { ...world.deps, mail: createMail({ url, from: 'armature@example.com' }) };
    const delivery = await sent({ destinationId: await emailOf(), address: to('a@example.com'), deps });
    await closed.close();
    expect(delivery).toMatchObject({
      state: 'pending',
      tries: [{ ok: false, error: expect.stringMatching(/^The mail server did not take it \(/) }],
    });
    expect(JSON.stringify(delivery)).not.toContain('wrong-password');
  });

  test('to a mail server that never answers ends after 10 s', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const mail: Deps['mail'] = {
      isConfigured: true,
      send: () => {
        resolve();
        return new Promise(() => undefined);
      },
    };
    const deliveryId = await queued({ destinationId: await emailOf(), address: to('a@example.com') });
    const sending = deliver({ ...world.deps, mail }, { deliveryId }, new AbortController().signal);
    await asked;
    world.clock.advance(seconds(10));
    await sending;
    expect(await stateOf(deliveryId)).toMatchObject({
      state: 'pending',
      tries: [{ error: 'The mail server did not take it within 10 s.' }],
    });
  });

  test('without a mail server fails at once with that reason', async () => {
    expect(await sent({ destinationId: await emailOf(), address: to('a@example.com') })).toMatchObject({
      state: 'failed',
      tries: [{ error: 'SMTP not configured' }],
    });
    await expect(listMails(cast.vera)).rejects.toMatchObject({ code: 'not_found', thing: 'route' });
    await expect(readMail(cast.vera, { mailId: 'mail_1' })).rejects.toMatchObject({ code: 'not_found', thing: 'route' });
    await expect(clearMails(cast.ada)).rejects.toMatchObject({ code: 'not_found', thing: 'route' });
  });
});

describe('the local inbox', () => {
  const local = (): Deps => ({ ...world.deps, settings: { ...world.deps.settings, singleUser: true } });
  const here = (ctx: Cast['ada']) => ({ ...ctx, deps: local() });
  const keep = async (recipientEmail: string) => sent({ destinationId: await emailOf(), address: { recipientEmail }, deps: local() });

  test('takes what an instance for one person without a mail server would send: delivered, listed, and read once', async () => {
    expect(await keep('ada@example.com')).toMatchObject({ state: 'delivered', tries: [{ ok: true }] });
    const list = await listMails(here(cast.vera));
    expect(list).toMatchObject({
      rows: [{ recipient: 'ada@example.com', subject: '[Armature] Order lookup prod: Order lookup failing', readAt: null }],
      total: 1,
      unread: 1,
      page: 1,
    });
    const mailId = list.rows[0]?.id ?? '';
    const readAt = world.clock.now().toISOString();
    expect(await readMail(here(cast.vera), { mailId })).toMatchObject({
      readAt,
      text: expect.stringContaining('Order lookup'),
      html: expect.stringContaining('<!doctype html>'),
    });
    world.clock.advance(minutes(1));
    expect(await readMail(here(cast.vera), { mailId })).toMatchObject({ readAt });
    expect(await listMails(here(cast.vera))).toMatchObject({ total: 1, unread: 0 });
  });

  test('belongs to its organization: eve finds nothing in it, and vera may not empty it', async () => {
    await keep('ada@example.com');
    const [mail] = (await listMails(here(cast.ada))).rows;
    expect(await listMails(here(cast.eve))).toMatchObject({ rows: [], total: 0 });
    await expect(readMail(here(cast.eve), { mailId: mail?.id })).rejects.toMatchObject({ code: 'not_found', thing: 'mail' });
    await expect(clearMails(here(cast.vera))).rejects.toMatchObject({ code: 'forbidden_role' });
    await clearMails(here(cast.eve));
    expect(await listMails(here(cast.ada))).toMatchObject({ total: 1 });
    await clearMails(here(cast.ada));
    expect(await listMails(here(cast.ada))).toMatchObject({ rows: [], total: 0 });
    expect((await listAuditLog(cast.ada, { action: 'inbox.clear' })).rows).toMatchObject([{ before: { mails: 1 }, after: { mails: 0 } }]);
  });

  test('has a mail once, also when its delivery is tried again', async () => {
    const destinationId = await emailOf();
    const deliveryId = await queued({ destinationId, address: { recipientEmail: 'ada@example.com' } });
    const go = new AbortController().signal;
    await deliver(local(), { deliveryId }, go);
    await world.deps.db
      .updateTable('alert_deliveries')
      .set({ state: 'pending', next_try_at: world.clock.now() })
      .where('id', '=', deliveryId)
      .execute();
    await deliver(local(), { deliveryId }, go);
    expect(await listMails(here(cast.ada))).toMatchObject({ total: 1 });
  });

  test('keeps the newest 200', async () => {
    const now = world.clock.now().getTime();
    const old = Array.from({ length: 205 }, (_, i) => ({
      id: newId('mail'),
      org_id: cast.org.id,
      at: new Date(now - minutes(300 - i)),
      recipient: 'ada@example.com',
      subject: `old ${i}`,
      text: 'x',
    }));
    await world.deps.db.insertInto('inbox_mails').values(old).execute();
    await keep('ada@example.com');
    const { rows, total } = await listMails(here(cast.ada), { page: '2', pageSize: '100' });
    expect([total, rows.at(-1)?.subject]).toEqual([200, 'old 6']);
  });
});
