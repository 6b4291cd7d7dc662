// Deliveries: one row per change, five tries by the plan, one worker at a time, and a history that is kept.
import { webcrypto } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { days, minutes, seconds } from '#kernel/duration';
import { newId } from '#kernel/ids';
import { listAuditLog } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { alertMessage } from '#test/alert-message';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { startReceiver } from '#test/receiver';
import type { Behaviour, ReceivedRequest, Receiver } from '#test/receiver';
import type { AlertDelivery } from '../delivery.ts';
import { createDestination } from '../destinations/create-destination.ts';
import { listDestinations } from '../destinations/list-destinations.ts';
import { removeDestination } from '../destinations/remove-destination.ts';
import { rotateWebhookSecret } from '../destinations/rotate-webhook-secret.ts';
import { deliver } from './deliver.ts';
import { listDeliveries } from './list-deliveries.ts';
import { queueDelivery } from './queue-delivery.ts';
import type { DeliveryRequest } from './queue-delivery.ts';
import { reapDeliveries } from './reap-deliveries.ts';
import { retryDelivery } from './retry-delivery.ts';
import { findDelivery } from './store.ts';
import { sweepDeliveries } from './sweep-deliveries.ts';

let world: World;
let receiver: Receiver;
let cast: Cast;
let destination: { readonly id: string; readonly secret?: string };
beforeAll(async () => {
  receiver = await startReceiver();
  world = await makeWorld();
});
beforeEach(async () => {
  cast = await world.newOrg();
  destination = await createDestination(cast.ada, { name: 'Ops', kind: 'webhook', url: `${receiver.origin}/in` });
});
afterAll(async () => {
  await world.close();
  await receiver.close();
});

const go = new AbortController().signal;
const queue = (changes: Partial<DeliveryRequest> = {}, deps: Deps = world.deps) =>
  inTransaction(deps.db, (tx) =>
    queueDelivery(tx, deps, {
      orgId: cast.org.id,
      ruleId: null,
      destinationId: destination.id,
      incidentId: null,
      dedupeKey: newId('dlv'),
      message: alertMessage(),
      address: {},
      ...changes,
    }),
  );
const queued = async (changes: Partial<DeliveryRequest> = {}): Promise<string> => (await queue(changes)) ?? '';
const send = (deliveryId: string, deps: Deps = world.deps, signal: AbortSignal = go) => deliver(deps, { deliveryId }, signal);
const stateOf = (deliveryId: string): Promise<AlertDelivery | undefined> => findDelivery(world.deps.db, cast.org.id, deliveryId);
/** The jobs that wait for a delivery, and in how many ms they start. */
const waitingJobs = async (deliveryId: string): Promise<number[]> => {
  const { rows } = await sql<{ ms: number }>`
    select round(extract(epoch from start_after - created_on) * 1000)::int as ms from pgboss.job
    where name = 'alert.deliver' and state = 'created' and data->>'deliveryId' = ${deliveryId}`.execute(world.deps.db);
  return rows.map(({ ms }) => ms);
};
const takeJobs = (deliveryId: string) =>
  sql`delete from pgboss.job where name = 'alert.deliver' and data->>'deliveryId' = ${deliveryId}`.execute(world.deps.db);
const since = (count: number): readonly ReceivedRequest[] => receiver.requests.slice(count);

/** Verifies as a receiver does, by another implementation than the one that signs. */
async function isSigned(request: ReceivedRequest | undefined, secret: string): Promise<boolean> {
  const raw = Uint8Array.from(atob(secret.replace('whsec_', '')), (char) => char.charCodeAt(0));
  const key = await webcrypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const [version, signature = ''] = (request?.headers['webhook-signature'] ?? '').split(',');
  const signed = `${request?.headers['webhook-id']}.${request?.headers['webhook-timestamp']}.${request?.body}`;
  const bytes = Uint8Array.from(atob(signature), (char) => char.charCodeAt(0));
  return version === 'v1' && (await webcrypto.subtle.verify('HMAC', key, bytes, new TextEncoder().encode(signed)));
}

