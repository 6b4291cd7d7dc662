// The real servers of the key, started and listed: they still give the stored catalogs, and where nothing changed nothing is told.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareCatalogs } from '#modules/servers';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { catalogHash } from '#platform/mcp/catalog-hash';
import { createMcpDoor } from '#platform/mcp/door';
import type { Catalog, HttpTarget, ProtocolEra } from '#platform/mcp/mcp';
import { createProgramHost } from '#platform/process/program-host';
import { startBridge } from '#test/peers';
import { driftProgram, listDriftPeer } from './drift-peers.ts';
import type { DriftPeer, Listing } from './drift-peers.ts';
import { driftTable, tableOf } from './drift-table.ts';
import { catalogFile, storedCatalog, storedPeers } from './stored-catalogs.ts';

const programs = createProgramHost({ log: silentLog });
const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const door = createMcpDoor({ fetch, clock: systemClock, log: silentLog, programs });

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'armature-drift-'));
});
afterAll(async () => {
  await programs.close();
  await fetch.close();
  await rm(scratch, { recursive: true, force: true });
});

const NO_CHANGE = { added: [], removed: [], changed: [], breakingCount: 0 };
const nameOf = ({ product, version }: DriftPeer): string => `${product} ${version}`;
const named = (peers: readonly DriftPeer[]) => peers.map((peer) => [nameOf(peer), peer] as const);

function catalogIn(listing: Listing | undefined): Catalog {
  const { listed } = listing ?? {};
  if (!listed?.ok) throw new Error(listed?.error.message ?? 'nothing was listed');
  return listed.value;
}

const seconds: string[][] = [['server', 'version', 'start, list twice']];

describe('over stdio', () => {
  test.each(named(storedPeers()))('%s lists what is stored, twice and after a restart', async (_name, peer) => {
    const startedAt = performance.now();
    const [first, second] = await listDriftPeer(door, peer, { times: 2 });
    seconds.push([peer.product, peer.version, `${((performance.now() - startedAt) / 1000).toFixed(1)} s`]);
    const [restarted] = await listDriftPeer(door, peer);
    await expect(`${JSON.stringify(catalogIn(first))}\n`).toMatchFileSnapshot(catalogFile(peer));
    expect(compareCatalogs(catalogIn(first), catalogIn(second))).toMatchObject(NO_CHANGE);
    expect(compareCatalogs(catalogIn(first), catalogIn(restarted))).toMatchObject(NO_CHANGE);
    expect(catalogHash(catalogIn(restarted))).toBe(catalogHash(catalogIn(first)));
    expect(second?.findings).toEqual([]);
  });
});

describe('over HTTP, through a bridge that speaks both eras', () => {
  const newest: readonly DriftPeer[] = [
    { product: 'everything', version: '2026.8.31' },
    { product: 'filesystem', version: '2026.8.31' },
    { product: 'memory', version: '2026.8.31' },
    { product: 'context7', version: '2.2.5' },
    { product: 'notion', version: '2.5.2' },
    { product: 'playwright', version: '0.0.83' },
  ];

  test.each(named(newest))('%s is the same in either era, before and after a restart', async (_name, peer) => {
    const visits = [await listBothEras(peer), await listBothEras(peer)];
    for (const era of ['modern', 'legacy'] as const) {
      const [before, after] = visits.map((visit) => visit[era]);
      expect(compareCatalogs(catalogIn(before), catalogIn(after)), era).toMatchObject(NO_CHANGE);
      expect(before?.era).toBe(era);
    }
    const [visit] = visits;
    // A server that begins to answer the newer era offers what it offered.
    expect(compareCatalogs(catalogIn(visit?.legacy), catalogIn(visit?.modern))).toMatchObject(NO_CHANGE);
    expect(compareCatalogs(storedCatalog(peer), catalogIn(visit?.legacy))).toMatchObject(NO_CHANGE);
  });
});

async function listBothEras(peer: DriftPeer): Promise<Record<'modern' | 'legacy', Listing>> {
  const { args, env } = driftProgram(peer, scratch);
  const bridge = await startBridge([process.execPath, ...args], env, scratch);
  try {
    return { modern: await listAt(bridge.url, 'modern'), legacy: await listAt(bridge.url, 'legacy') };
  } finally {
    await bridge.stop();
  }
}

async function listAt(url: string, protocolEra: ProtocolEra): Promise<Listing> {
  const target: HttpTarget = {
    transport: 'streamable_http',
    url,
    headers: {},
    hasCredential: false,
    timeoutMs: 30_000,
    protocolEra,
    clientName: 'armature-tester',
  };
  const connected = await door.connect(target);
  if (!connected.ok) throw new Error(connected.error.message);
  const session = connected.value;
  try {
    const listed = await session.listCatalog();
    return { era: session.era, listed, findings: session.findings };
  } finally {
    await session.close();
  }
}

test('a server that decayed is seen as unlistable, and not as one without tools', async () => {
  const [listing] = await listDriftPeer(door, { product: 'filesystem', version: '2025.7.1' });
  const catalog = catalogIn(listing);
  expect(catalog.tools).toHaveLength(12);
  const unlistable = listing?.findings.filter(({ rule }) => rule === 'unlistable_tool') ?? [];
  // One tool of the twelve takes no arguments, and its schema was written by hand.
  const decayed = catalog.tools.map(({ name }) => name).filter((name) => name !== 'list_allowed_directories');
  expect(unlistable.map(({ toolName = '' }) => toolName).toSorted()).toEqual(decayed.toSorted());
  expect(JSON.stringify(catalog)).toBe(JSON.stringify(storedCatalog({ product: 'filesystem', version: '2025.7.1' })));
  expect(unlistable.every(({ severity }) => severity === 'error')).toBe(true);
});

test('the table', () => {
  console.log(`${tableOf(seconds)}\n\n${driftTable()}`);
  expect(driftTable()).not.toContain('differs');
});
