// Probes of servers that are broken in one way each, and of healthy ones, over loopback.
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { createMcpDoor } from '#platform/mcp/door';
import type { HttpTarget, Probe } from '#platform/mcp/mcp';
import { BROKEN } from '#test/mcp-fixtures/broken-servers';
import { json, rpcError, startRawServer } from '#test/mcp-fixtures/raw-server';
import type { RawServer } from '#test/mcp-fixtures/raw-server';
import { modern, startScriptedServer } from '#test/mcp-fixtures/scripted-server';
import { freePort } from '#test/peers';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const safeFetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const door = createMcpDoor({ fetch: safeFetch, clock: systemClock, log: silent });

const open: RawServer[] = [];
const started = async (server: Promise<RawServer>): Promise<RawServer> => {
  const running = await server;
  open.push(running);
  return running;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const targetAt = (url: string, more: Partial<HttpTarget> = {}): HttpTarget => ({
  url,
  transport: 'streamable_http',
  headers: {},
  hasCredential: false,
  timeoutMs: 1000,
  protocolEra: 'auto',
  clientName: 'armature-probe',
  ...more,
});

const ENDPOINT_HINT = 'MCP endpoint';

describe('a broken server gets its own cause', () => {
  const cases: [keyof typeof BROKEN, Partial<NonNullable<Probe['error']>>, string][] = [
    ['htmlPage', { code: 'not_mcp', httpStatus: 200 }, 'text/html'],
    ['empty', { code: 'not_mcp', httpStatus: 200 }, 'an empty body'],
    ['receiptOnly', { code: 'not_mcp', httpStatus: 202 }, 'an empty body'],
    ['wrongJson', { code: 'not_mcp', httpStatus: 200 }, ENDPOINT_HINT],
    ['halfJson', { code: 'not_mcp', httpStatus: 200 }, ENDPOINT_HINT],
    ['failing', { code: 'http_status', httpStatus: 500 }, 'HTTP 500'],
    ['notFound', { code: 'http_status', httpStatus: 404 }, 'path of the URL'],
    ['wantsKey', { code: 'auth_rejected', httpStatus: 401 }, 'auth profile'],
    ['limited', { code: 'http_status', httpStatus: 429 }, 'after 60 s'],
    ['selfSigned', { code: 'tls_failed' }, 'certificate'],
    ['cutting', { code: 'connect_failed' }, 'before its answer was complete'],
  ];
  it.each(cases)('%s', async (name, error, words) => {
    const server = await started(BROKEN[name]());
    const probe = await door.probe(targetAt(server.url));
    expect(probe).toMatchObject({ ok: false, error, catalog: null, verdict: null, eras: { modern: null, legacy: null } });
    expect(probe.error?.message).toContain(words);
    expect(probe.error?.message).toContain(new URL(server.url).host);
  });

  it('a server that never answers is a time-out in the handshake', async () => {
    const server = await started(BROKEN.hanging());
    const probe = await door.probe(targetAt(server.url, { timeoutMs: 150 }));
    expect(probe.error?.code).toBe('timeout');
    expect(probe.error?.message).toContain('phase initialize');
  });

  it('a hanging event stream is a time-out too', async () => {
    const server = await started(BROKEN.hanging());
    const probe = await door.probe(targetAt(server.url, { transport: 'sse', timeoutMs: 150 }));
    expect(probe.error?.code).toBe('timeout');
  });

  it('a port nobody listens on is a failed connection', async () => {
    const probe = await door.probe(targetAt(`http://127.0.0.1:${await freePort()}/mcp`));
    expect(probe.error).toMatchObject({ code: 'connect_failed', httpStatus: undefined });
  });

  it('a name that does not exist is a failed look-up', async () => {
    const resolver = async (): Promise<never> => {
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    };
    const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] }, { resolver });
    const probe = await createMcpDoor({ fetch, clock: systemClock, log: silent }).probe(targetAt('http://no-such-name.invalid/mcp'));
    expect(probe.error?.code).toBe('dns_failed');
    expect(probe.error?.message).toContain('no-such-name.invalid');
  });

  it('an address the policy refuses is never contacted', async () => {
    const server = await started(BROKEN.empty());
    const fetch = createSafeFetch({ allowLoopback: false, allowInsecureHttp: true, allowedPrivateHosts: [] });
    const probe = await createMcpDoor({ fetch, clock: systemClock, log: silent }).probe(targetAt(server.url));
    expect(probe.error?.code).toBe('blocked_address');
    expect(server.received).toEqual([]);
  });

  it('says that a refused credential was sent', async () => {
    const server = await started(BROKEN.wantsKey());
    const probe = await door.probe(targetAt(server.url, { headers: { authorization: 'Bearer wrong-key' }, hasCredential: true }));
    expect(probe.error?.message).toContain('not accepted');
    expect(JSON.stringify(probe)).not.toContain('wrong-key');
  });

  it('a 401 that does not say how to sign in is a finding', async () => {
    const server = await started(BROKEN.wantsKeySilently());
    const probe = await door.probe(targetAt(server.url));
    expect(probe.findings).toMatchObject([{ rule: 'auth_not_advertised' }]);
  });

  it('a server that only knows a revision of the future has no common one with us', async () => {
    const server = await started(
      startRawServer(({ message }, response) => {
        json(
          response,
          rpcError(message.id, { code: -32022, message: 'Unsupported protocol version', data: { supported: ['2099-01-01'] } }),
          400,
        );
      }),
    );
    const probe = await door.probe(targetAt(server.url));
    expect(probe.error?.code).toBe('protocol_unsupported');
    expect(probe.error?.message).toContain('2099-01-01');
  });

  it('a failing list is reported with its JSON-RPC error', async () => {
    const server = await started(
      startScriptedServer({
        era: 'modern',
        answer: {
          'tools/list': ({ message }, response) => json(response, rpcError(message.id, { code: -32603, message: 'database is down' })),
        },
      }),
    );
    const probe = await door.probe(targetAt(server.url));
    expect(probe).toMatchObject({ ok: false, era: 'modern', error: { code: 'list_failed' } });
    expect(probe.error?.message).toContain('-32603 "database is down"');
  });
});