describe('queued', () => {
  test('with the change or not at all, and once per change however many tell of it', async () => {
    const dedupeKey = newId('dlv');
    await expect(
      inTransaction(world.deps.db, async (tx) => {
        await queueDelivery(tx, world.deps, {
          orgId: cast.org.id,
          ruleId: null,
          destinationId: destination.id,
          incidentId: null,
          dedupeKey,
          message: alertMessage(),
          address: {},
        });
        throw new Error('the change failed');
      }),
    ).rejects.toThrow('the change failed');
    expect((await listDeliveries(cast.vera, {})).total).toBe(0);
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => queue({ dedupeKey })));
    expect(ids.filter((id) => id !== undefined)).toHaveLength(1);
    expect((await listDeliveries(cast.vera, {})).total).toBe(1);
    const [id = ''] = ids.filter((one) => one !== undefined);
    expect(await waitingJobs(id)).toEqual([0]);
  });
});

test('a message of any words can be stored: without what no column takes, and bounded', async () => {
  const summary = `\0\ud800${'😀'.repeat(800)}`;
  const id = await queued({
    message: alertMessage({ summary, cause: cause('x'.repeat(100_000)), target: { type: 'monitor', id: 'mon_1', name: 'M\0\udc00' } }),
  });
  const before = receiver.requests.length;
  await send(id);
  expect(since(before)[0]?.json.data).toMatchObject({ target: { name: 'M\ufffd' }, cause: { message: `${'x'.repeat(499)}…` } });
  const stored = await world.deps.db.selectFrom('alert_deliveries').select('message').where('id', '=', id).executeTakeFirst();
  expect(stored?.message).toMatchObject({ summary: `\ufffd${'😀'.repeat(498)}…` });
});

describe('a webhook', () => {
  test('gets signed JSON with the id of the delivery and the time of the try', async () => {
    const before = receiver.requests.length;
    const id = await queued();
    await send(id);
    const [request, ...more] = since(before);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/in',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(world.clock.now().getTime() / 1000)),
      },
      json: { type: 'incident.opened', data: { incident: { id: 'inc_01', failureCount: 1 } } },
    });
    expect(await isSigned(request, destination.secret ?? '')).toBe(true);
    expect(await isSigned(request && { ...request, body: `${request.body} ` }, destination.secret ?? '')).toBe(false);
    const now = world.clock.now().toISOString();
    expect(await stateOf(id)).toMatchObject({
      state: 'delivered',
      tries: [{ at: now, ok: true, httpStatus: 200, error: null }],
      nextTryAt: null,
      endedAt: now,
    });
  });

  test('is signed with the new secret after a rotation, and not with the old one', async () => {
    const before = receiver.requests.length;
    const { secret } = await rotateWebhookSecret(cast.ada, { destinationId: destination.id });
    await send(await queued());
    const [request] = since(before);
    expect([await isSigned(request, secret), await isSigned(request, destination.secret ?? '')]).toEqual([true, false]);
  });

  test('once delivered is not sent again, whoever asks', async () => {
    const id = await queued();
    await send(id);
    const before = receiver.requests.length;
    await send(id);
    await send('dlv_00000000000000000000000000');
    expect(since(before)).toEqual([]);
  });
});

