// The guard against the corpus, through the real client: every entry is refused, and no connection is even tried.
import { createHook } from 'node:async_hooks';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeUrl } from '#platform/http/address-guard';
import type { AddressPolicy } from '#platform/http/address-guard';
import { createSafeFetch } from '#platform/http/safe-fetch';
import type { SafeHttp } from '#platform/http/safe-fetch';
import { HOSTILE, HOSTILE_REDIRECTS } from './address-corpus.ts';
import type { Hostile } from './address-corpus.ts';

/** Every connection and look-up this process begins, by whatever library. A fuse lets none but loopback through. */
const tried: string[] = [];
const lookUps = createHook({ init: (_id, type) => void (type === 'GETADDRINFOREQWRAP' && tried.push('a look-up')) });
const ECONNREFUSED = -111;

type Connect = (this: unknown, request: unknown, address: string, port: number) => number;
const removeFuse: (() => void)[] = [];

/** Sockets of every library end in these two methods of Node's own handle. */
function insertFuse(listening: Server): void {
  const { _handle: handle } = listening as unknown as { _handle: object };
  const prototype = Object.getPrototypeOf(handle) as Record<'connect' | 'connect6', Connect>;
  for (const name of ['connect', 'connect6'] as const) {
    const original = prototype[name];
    prototype[name] = function fused(request, address, at) {
      tried.push(address);
      return address === '127.0.0.1' || address === '::1' ? original.call(this, request, address, at) : ECONNREFUSED;
    };
    removeFuse.push(() => (prototype[name] = original));
  }
}

let location = '';
let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  if (request.url === '/away') response.writeHead(307, { location }).end();
  else response.end('here');
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  insertFuse(server);
  lookUps.enable();
});
afterAll(() => {
  lookUps.disable();
  for (const remove of removeFuse) remove();
  server.closeAllConnections();
  server.close();
});

const policyOf = ({ listed = [], loopbackAllowed = false, insecureAllowed = false }: Partial<Hostile>): AddressPolicy => ({
  allowLoopback: loopbackAllowed,
  allowInsecureHttp: insecureAllowed,
  allowedPrivateHosts: listed,
});

const WAYS = {
  fetch: async (http: SafeHttp, url: string) => (await http(url)).status,
  exchange: async (http: SafeHttp, url: string) =>
    (await http.exchange(url, { method: 'GET', headers: {}, body: null, maxBytes: 1, signal: new AbortController().signal })).status,
} as const;

