// What the installed servers of others list is honest: the scan must leave it alone.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import { startPeer } from '#test/peers';
import { scanCatalog } from './scan-catalog.ts';

const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const door = createMcpDoor({ fetch, clock: systemClock, log: silentLog });
const PEER_TEST_MS = 60_000;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'armature-poisoning-'));
  await writeFile(join(scratch, 'a.txt'), 'hello');
});
afterAll(async () => {
  await fetch.close();
  await rm(scratch, { recursive: true, force: true });
});

test.each([
  ['everythingHttp', 10],
  ['git', 20],
  ['filesystemModern', 10],
  ['context7', 2],
  ['helloWorld', 1],
] as const)(
  'nothing that %s lists alerts',
  async (name, least) => {
    const peer = await startPeer(name, scratch);
    try {
      const { catalog, error } = await door.probe({
        url: peer.url,
        transport: peer.url.endsWith('/sse') ? 'sse' : 'streamable_http',
        headers: {},
        hasCredential: false,
        timeoutMs: 15_000,
        protocolEra: 'auto',
        clientName: 'armature-probe',
      });
      expect(error).toBeNull();
      expect(catalog?.tools.length).toBeGreaterThanOrEqual(least);
      const alerts = catalog ? scanCatalog(catalog).filter(({ finding }) => finding.severity === 'error') : [];
      expect(alerts.map(({ finding }) => finding)).toEqual([]);
    } finally {
      await peer.stop();
    }
  },
  PEER_TEST_MS,
);
