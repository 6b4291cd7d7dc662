// Nothing here opens a socket beyond loopback: who answers is decided by the test.
import { describe, expect, it } from 'vitest';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createDial } from '#platform/http/dial';
import { silentLog } from '#platform/log';
import { createConnectivity } from './create-connectivity.ts';
import type { Interfaces } from './create-connectivity.ts';
import type { FailedReach } from './connectivity.ts';
import { noteReached } from './note-reached.ts';

const POLICY = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };
const UP: Interfaces = { lo: [{ internal: true, address: '127.0.0.1' }], eth0: [{ internal: false, address: '203.0.113.5' }] };
const failure = (more: Partial<FailedReach> = {}): FailedReach => ({
  code: 'connect_failed',
  host: 'api.example',
  hadHttpStatus: false,
  ...more,
});

function setUp({ answering = [], interfaces = UP }: { answering?: readonly string[]; interfaces?: Interfaces } = {}) {
  const state = { nowMs: 1_000_000, answering: new Set(answering), interfaces, dialled: [] as string[] };
  const beats: (() => void)[] = [];
  const connectivity = createConnectivity({
    policy: POLICY,
    log: silentLog,
    interfaces: () => state.interfaces,
    nowMs: () => state.nowMs,
    dial: async (origin) => {
      state.dialled.push(origin);
      return state.answering.has(origin);
    },
    clocks: [() => state.nowMs],
    every: (_ms, beat) => {
      beats.push(beat);
      return () => void beats.pop();
    },
  });
  return { state, connectivity, beats };
}

const reachThree = (connectivity: ReturnType<typeof setUp>['connectivity']): void => {
  for (const origin of ['https://a.example', 'https://b.example:8443', 'https://c.example']) connectivity.reached(origin);
};

describe('our own outage', () => {
  it('is certain without a network interface that leads anywhere', async () => {
    for (const interfaces of [
      {},
      { lo: UP['lo'] },
      { eth0: [{ internal: false, address: 'fe80::1' }] },
      { eth0: [{ internal: false, address: '169.254.3.4' }] },
    ]) {
      const { connectivity, state } = setUp({ interfaces });
      expect(await connectivity.isOurs(failure())).toBe(true);
      expect(state.dialled).toEqual([]);
    }
  });

  it('is one when nobody who answered lately takes a connection', async () => {
    const { connectivity, state } = setUp();
    reachThree(connectivity);
    expect(await connectivity.isOurs(failure())).toBe(true);
    expect(state.dialled.toSorted()).toEqual(['https://a.example', 'https://b.example:8443', 'https://c.example']);
  });

  it('is none when one of them does', async () => {
    const { connectivity } = setUp({ answering: ['https://b.example:8443'] });
    reachThree(connectivity);
    expect(await connectivity.isOurs(failure())).toBe(false);
  });

  it('is not taken from the word of one, nor of the host itself, nor of who was reached long ago', async () => {
    const { connectivity, state } = setUp();
    expect(await connectivity.isOurs(failure())).toBe(false);
    connectivity.reached('https://a.example');
    connectivity.reached('https://api.example');
    expect(await connectivity.isOurs(failure())).toBe(false);
    connectivity.reached('https://b.example');
    expect(await connectivity.isOurs(failure())).toBe(true);
    state.nowMs += 3_600_001;
    expect(await connectivity.isOurs(failure())).toBe(false);
  });

  it('is not proved by a crowd of one neighbourhood, however many of its hosts answered last', async () => {
    const { connectivity, state } = setUp({ answering: ['https://api.friend.test'] });
    for (const origin of ['https://api.friend.test', 'https://mcp.other.test']) connectivity.reached(origin);
    for (let i = 0; i < 200; i += 1) connectivity.reached(`https://h${i}.eve.test`);
    for (let i = 0; i < 200; i += 1) connectivity.reached(`https://203.0.113.${i}`);
    expect(await connectivity.isOurs(failure())).toBe(false);
    expect(state.dialled.filter((origin) => origin.endsWith('.eve.test'))).toHaveLength(1);
  });

  it('is one only when witnesses of long ago are as silent as the newest', async () => {
    const { connectivity } = setUp({ answering: ['https://friend.test'] });
    connectivity.reached('https://friend.test');
    for (let i = 0; i < 40; i += 1) connectivity.reached(`https://eve${i}.test`);
    expect(await connectivity.isOurs(failure())).toBe(false);
  });

  it.each([
    ['somebody', 'https://d.example'],
    ['who was reached a moment before', 'https://c.example/next'],
  ])('is none when %s was reached while we asked', async (_who, url) => {
    const world = setUp();
    reachThree(world.connectivity);
    world.connectivity.reached('https://c.example/x');
    const asking = world.connectivity.isOurs(failure());
    world.state.nowMs += 1;
    world.connectivity.reached(url);
    expect(await asking).toBe(false);
  });

  it.each<Partial<FailedReach>>([
    { code: 'tls_failed' },
    { code: 'http_status', hadHttpStatus: true },
    { code: 'timeout', hadHttpStatus: true },
    { code: 'auth_rejected' },
    { code: 'process_failed', host: undefined },
    { host: '127.0.0.1:4000' },
    { host: '[::1]:4000' },
    { host: 'localhost:3000' },
  ])('cannot be the cause of %j', async (more) => {
    const { connectivity } = setUp({ interfaces: {} });
    expect(await connectivity.isOurs(failure(more))).toBe(false);
  });

  it.each(['dns_failed', 'connect_failed', 'timeout'])('can be the cause of %s', async (code) => {
    expect(await setUp({ interfaces: {} }).connectivity.isOurs(failure({ code }))).toBe(true);
  });

  it('is asked about once in ten seconds, whoever wants to know', async () => {
    const { connectivity, state } = setUp();
    reachThree(connectivity);
    await Promise.all(Array.from({ length: 50 }, (_, i) => connectivity.isOurs(failure({ host: `api${i}.example` }))));
    expect(state.dialled).toHaveLength(3);
    state.nowMs += 10_001;
    await connectivity.isOurs(failure());
    expect(state.dialled).toHaveLength(6);
  });

  it('never asks loopback, and remembers fifty hosts at most', async () => {
    const { connectivity, state } = setUp();
    for (const origin of ['http://127.0.0.1:4000', 'http://localhost', 'no url']) connectivity.reached(origin);
    expect(await connectivity.isOurs(failure())).toBe(false);
    for (let i = 0; i < 60; i += 1) connectivity.reached(`https://h${i}.test`);
    await connectivity.isOurs(failure());
    expect(state.dialled).toHaveLength(5);
    expect(state.dialled).toEqual(expect.arrayContaining(['https://h59.test', 'https://h10.test']));
  });
});

