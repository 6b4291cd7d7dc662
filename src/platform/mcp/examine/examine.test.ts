// Every rule against a server that breaks exactly this one, and all rules against servers that break none.
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import type { Finding, FindingRule, HttpTarget } from '#platform/mcp/mcp';
import { json, rpcResult } from '#test/mcp-fixtures/raw-server';
import type { RawServer } from '#test/mcp-fixtures/raw-server';
import { startStrictServer } from '#test/mcp-fixtures/strict-server';
import type { Laxity } from '#test/mcp-fixtures/strict-server';

const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const door = createMcpDoor({ fetch, clock: systemClock, log: silentLog });

const open: RawServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(laxity: Laxity): Promise<RawServer> {
  const server = await startStrictServer(laxity);
  open.push(server);
  return server;
}

const targetAt = (url: string, more: Partial<HttpTarget> = {}): HttpTarget => ({
  url,
  transport: 'streamable_http',
  headers: { authorization: 'Bearer not-for-others' },
  hasCredential: true,
  timeoutMs: 2000,
  protocolEra: 'auto',
  clientName: 'armature-probe',
  ...more,
});

const rulesOf = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ rule }) => rule))].toSorted();

/** Called before the strict server answers; `tools/list` of a certain state of affairs. */
const shuffling = (): (() => readonly unknown[]) => {
  const tools = ['one', 'two', 'three'].map((name) => ({ name, description: name, inputSchema: { type: 'object' } }));
  return () => {
    tools.push(...tools.splice(0, 1));
    return tools;
  };
};

const CASES: readonly [FindingRule, string, Laxity][] = [
  ['header_not_checked', 'another method in the header', { era: 'modern', ignores: ['method'] }],
  ['header_not_checked', 'a revision that does not exist, modern', { era: 'modern', ignores: ['version'] }],
  ['header_not_checked', 'a revision that does not exist, legacy', { era: 'legacy', ignores: ['version'] }],
  ['unknown_tool_mishandled', 'success, modern', { era: 'modern', ignores: ['tool'] }],
  ['unknown_tool_mishandled', 'success, legacy', { era: 'legacy', ignores: ['tool'] }],
  ['accept_ignored', 'an event stream for who accepts JSON alone, modern', { era: 'modern', ignores: ['accept'] }],
  ['accept_ignored', 'an event stream for who accepts JSON alone, legacy', { era: 'legacy', ignores: ['accept'] }],
  ['foreign_origin_accepted', 'neither Origin nor Host is checked, modern', { era: 'modern', ignores: ['origin', 'host'] }],
  ['foreign_origin_accepted', 'neither Origin nor Host is checked, legacy', { era: 'legacy', ignores: ['origin', 'host'] }],
  ['session_not_honoured', 'an ended session is served', { era: 'legacy', ignores: ['delete'] }],
  [
    'session_not_honoured',
    'an ended session is answered with 400',
    { era: 'legacy', instead: refusing((request) => request.headers['mcp-session-id'] !== undefined, ended()) },
  ],
  ['unstable_order', 'another order each time', { era: 'modern', tools: shuffling() }],
  [
    'invalid_json_mishandled',
    '500 for what is not JSON',
    { era: 'legacy', instead: refusing((request) => request.method === 'POST' && request.message.method === undefined, 500) },
  ],
  [
    'mishandles_discover',
    '500 before the older handshake',
    { era: 'legacy', instead: refusing((request) => request.message.method === 'server/discover', 500) },
  ],
  ['unknown_tool_mishandled', 'HTTP 500', { era: 'legacy', instead: refusing((request) => request.message.method === 'tools/call', 500) }],
];

