// Monitors over servers that others wrote, as real processes: the ones that answer, and the ones that lie.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executeCheck, listChecks } from '#modules/monitors';
import type { MonitorCheck } from '#modules/monitors';
import { syncServer } from '#modules/servers';
import { addMonitor, addServer, makeCheckWorld } from './check-world.ts';
import type { CheckWorld, MonitorFields } from './check-world.ts';
import { startPeer } from './peers.ts';
import type { PeerName } from './peers.ts';

const PEER_TEST_MS = 60_000;

let world: CheckWorld;
let scratch: string;
beforeAll(async () => {
  world = await makeCheckWorld();
  scratch = await mkdtemp(join(tmpdir(), 'armature-monitored-'));
});
afterAll(async () => {
  await world.close();
  await rm(scratch, { recursive: true, force: true });
});

interface Watch {
  /** Adds a monitor and checks it. */
  check(fields: Omit<MonitorFields, 'serverId'>): Promise<MonitorCheck | undefined>;
}

async function watching(name: PeerName, work: (watch: Watch) => Promise<void>): Promise<void> {
  const peer = await startPeer(name, scratch);
  try {
    const { ada, ben } = await world.newTeam();
    const serverId = await addServer(ben, peer.url);
    await syncServer(ada, { serverId });
    const check: Watch['check'] = async (fields) => {
      const monitorId = await addMonitor(ben, { serverId, ...fields });
      await executeCheck(world.deps, { monitorId, tickAt: null }, ben.signal);
      return (await listChecks(ben, { monitorId })).rows[0];
    };
    await work({ check });
  } finally {
    await peer.stop();
  }
}

describe('a peer that answers', () => {
  test('server-everything: a call, a schema that holds, an assertion that does not', { timeout: PEER_TEST_MS }, async () => {
    await watching('everythingHttp', async ({ check }) => {
      const weather = { toolName: 'get-structured-content', arguments: { location: 'New York' }, validateOutputSchema: true };
      expect(await check(weather)).toMatchObject({
        status: 'pass',
        era: 'legacy',
        message: null,
        resultExcerpt: expect.stringContaining('"temperature":33'),
      });
      expect(await check({ ...weather, assertions: [{ kind: 'jsonpath', path: '$.temperature', equals: 34 }] })).toMatchObject({
        status: 'fail',
        reason: 'assertion',
        message: 'Assertion 1 of 1 does not hold: the value at $.temperature is 33, not 34.',
      });
      expect(await check({ toolName: 'no-such-tool' })).toMatchObject({ status: 'fail' });
    });
  });

  test('git-mcp-server: healthy, although it answers server/discover with 500', { timeout: PEER_TEST_MS }, async () => {
    await watching('git', async ({ check }) => {
      expect(await check({ toolName: 'git_status', arguments: { path: scratch } })).toMatchObject({
        status: 'fail',
        reason: 'tool_error',
        era: 'legacy',
      });
    });
  });

  test('filesystem behind a modern bridge', { timeout: PEER_TEST_MS }, async () => {
    await watching('filesystemModern', async ({ check }) => {
      expect(await check({ toolName: 'list_directory', arguments: { path: scratch } })).toMatchObject({ status: 'pass', era: 'modern' });
      expect(await check({ toolName: 'list_directory', arguments: { path: '/' } })).toMatchObject({ status: 'fail', reason: 'tool_error' });
    });
  });
});

describe('a peer that lies', () => {
  test('context7: an upstream failure told as a success, which only an assertion catches', { timeout: PEER_TEST_MS }, async () => {
    await watching('context7', async ({ check }) => {
      const call = { toolName: 'resolve-library-id', arguments: { query: 'routing', libraryName: 'react' } };
      expect(await check(call)).toMatchObject({ status: 'pass', era: 'modern', resultExcerpt: expect.stringContaining('Error') });
      expect(await check({ ...call, assertions: [{ kind: 'jsonpath', path: '$.text', matches: '^Available' }] })).toMatchObject({
        status: 'fail',
        reason: 'assertion',
        failedAssertion: { index: 0 },
      });
    });
  });

  test('mcp-hello-world: takes one client at a time, so that checks one after the other pass', { timeout: PEER_TEST_MS }, async () => {
    await watching('helloWorld', async ({ check }) => {
      const call = { toolName: 'add', arguments: { a: 1, b: 2 } };
      for (let round = 0; round < 3; round += 1)
        expect(await check(call)).toMatchObject({ status: 'pass', resultExcerpt: 'The sum is: 3' });
    });
  });
});
