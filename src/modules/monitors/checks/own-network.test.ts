// Checks while our own network is down, or this process stood still: what happened then is not held against the server.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Connectivity, FailedReach } from '#platform/connectivity/connectivity';
import { addMonitor, addServer, makeCheckWorld, newestCheck } from '#test/check-world';
import type { CheckWorld } from '#test/check-world';
import { BROKEN } from '#test/mcp-fixtures/broken-servers';
import type { RawServer } from '#test/mcp-fixtures/raw-server';
import { startScriptedServer } from '#test/mcp-fixtures/scripted-server';
import { executeCheck } from './execute-check.ts';

const ours = { isOurs: false, stoodStillMs: 0, asked: [] as FailedReach[], watches: 0, onAsked: (): void => undefined };
const connectivity: Connectivity = {
  reached: () => undefined,
  isOurs: async (failure) => {
    ours.asked.push(failure);
    ours.onAsked();
    return ours.isOurs;
  },
  watch: () => {
    ours.watches += 1;
    return { longestMs: () => ours.stoodStillMs, stop: () => void (ours.watches -= 1) };
  },
};

let world: CheckWorld;
beforeAll(async () => {
  world = await makeCheckWorld({ connectivity });
});
beforeEach(() => {
  Object.assign(ours, { isOurs: false, stoodStillMs: 0, asked: [], onAsked: () => undefined });
});
afterAll(() => world.close());

async function watched(server: RawServer, timeoutSeconds = 5) {
  const { ben } = await world.newTeam();
  const serverId = await addServer(ben, server.url, { protocolEra: 'legacy' });
  const monitorId = await addMonitor(ben, { serverId, timeoutSeconds });
  return {
    check: async () => {
      await executeCheck(world.deps, { monitorId, tickAt: null }, new AbortController().signal);
      return newestCheck(world.deps, monitorId);
    },
    row: () => world.deps.db.selectFrom('monitors').selectAll().where('id', '=', monitorId).executeTakeFirstOrThrow(),
    sums: () => world.deps.db.selectFrom('monitor_hours').selectAll().where('monitor_id', '=', monitorId).execute(),
    health: async () =>
      (await world.deps.db.selectFrom('mcp_servers').select('health').where('id', '=', serverId).executeTakeFirstOrThrow()).health,
  };
}

async function pastDeadline<T>(server: RawServer, method: string, work: Promise<T>): Promise<T> {
  await expect.poll(() => server.received.some(({ message }) => message.method === method), { interval: 5, timeout: 5_000 }).toBe(true);
  world.clock.advance(5_000);
  return work;
}

test('a connection that was not made is ours when the network is, and changes neither status, uptime nor health', async () => {
  const server = await startScriptedServer({ era: 'legacy', answer: { 'tools/call': () => ({ content: [] }) } });
  const { check, row, sums, health } = await watched(server);
  expect(await check()).toMatchObject({ status: 'pass' });
  await server.close();
  ours.isOurs = true;
  expect(await check()).toMatchObject({
    status: 'unknown',
    reason: 'own_network',
    message: expect.stringMatching(
      /^Not counted: the network of this instance seems to be down\. What happened: No connection to 127\.0\.0\.1:/,
    ),
  });
  expect(await row()).toMatchObject({ status: 'pass', seq: 2, consecutive_failures: 0 });
  expect(await sums()).toMatchObject([{ pass: 1, error: 0, excluded: 1 }]);
  expect(ours.asked).toMatchObject([{ code: 'connect_failed', hadHttpStatus: false, host: new URL(server.url).host }]);
  expect(await health()).toBe('healthy');
  ours.isOurs = false;
  expect(await check()).toMatchObject({ status: 'error', reason: 'connect' });
});

test('silence of a call is asked about too', async () => {
  const server = await startScriptedServer({ era: 'legacy', answer: { 'tools/call': () => new Promise(() => undefined) } });
  const { check } = await watched(server);
  ours.isOurs = true;
  expect(await pastDeadline(server, 'tools/call', check())).toMatchObject({
    status: 'unknown',
    reason: 'own_network',
    message: expect.stringContaining('within the 5 s'),
  });
  await server.close();
});

test('what came is judged, and let go, before a server that takes its time is left', async () => {
  const server = await startScriptedServer({
    era: 'legacy',
    sessionId: 's1',
    answer: { 'tools/call': () => new Promise(() => undefined) },
  });
  const ends = (): number => server.received.filter(({ method }) => method === 'DELETE').length;
  const { check } = await watched(server);
  let endsWhenAsked = -1;
  ours.onAsked = () => void (endsWhenAsked = ends());
  await pastDeadline(server, 'tools/call', check());
  expect([endsWhenAsked, ends()]).toEqual([0, 1]);
  await server.close();
});

test('a time-out while this process stood still says nothing about the server, and says so', async () => {
  const server = await BROKEN.hanging();
  const { check, row } = await watched(server);
  ours.stoodStillMs = 12_345;
  expect(await pastDeadline(server, 'initialize', check())).toMatchObject({
    status: 'unknown',
    reason: 'own_network',
    message: expect.stringMatching(
      /^Not counted: this instance stood still for 12 s in the middle of the check\. What happened: .* did not answer within the 5 s/,
    ),
  });
  expect(await row()).toMatchObject({ status: 'unknown', consecutive_failures: 0 });
  await server.close();
});

test('a hiccup is no standstill, and a standstill excuses no answer that came', async () => {
  const hanging = await BROKEN.hanging();
  ours.stoodStillMs = 1_900;
  expect(await pastDeadline(hanging, 'initialize', (await watched(hanging)).check())).toMatchObject({ status: 'error', reason: 'timeout' });
  await hanging.close();
  const failing = await BROKEN.failing();
  ours.stoodStillMs = 60_000;
  expect(await (await watched(failing)).check()).toMatchObject({ status: 'error', reason: 'http_status' });
  await failing.close();
  expect(ours.watches).toBe(0);
});