/** Answers a bare status where `when` says so; `status` may depend on what came before. */
function refusing(
  when: (request: Parameters<NonNullable<Laxity['instead']>>[0]) => boolean,
  status: number | ((request: Parameters<NonNullable<Laxity['instead']>>[0]) => number | undefined),
): NonNullable<Laxity['instead']> {
  return (request, response) => {
    const code = when(request) ? (typeof status === 'number' ? status : status(request)) : undefined;
    if (code === undefined) return false;
    response.writeHead(code, { 'content-type': 'text/plain' }).end('no');
    return true;
  };
}

/** 400 for a session that was ended by DELETE. */
function ended(): (request: { method: string; headers: Record<string, unknown> }) => number | undefined {
  const gone = new Set<unknown>();
  return ({ method, headers }) => {
    const id = headers['mcp-session-id'];
    if (method === 'DELETE') gone.add(id);
    return method !== 'DELETE' && gone.has(id) ? 400 : undefined;
  };
}

describe('a rule fires where it is broken, and no other does', () => {
  test.each(CASES)('%s: %s', async (rule, _name, laxity) => {
    const server = await start(laxity);
    const findings = await door.examine(targetAt(server.url));
    expect(rulesOf(findings)).toEqual([rule]);
    expect(findings[0]?.evidence).toBeTruthy();
    expect(findings.every(({ evidence = '' }) => evidence.length <= 500)).toBe(true);
  });

  test('a session that never was', async () => {
    const server = await start({ era: 'legacy', ignores: ['session'] });
    // What serves any session serves an ended one as well.
    expect(rulesOf(await door.examine(targetAt(server.url)))).toEqual(['session_not_honoured', 'unknown_session_accepted']);
  });

  test('a server that ends at a foreign origin', async () => {
    const server = await start({
      era: 'legacy',
      instead: (request, response) => {
        if (request.headers.origin === undefined) return false;
        response.writeHead(403).end('no', () => void server.close());
        return true;
      },
    });
    const findings = await door.examine(targetAt(server.url));
    expect(findings).toMatchObject([{ rule: 'died_of_examination', severity: 'error' }]);
    expect(findings[0]?.message).toContain('Origin: http://evil.example');
  });

  test('a 401 that says nothing', async () => {
    const server = await start({ era: 'legacy', instead: refusing(() => true, 401) });
    expect(rulesOf(await door.examine(targetAt(server.url)))).toEqual(['auth_not_advertised', 'not_examined']);
  });
});

describe('where every rule is kept', () => {
  test.each(['modern', 'legacy'] as const)('nothing is found (%s), within 15 requests', async (era) => {
    const server = await start({ era });
    expect(await door.examine(targetAt(server.url))).toEqual([]);
    expect(server.received.length).toBeLessThanOrEqual(15);
  });

  test.each(['origin', 'host'] as const)(
    'a check of only one of Origin and Host is enough on this machine (%s is not checked)',
    async (ignored) => {
      const server = await start({ era: 'legacy', ignores: [ignored] });
      expect(await door.examine(targetAt(server.url))).toEqual([]);
    },
  );

  test('who allows other origins on purpose is not told', async () => {
    const server = await start({
      era: 'modern',
      ignores: ['origin', 'host'],
      instead: (_request, response) => {
        response.setHeader('access-control-allow-origin', '*');
        return false;
      },
    });
    expect(await door.examine(targetAt(server.url))).toEqual([]);
  });
});