describe('a try', () => {
  test.each<[string, Behaviour, { state: string; httpStatus: number | null; error: RegExp }]>([
    ['408', { status: 408 }, { state: 'pending', httpStatus: 408, error: /^It answered 408\.$/ }],
    ['409', { status: 409 }, { state: 'pending', httpStatus: 409, error: /409/ }],
    ['425', { status: 425 }, { state: 'pending', httpStatus: 425, error: /425/ }],
    ['429', { status: 429 }, { state: 'pending', httpStatus: 429, error: /429/ }],
    ['500', { status: 500, body: 'xoxb-secret-of-the-receiver' }, { state: 'pending', httpStatus: 500, error: /^It answered 500\.$/ }],
    ['503', { status: 503 }, { state: 'pending', httpStatus: 503, error: /503/ }],
    ['a dropped connection', 'drop', { state: 'pending', httpStatus: null, error: /^connect_failed: .* closed the connection/ }],
    ['400', { status: 400 }, { state: 'failed', httpStatus: 400, error: /400/ }],
    ['401', { status: 401 }, { state: 'failed', httpStatus: 401, error: /401/ }],
    ['404', { status: 404 }, { state: 'failed', httpStatus: 404, error: /404/ }],
    ['410', { status: 410 }, { state: 'failed', httpStatus: 410, error: /410/ }],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, { state: 'failed', httpStatus: 302, error: /not followed/ }],
    [
      'a redirect that keeps the method',
      { status: 307, headers: { location: '/elsewhere' } },
      { state: 'failed', httpStatus: 307, error: /not/ },
    ],
  ])('that is answered %s ends so', async (_what, behaviour, { state, httpStatus, error }) => {
    const before = receiver.requests.length;
    receiver.play(behaviour);
    const id = await queued();
    await send(id);
    expect(since(before).map(({ path }) => path)).toEqual(['/in']);
    const delivery = await stateOf(id);
    expect(delivery).toMatchObject({ state, tries: [{ ok: false, httpStatus, error: expect.stringMatching(error) }] });
    expect(delivery?.nextTryAt === null).toBe(state === 'failed');
    expect(JSON.stringify(delivery)).not.toContain('xoxb');
  });

  test.each(['endless', 'half'] as const)('whose answer is %s is delivered: the status is all that counts', async (behaviour) => {
    receiver.play(behaviour);
    const id = await queued();
    await send(id);
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', tries: [{ ok: true, httpStatus: 200 }] });
  });

  test('that is not answered ends after 10 s', async () => {
    const before = receiver.requests.length;
    receiver.play('hang');
    const id = await queued();
    const sending = send(id);
    await receiver.arrived(before + 1);
    world.clock.advance(seconds(10));
    await sending;
    expect(await stateOf(id)).toMatchObject({ state: 'pending', tries: [{ httpStatus: null, error: 'timeout: No answer within 10 s.' }] });
  });

  test('to an address that may not be contacted ends at once and names no address', async () => {
    const strict = createSafeFetch({ allowLoopback: false, allowInsecureHttp: true, allowedPrivateHosts: [] });
    const before = receiver.requests.length;
    const id = await queued();
    await send(id, { ...world.deps, fetch: strict });
    await strict.close();
    expect(since(before)).toEqual([]);
    const delivery = await stateOf(id);
    expect(delivery).toMatchObject({ state: 'failed', tries: [{ error: expect.stringMatching(/^blocked_address: /) }] });
    expect(JSON.stringify(delivery?.tries)).not.toContain('127.0.0.1');
  });

  test('of a destination whose secret is gone fails and says what to do', async () => {
    await world.deps.db.deleteFrom('secrets').where('org_id', '=', cast.org.id).execute();
    expect((await listDestinations(cast.vera))[1]).toMatchObject({ status: 'not_configured' });
    const id = await queued();
    await send(id);
    expect(await stateOf(id)).toMatchObject({ state: 'failed', tries: [{ error: expect.stringContaining('Enter it again') }] });
  });

  test('leads where it should, also when a secret of the organization reads like a part of its address', async () => {
    await inTransaction(world.deps.db, (tx) => world.deps.vault.put(tx, cast.org.id, 'armature.example.com'));
    const before = receiver.requests.length;
    await send(await queued());
    expect(since(before)[0]?.json.data.url).toBe(alertMessage().url);
  });

  test('sends no secret of the organization, also one that was stored after the message', async () => {
    const id = await queued({ message: alertMessage({ summary: 'x', cause: cause('the token is hunter2-hunter2-hunter2') }) });
    await inTransaction(world.deps.db, (tx) => world.deps.vault.put(tx, cast.org.id, 'hunter2-hunter2-hunter2'));
    const before = receiver.requests.length;
    await send(id);
    expect(since(before)[0]?.body).toContain('the token is [redacted');
    expect(since(before)[0]?.body).not.toContain('hunter2');
  });
});

const cause = (message: string) => ({ runId: 'run_1', checkId: null, status: 'fail', classification: null, message });