describe('a standstill', () => {
  it('is as long as a beat is late, and only of the time that was watched', () => {
    const { connectivity, state, beats } = setUp();
    const first = connectivity.watch();
    const pass = (ms: number) => {
      state.nowMs += ms;
      beats.at(-1)?.();
    };
    for (let i = 0; i < 10; i += 1) pass(500);
    expect(first.longestMs()).toBe(0);
    pass(12_500);
    expect(first.longestMs()).toBe(12_000);
    const second = connectivity.watch();
    pass(600);
    expect([first.longestMs(), second.longestMs()]).toEqual([12_000, 100]);
    // asked before the late beat came
    state.nowMs += 5_000;
    expect(second.longestMs()).toBe(4_500);
    first.stop();
    second.stop();
    expect(beats).toEqual([]);
  });
});

describe('the doors', () => {
  it('whoever answers a request is remembered, by where the answer came from', async () => {
    const origins: string[] = [];
    const fetch = noteReached(
      Object.assign(async (url: string | URL) => (String(url).includes('down') ? Promise.reject(new Error('down')) : new Response('ok')), {
        exchange: async (url: string) =>
          url.includes('down')
            ? Promise.reject(new Error('down'))
            : { status: 200, header: () => undefined, bytes: Buffer.alloc(0), truncated: false },
        close: async () => undefined,
      }),
      { reached: (origin) => void origins.push(origin) },
    );
    await fetch('https://a.example/mcp');
    await expect(fetch('https://down.example/mcp')).rejects.toThrow('down');
    const request = { method: 'GET', headers: {}, body: null, maxBytes: 1, signal: new AbortController().signal };
    await fetch.exchange('https://b.example/pets', request);
    await expect(fetch.exchange('https://down.example/pets', request)).rejects.toThrow('down');
    expect(origins).toEqual(['https://a.example/mcp', 'https://b.example/pets']);
    await fetch.close();
  });

  it('a bare connection sends nothing, and goes only where requests may go', async () => {
    let bytes = 0;
    const server = createServer((socket) => socket.on('data', (data) => (bytes += data.length)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const dial = createDial({ ...POLICY, allowLoopback: true }, { timeoutMs: 1000 });
    expect(await dial(`https://127.0.0.1:${port}`)).toBe(true);
    expect(await createDial(POLICY, { timeoutMs: 1000 })(`https://127.0.0.1:${port}`)).toBe(false);
    expect(await createDial(POLICY, { timeoutMs: 1000, resolver: async () => ['127.0.0.1'] })(`https://api.example:${port}`)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(bytes).toBe(0);
    expect(await dial(`https://127.0.0.1:${port}`)).toBe(false);
  });
});