describe('it stays harmless', () => {
  test('no tool of the server is called, every request carries the credential, and the foreign origin comes last', async () => {
    const server = await start({ era: 'legacy' });
    await door.examine(targetAt(server.url));
    const called = server.received.filter(({ message }) => message.method === 'tools/call').map(({ message }) => message.params?.['name']);
    expect(called).toEqual(['armature_examination_no_such_tool']);
    expect(new Set(server.received.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer not-for-others']));
    const origin = server.received.findIndex(({ headers }) => headers.origin !== undefined);
    expect(server.received.slice(origin + 1).map(({ method, message }) => message.method ?? method)).toEqual(['tools/list']);
  });

  test('a redirect is not followed', async () => {
    const elsewhere = await start({ era: 'legacy' });
    const server = await start({
      era: 'legacy',
      instead: (_request, response) => {
        response.writeHead(307, { location: elsewhere.url }).end();
        return true;
      },
    });
    expect(rulesOf(await door.examine(targetAt(server.url)))).toEqual(['not_examined']);
    expect(elsewhere.received).toEqual([]);
  });

  test('too many requests end it', async () => {
    let left = 5;
    const server = await start({ era: 'legacy', instead: refusing(() => (left -= 1) < 0, 429) });
    const findings = await door.examine(targetAt(server.url));
    expect(findings).toMatchObject([{ rule: 'not_examined', severity: 'info' }]);
    expect(findings[0]?.message).toContain('429');
    expect(server.received).toHaveLength(6);
  });

  test('a server that never answers is left after two requests', async () => {
    const server = await start({ era: 'legacy', instead: () => true });
    expect(rulesOf(await door.examine(targetAt(server.url, { timeoutMs: 100 })))).toEqual(['not_examined']);
    expect(server.received).toHaveLength(2);
  });

  test('an answer without end is not read to its end', async () => {
    const server = await start({
      era: 'modern',
      instead: (request, response) => {
        if (request.message.method !== 'tools/list') return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(
          `data: ${JSON.stringify(rpcResult(request.message.id, { resultType: 'complete', ttlMs: 0, cacheScope: 'private', tools: [] }))}\n\n`,
        );
        return true;
      },
    });
    expect(rulesOf(await door.examine(targetAt(server.url)))).toContain('header_not_checked');
  });

  test('a caller who leaves ends it', async () => {
    const server = await start({ era: 'legacy' });
    expect(rulesOf(await door.examine(targetAt(server.url), { signal: AbortSignal.abort() }))).toEqual(['not_examined']);
    expect(server.received).toEqual([]);
  });

  test.each(['sse', 'stdio'] as const)('a server over %s is said not to be examined', async (kind) => {
    const target = targetAt('http://127.0.0.1:1/sse', { transport: 'sse' });
    const program = { command: 'true', args: [], env: {}, cwd: null, network: 'host' } as const;
    const { timeoutMs, protocolEra, clientName } = target;
    const findings = await door.examine(
      kind === 'sse' ? target : { transport: 'stdio_hosted', program, timeoutMs, protocolEra, clientName },
    );
    expect(rulesOf(findings)).toEqual(['not_examined']);
  });
});

test('the quoted answer is bounded, whatever the server sends', async () => {
  const server = await start({
    era: 'modern',
    instead: (request, response) => {
      if (request.message.method !== 'tools/call') return false;
      json(response, rpcResult(request.message.id, { content: [{ type: 'text', text: 'x'.repeat(100_000) }] }));
      return true;
    },
  });
  const findings = await door.examine(targetAt(server.url));
  expect(rulesOf(findings)).toEqual(['unknown_tool_mishandled']);
  expect(findings[0]?.evidence?.length).toBeLessThanOrEqual(500);
});

test.each([
  ['http://10.example.com/mcp', false],
  ['http://127.0.0.1.example.com/mcp', false],
  ['http://10.1.2.3/mcp', true],
])('a foreign Host is for addresses nearby, not for names that begin like one: %s', async (url, isAsked) => {
  const hosts = new Set<string | undefined>();
  const watching = createMcpDoor({
    fetch: (_url, init) => {
      hosts.add(init?.foreignHost);
      const id = /"id":"([^"]+)"/.exec(typeof init?.body === 'string' ? init.body : '')?.[1];
      return Promise.resolve(Response.json({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-11-25', tools: [] } }));
    },
    clock: systemClock,
    log: silentLog,
  });
  await watching.examine(targetAt(url, { protocolEra: 'legacy' }));
  expect([...hosts].some((host) => host !== undefined)).toBe(isAsked);
});