describe('the plan', () => {
  test('is five tries, 0, 1, 5, 20 and 60 minutes after the first, all with one id; then it failed', async () => {
    const before = receiver.requests.length;
    receiver.play(...Array.from({ length: 5 }, () => ({ status: 500 })));
    const id = await queued();
    const start = world.clock.now().getTime();
    const waits: (number | null)[] = [];
    for (let i = 0; i < 5; i += 1) {
      await takeJobs(id);
      await send(id);
      const next = (await stateOf(id))?.nextTryAt ?? null;
      waits.push(next === null ? null : (Date.parse(next) - start) / minutes(1));
      const jobs = await waitingJobs(id);
      expect(jobs).toHaveLength(next === null ? 0 : 1);
      if (next === null) break;
      expect(Math.abs((jobs[0] ?? 0) - (Date.parse(next) - world.clock.now().getTime()))).toBeLessThan(5);
      world.clock.moveTo(next);
    }
    expect(waits).toEqual([1, 5, 20, 60, null]);
    expect(await stateOf(id)).toMatchObject({ state: 'failed', tries: Array.from({ length: 5 }, () => ({ ok: false, httpStatus: 500 })) });
    const requests = since(before);
    expect(new Set(requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
    expect(new Set(requests.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(5);
    for (const request of requests) expect(await isSigned(request, destination.secret ?? '')).toBe(true);
  });

  test('that comes too early waits for its time and sends nothing', async () => {
    receiver.play({ status: 500 });
    const id = await queued();
    await send(id);
    await takeJobs(id);
    const before = receiver.requests.length;
    world.clock.advance(seconds(59));
    await send(id);
    expect(since(before)).toEqual([]);
    expect(await waitingJobs(id)).toEqual([expect.closeTo(1000, -1)]);
    world.clock.advance(seconds(1));
    await send(id);
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', tries: [{ ok: false }, { ok: true }] });
  });

  test.each([
    ['120', 2],
    ['3600', 60],
    ['3601', 1],
    ['5', 1],
    ['soon', 1],
    ['-1', 1],
  ])('after a 429 with Retry-After %s goes on after %i minutes', async (header, expected) => {
    receiver.play({ status: 429, headers: { 'retry-after': header } });
    const id = await queued();
    const start = world.clock.now().getTime();
    await send(id);
    expect((Date.parse((await stateOf(id))?.nextTryAt ?? '') - start) / minutes(1)).toBe(expected);
  });

  test('reads Retry-After as a date too', async () => {
    const at = new Date(Math.ceil(world.clock.now().getTime() / 1000) * 1000 + minutes(3));
    receiver.play({ status: 429, headers: { 'retry-after': at.toUTCString() } });
    const id = await queued();
    await send(id);
    expect((await stateOf(id))?.nextTryAt).toBe(at.toISOString());
  });
});

describe('many workers', () => {
  test('that take the same try at the same time send it once', async () => {
    const before = receiver.requests.length;
    const id = await queued();
    await Promise.all([1, 2, 3, 4, 5].map(() => send(id)));
    expect(since(before)).toHaveLength(1);
    expect((await stateOf(id))?.tries).toHaveLength(1);
  });

  test('one that dies in the middle of a try leaves it to another, which sends it with the same id once the claim has run out', async () => {
    const before = receiver.requests.length;
    receiver.play('hang');
    const id = await queued();
    // This worker never comes back: neither its answer nor its time-out is waited for.
    const dead = send(id, { ...world.deps, clock: { ...world.clock, sleep: () => new Promise<void>(() => undefined) } });
    await receiver.arrived(before + 1);
    world.clock.advance(seconds(59));
    await send(id);
    expect(since(before)).toHaveLength(1);
    world.clock.advance(seconds(1));
    await send(id);
    expect(since(before).map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
    expect(await stateOf(id)).toMatchObject({
      state: 'delivered',
      tries: [{ ok: false, error: 'The process stopped in the middle of this try.' }, { ok: true }],
    });
    void dead.catch(() => undefined);
  });

  test('tries that are lost count: a message that kills every worker is given up after five', async () => {
    const id = await queued();
    for (let i = 0; i < 5; i += 1) {
      const claimed = new Date(world.clock.now().getTime() + seconds(60));
      await world.deps.db
        .updateTable('alert_deliveries')
        .set({ claimed_until: claimed, first_try_at: sql`coalesce(first_try_at, ${world.clock.now()})` })
        .where('id', '=', id)
        .execute();
      world.clock.moveTo(claimed);
      if (i < 4)
        await sql`update alert_deliveries set tries = tries || '[{"at":"2026-01-01T00:00:00.000Z","ok":false,"httpStatus":null,"error":"lost"}]', claimed_until = null where id = ${id}`.execute(
          world.deps.db,
        );
    }
    const before = receiver.requests.length;
    await send(id);
    expect(since(before)).toEqual([]);
    expect(await stateOf(id)).toMatchObject({ state: 'failed', nextTryAt: null });
    expect((await stateOf(id))?.tries).toHaveLength(5);
  });

  test('one that is stopped gives its try back at once', async () => {
    const before = receiver.requests.length;
    receiver.play('hang');
    const id = await queued();
    const stop = new AbortController();
    const sending = send(id, world.deps, stop.signal);
    await receiver.arrived(before + 1);
    stop.abort(new Error('The process is stopping.'));
    await expect(sending).rejects.toThrow('The process is stopping.');
    expect(await stateOf(id)).toMatchObject({ state: 'pending', tries: [] });
    await send(id);
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', tries: [{ ok: true }] });
  });

  test('a late answer of a try that another one has taken over changes nothing', async () => {
    const before = receiver.requests.length;
    receiver.play('hang', { status: 404 });
    const id = await queued();
    const stop = new AbortController();
    const frozen = { ...world.clock, sleep: () => new Promise<void>(() => undefined) };
    const late = send(id, { ...world.deps, clock: frozen }, stop.signal).catch((error: unknown) => error);
    await receiver.arrived(before + 1);
    world.clock.advance(seconds(60));
    await send(id);
    stop.abort(new Error('late'));
    await late;
    expect(await stateOf(id)).toMatchObject({ state: 'failed', tries: [{ httpStatus: null }, { httpStatus: 404 }] });
  });
});

describe('removing its destination', () => {
  test('removes what was not sent yet, and a try on its way ends without a trace', async () => {
    const before = receiver.requests.length;
    receiver.play('hang');
    const [first, second] = [await queued(), await queued()];
    const sending = send(first);
    await receiver.arrived(before + 1);
    await removeDestination(cast.ada, { destinationId: destination.id });
    world.clock.advance(seconds(10));
    await sending;
    await send(second);
    expect(since(before)).toHaveLength(1);
    expect((await listDeliveries(cast.vera, {})).rows).toEqual([]);
  });
});

describe('the history', () => {
  test('is newest first, a page at a time, by state, rule and destination; eve sees none of it', async () => {
    const other = await createDestination(cast.ada, { name: 'Other', kind: 'webhook', url: `${receiver.origin}/other` });
    receiver.play({ status: 400 });
    const failedId = await queued();
    await send(failedId);
    world.clock.advance(1);
    const pendingId = await queued({ destinationId: other.id, message: alertMessage({ target: null, rule: null }) });
    expect((await listDeliveries(cast.vera, {})).rows.map(({ id }) => id)).toEqual([pendingId, failedId]);
    expect(await listDeliveries(cast.vera, { page: 2, pageSize: 1 })).toMatchObject({
      rows: [{ id: failedId }],
      total: 2,
      page: 2,
      pageSize: 1,
    });
    expect((await listDeliveries(cast.vera, { state: 'failed' })).rows).toMatchObject([
      { id: failedId, type: 'incident.opened', targetName: 'Order lookup', destinationName: 'Ops' },
    ]);
    expect((await listDeliveries(cast.vera, { destinationId: other.id })).rows).toMatchObject([{ id: pendingId, targetName: null }]);
    expect((await listDeliveries(cast.vera, { ruleId: 'rule_1' })).rows).toEqual([]);
    expect(await listDeliveries(cast.eve, {})).toMatchObject({ rows: [], total: 0 });
    await expect(listDeliveries(cast.vera, { state: 'lost' })).rejects.toMatchObject({ fieldErrors: [{ field: 'state' }] });
  });

  test('holds nothing of the address, the secret or the answer', async () => {
    const secretUrl = await createDestination(cast.ada, { name: 'Secret', kind: 'webhook', url: `${receiver.origin}/t0ps3cr3t` });
    receiver.play({ status: 500, body: 'echo of t0ps3cr3t' }, 'drop', { status: 403, body: 't0ps3cr3t' });
    for (let i = 0; i < 3; i += 1) await send(await queued({ destinationId: secretUrl.id }));
    expect(JSON.stringify((await listDeliveries(cast.vera, {})).rows)).not.toMatch(/t0ps3cr3t|whsec_/);
  });

  test('is kept 90 days, and forgotten in batches that heed the stop', async () => {
    const old = await queued();
    world.clock.advance(days(90));
    const young = await queued();
    expect(await sweepDeliveries(world.deps, go)).toBeGreaterThanOrEqual(0);
    expect([(await stateOf(old))?.id, (await stateOf(young))?.id]).toEqual([old, young]);
    world.clock.advance(1);
    expect(await sweepDeliveries(world.deps, AbortSignal.abort())).toBe(0);
    expect(await sweepDeliveries(world.deps, go)).toBeGreaterThanOrEqual(1);
    expect([await stateOf(old), (await stateOf(young))?.id]).toEqual([undefined, young]);
  });
});

describe('retry', () => {
  test('is for editors, and for failed ones alone', async () => {
    receiver.play({ status: 400 });
    const [failedId, pendingId] = [await queued(), await queued()];
    await send(failedId);
    await expect(retryDelivery(cast.vera, { deliveryId: failedId })).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(retryDelivery(cast.eve, { deliveryId: failedId })).rejects.toMatchObject({ code: 'not_found', thing: 'delivery' });
    await expect(retryDelivery(cast.ben, { deliveryId: pendingId })).rejects.toMatchObject({ code: 'conflict' });
    await retryDelivery(cast.ben, { deliveryId: failedId });
    await expect(retryDelivery(cast.ben, { deliveryId: failedId })).rejects.toMatchObject({ code: 'conflict' });
    await send(failedId);
    await expect(retryDelivery(cast.ben, { deliveryId: failedId })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('delivered'),
    });
    expect((await listAuditLog(cast.ada, { action: 'delivery.retry' })).rows).toMatchObject([{ objectId: failedId }]);
  });

  test('starts a fresh plan of five with the same id, and keeps the earlier tries', async () => {
    const before = receiver.requests.length;
    receiver.play({ status: 404 }, ...Array.from({ length: 5 }, () => ({ status: 500 })));
    const id = await queued();
    await send(id);
    const again = await retryDelivery(cast.ben, { deliveryId: id });
    expect(again).toMatchObject({
      state: 'pending',
      tries: [{ httpStatus: 404 }],
      nextTryAt: world.clock.now().toISOString(),
      endedAt: null,
    });
    const start = world.clock.now().getTime();
    const waits: (number | null)[] = [];
    for (let i = 0; i < 5; i += 1) {
      await send(id);
      const next = (await stateOf(id))?.nextTryAt ?? null;
      waits.push(next === null ? null : (Date.parse(next) - start) / minutes(1));
      if (next !== null) world.clock.moveTo(next);
    }
    expect(waits).toEqual([1, 5, 20, 60, null]);
    const delivery = await stateOf(id);
    expect(delivery?.state).toBe('failed');
    expect(delivery?.tries.map(({ httpStatus }) => httpStatus)).toEqual([404, 500, 500, 500, 500, 500]);
    expect(since(before).map(({ headers }) => headers['webhook-id'])).toEqual(Array.from({ length: 6 }, () => id));
  });

  test('of the same message again and again keeps a bounded history', async () => {
    const id = await queued();
    for (let i = 0; i < 60; i += 1) {
      receiver.play({ status: 404 });
      await send(id);
      await retryDelivery(cast.ben, { deliveryId: id });
    }
    expect((await stateOf(id))?.tries.length).toBeLessThanOrEqual(51);
    await send(id);
    expect((await stateOf(id))?.state).toBe('delivered');
  });
});

describe('a job that got lost', () => {
  test('is enqueued anew two minutes after its time, once, and not for what is on its way or done', async () => {
    const id = await queued();
    await takeJobs(id);
    await reapDeliveries(world.deps);
    expect(await waitingJobs(id)).toEqual([]);
    world.clock.advance(minutes(2) + 1);
    expect(await reapDeliveries(world.deps)).toBeGreaterThanOrEqual(1);
    await reapDeliveries(world.deps);
    expect(await waitingJobs(id)).toHaveLength(1);
    await takeJobs(id);
    await world.deps.db
      .updateTable('alert_deliveries')
      .set({ claimed_until: new Date(world.clock.now().getTime() + 1) })
      .where('id', '=', id)
      .execute();
    await reapDeliveries(world.deps);
    expect(await waitingJobs(id)).toEqual([]);
  });
});