/** How the client answers, with DNS as the entry has it. */
async function outcomeOf(entry: Hostile, way: keyof typeof WAYS): Promise<string> {
  const resolver = (): Promise<readonly string[]> =>
    entry.dns === undefined ? Promise.reject(new Error('must not be asked')) : Promise.resolve(entry.dns);
  const safeFetch = createSafeFetch(policyOf(entry), { resolver, connectTimeoutMs: 2000 });
  try {
    return `answered ${await WAYS[way](safeFetch, entry.url)}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    await safeFetch.close();
  }
}

test.each(['fetch', 'exchange'] as const)(
  'every hostile address is refused by %s, and nothing is opened or looked up for it',
  async (way) => {
    tried.length = 0;
    const wrong: string[] = [];
    for (const entry of HOSTILE) {
      const outcome = await outcomeOf(entry, way);
      if (outcome !== 'blocked_address') wrong.push(`${entry.url} (${entry.trick}): ${outcome}`);
    }
    console.log(`guard corpus ${HOSTILE.length - wrong.length}/${HOSTILE.length} refused`);
    expect(wrong).toEqual([]);
    expect(tried).toEqual([]);
    expect(HOSTILE.length).toBeGreaterThanOrEqual(60);
  },
);

test('what can be seen in the text is refused at save, without a word about what a name resolves to', () => {
  for (const entry of HOSTILE) {
    const verdict = judgeUrl(entry.url, policyOf(entry));
    if (entry.dns === undefined) expect([entry.url, verdict.ok]).toEqual([entry.url, false]);
    if (!verdict.ok) expect(verdict.error).not.toMatch(/\d+\.\d+\.\d+\.\d+|resolves/);
  }
});

test.each([
  ['a public name', 'https://mcp.example.com/mcp', {}],
  ['a public address', 'https://8.8.8.8/', {}],
  ['a public IPv6 address', 'https://[2606:4700::1111]:8443/', {}],
  ['a name with an address in it', 'https://127-0-0-1.example.com/', {}],
  ['a listed address', 'https://10.1.2.3/', { listed: ['10.0.0.0/8'] }],
  ['a listed name', 'https://db.corp/', { listed: ['DB.corp.'] }],
  ['loopback in single-user mode', 'http://127.0.0.1:4600/', { loopbackAllowed: true }],
  ['localhost in single-user mode', 'http://localhost:4600/', { loopbackAllowed: true }],
] as const)('%s is not refused: %s', (_what, url, settings) => {
  expect(judgeUrl(url, policyOf(settings)).ok).toBe(true);
});

test.each(['fetch', 'exchange'] as const)('the fuse itself would notice: a listed name is tried by %s, and leads nowhere', async (way) => {
  tried.length = 0;
  expect(await outcomeOf({ url: 'https://db.corp/', trick: 'none', dns: ['192.0.2.1'], listed: ['db.corp'] }, way)).toBe('connect_failed');
  expect(tried).toEqual(['192.0.2.1']);
});

describe('a server we may talk to', () => {
  test.each(HOSTILE_REDIRECTS)('cannot send us to %s', async (target) => {
    location = target;
    asked = 0;
    tried.length = 0;
    const resolver = () => Promise.reject(new Error('must not be asked'));
    const safeFetch = createSafeFetch(policyOf({ loopbackAllowed: true }), { resolver });
    const response = await safeFetch(`http://127.0.0.1:${port}/away`, { headers: { authorization: 'Bearer x' } });
    expect(response.status).toBe(307);
    expect(asked).toBe(1);
    expect(tried).toEqual(['127.0.0.1']);
    await safeFetch.close();
  });
});

describe('a name whose answer changes', () => {
  const rebinding = (...answers: readonly (readonly string[])[]) => {
    let looks = 0;
    return { resolver: () => Promise.resolve(answers[looks++] ?? []), looks: () => looks };
  };

  test('to loopback after a public look-up finds nobody: what counts is the answer the socket is opened for', async () => {
    const { resolver, looks } = rebinding(['8.8.8.8'], ['127.0.0.1']);
    const { resolveVetted } = await import('../src/platform/http/guarded-connector.ts');
    await expect(resolveVetted('rebind.attacker.example', policyOf({}), resolver)).resolves.toEqual(['8.8.8.8']);
    tried.length = 0;
    const safeFetch = createSafeFetch(policyOf({ insecureAllowed: true }), { resolver });
    await expect(safeFetch(`http://rebind.attacker.example:${port}/`)).rejects.toMatchObject({ code: 'blocked_address' });
    expect([looks(), tried]).toEqual([2, []]);
    await safeFetch.close();
  });

  test('after the look-up is not asked again for that connection, and anew for the next', async () => {
    const { resolver, looks } = rebinding(['127.0.0.1'], ['10.0.0.1']);
    const safeFetch = createSafeFetch(policyOf({ insecureAllowed: true, loopbackAllowed: true }), { resolver });
    tried.length = 0;
    const response = await safeFetch(`http://once.example:${port}/`, { headers: { connection: 'close' } });
    expect(await response.text()).toBe('here');
    expect([looks(), tried]).toEqual([1, ['127.0.0.1']]);
    await expect(safeFetch(`http://once.example:${port}/`)).rejects.toMatchObject({ code: 'blocked_address' });
    expect([looks(), tried]).toEqual([2, ['127.0.0.1']]);
    await safeFetch.close();
  });
});