describe('the other transport', () => {
  it('an HTTP+SSE server behind streamable_http is named as such', async () => {
    const server = await started(
      startRawServer(({ method }, response) => {
        if (method !== 'GET') {
          response.writeHead(405).end();
          return;
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: endpoint\ndata: /messages?id=1\n\n');
      }),
    );
    const probe = await door.probe(targetAt(server.url));
    expect(probe.error).toMatchObject({ code: 'not_mcp' });
    expect(probe.error?.message).toContain('Set the transport to "sse"');
    expect(probe.findings).toMatchObject([{ rule: 'wrong_transport' }]);
  });

  it('a Streamable HTTP server behind sse is named as such', async () => {
    const server = await started(startScriptedServer({ era: 'legacy', answer: {} }));
    const probe = await door.probe(targetAt(server.url, { transport: 'sse' }));
    expect(probe.error?.message).toContain('Set the transport to "streamable_http"');
  });
});

describe('a healthy server', () => {
  it('is tried with both handshakes, on connections of their own', async () => {
    const server = await started(startScriptedServer({ era: 'modern', answer: { 'tools/list': () => modern({ tools: [] }) } }));
    const probe = await door.probe(targetAt(server.url));
    expect(probe).toMatchObject({
      ok: true,
      era: 'modern',
      protocolVersion: '2026-07-28',
      eras: { modern: true, legacy: false },
      serverInfo: { name: 'scripted' },
    });
    expect(probe.verdict).toMatchObject({ era: 'modern', transport: 'streamable_http', discover: { supportedVersions: ['2026-07-28'] } });
  });

  it('is listed although a remembered verdict is wrong', async () => {
    const server = await started(startScriptedServer({ era: 'legacy', answer: { 'tools/list': () => ({ tools: [] }) } }));
    const known = {
      era: 'modern',
      protocolVersion: '2026-07-28',
      transport: 'streamable_http',
      at: new Date().toISOString(),
      discover: { supportedVersions: ['2026-07-28'], capabilities: {} },
    } as const;
    const probe = await door.probe(targetAt(server.url, { known }));
    expect(probe).toMatchObject({ ok: true, era: 'legacy', eras: { modern: false, legacy: true } });
  });

  it('that limits requests is waited for, and the limit is no verdict on its era', async () => {
    let calls = 0;
    const server = await started(
      startScriptedServer({
        era: 'modern',
        answer: {
          'server/discover': (_request, response) => {
            calls += 1;
            if (calls === 1) {
              response.writeHead(429, { 'retry-after': '2' }).end();
              return undefined;
            }
            return modern({ supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
          },
          'tools/list': () => modern({ tools: [] }),
        },
      }),
    );
    const waits: number[] = [];
    const clock = {
      now: () => new Date(),
      sleep: async (ms: number) => {
        waits.push(ms);
      },
    };
    const probe = await createMcpDoor({ fetch: safeFetch, clock, log: silent }).probe(targetAt(server.url));
    expect(probe).toMatchObject({ ok: true, era: 'modern' });
    expect(waits).toEqual([2000]);
  });
});
