// Checks of servers that lie, break and hang, each a real one on loopback.
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Assertion } from '#modules/monitors';
import { addMonitor, addServer, makeCheckWorld, newestCheck } from '#test/check-world';
import type { CheckWorld, MonitorFields } from '#test/check-world';
import { BROKEN } from '#test/mcp-fixtures/broken-servers';
import { json, rpcError, rpcResult, startRawServer } from '#test/mcp-fixtures/raw-server';
import type { RawServer, Received } from '#test/mcp-fixtures/raw-server';
import { modern, startScriptedServer } from '#test/mcp-fixtures/scripted-server';
import type { Script } from '#test/mcp-fixtures/scripted-server';
import type { MonitorCheck } from '../monitor.ts';
import { executeCheck } from './execute-check.ts';

let world: CheckWorld;
const open: RawServer[] = [];
beforeAll(async () => {
  world = await makeCheckWorld();
});
afterAll(async () => {
  await Promise.all(open.map((server) => server.close()));
  await world.close();
});

const kept = async (starting: Promise<RawServer>): Promise<RawServer> => {
  const server = await starting;
  open.push(server);
  return server;
};
const text = (value: string) => ({ content: [{ type: 'text', text: value }] });
const signal = new AbortController().signal;

/** A legacy server whose only tool answers as told. */
const answering = (answer: NonNullable<Script['answer']['tools/call']>, more: Partial<Script> = {}) =>
  kept(startScriptedServer({ era: 'legacy', ...more, answer: { 'tools/call': answer } }));

interface Watched {
  check(): Promise<MonitorCheck>;
  readonly monitorId: string;
}

async function watched(
  url: string,
  fields: Omit<MonitorFields, 'serverId'> = {},
  server: Readonly<Record<string, unknown>> = {},
): Promise<Watched> {
  const { ben } = await world.newTeam();
  const monitorId = await addMonitor(ben, { serverId: await addServer(ben, url, server), ...fields });
  return {
    monitorId,
    check: async () => {
      await executeCheck(world.deps, { monitorId, tickAt: null }, signal);
      const check = await newestCheck(world.deps, monitorId);
      if (!check) throw new Error('nothing was recorded');
      return check;
    },
  };
}

const checkOf = async (url: string, fields: Omit<MonitorFields, 'serverId'> = {}): Promise<MonitorCheck> =>
  (await watched(url, fields)).check();

describe('a server that answers, but lies', () => {
  test('an error told as a success passes, until an assertion looks at the words', async () => {
    const server = await answering(() => text('Error searching libraries: TypeError: fetch failed'));
    expect(await checkOf(server.url)).toMatchObject({ status: 'pass', reason: null });
    const assertions: Assertion[] = [
      { kind: 'max_latency_ms', ms: 60_000 },
      { kind: 'jsonpath', path: '$.text', matches: '^Available libraries' },
    ];
    expect(await checkOf(server.url, { assertions })).toMatchObject({
      status: 'fail',
      reason: 'assertion',
      failedAssertion: { index: 1, kind: 'jsonpath' },
      message:
        'Assertion 2 of 2 does not hold: the value at $.text is Error searching libraries: TypeError: fetch failed, which does not match ^Available libraries.',
      resultExcerpt: 'Error searching libraries: TypeError: fetch failed',
    });
  });

  test('isError is a failure whatever the assertions say, and its words are kept', async () => {
    const server = await answering(() => ({ ...text('the shop is closed'), isError: true }));
    expect(await checkOf(server.url, { assertions: [{ kind: 'max_latency_ms', ms: 60_000 }] })).toMatchObject({
      status: 'fail',
      reason: 'tool_error',
      message: 'The tool reports an error: the shop is closed',
      failedAssertion: null,
      resultExcerpt: 'the shop is closed',
    });
  });

  test('a JSON-RPC error is one, but not behind an HTTP error', async () => {
    const withStatus = (status: number) =>
      answering(({ message }, response) =>
        json(response, rpcError(message.id, { code: -32603, message: 'getaddrinfo ENOTFOUND' }), status),
      );
    expect(await checkOf((await withStatus(200)).url)).toMatchObject({
      status: 'fail',
      reason: 'rpc_error',
      message: expect.stringContaining('-32603'),
    });
    expect(await checkOf((await withStatus(500)).url)).toMatchObject({
      status: 'error',
      reason: 'http_status',
      message: expect.stringContaining('HTTP 500'),
    });
    expect(await checkOf((await withStatus(403)).url)).toMatchObject({ status: 'error', reason: 'auth' });
  });

  test('one that asks a question back needs input', async () => {
    const server = await kept(
      startScriptedServer({
        era: 'modern',
        answer: { 'tools/call': () => ({ resultType: 'input_required', inputRequests: {}, requestState: 's' }) },
      }),
    );
    expect(await checkOf(server.url)).toMatchObject({
      status: 'fail',
      reason: 'rpc_error',
      message: expect.stringMatching(/^Needs input/),
    });
  });

  test('a refused handshake is its JSON-RPC error', async () => {
    const server = await kept(
      startRawServer(({ message }, response) => json(response, rpcError(message.id, { code: -32603, message: 'not today' }))),
    );
    expect(await checkOf(server.url, { protocolEra: 'legacy' })).toMatchObject({
      status: 'fail',
      reason: 'rpc_error',
      message: expect.stringContaining('not today'),
    });
  });

  test('structured content is held against the schema of the tool, in the dialect it names, where that is wanted', async () => {
    const server = await answering(() => ({ ...text('{}'), structuredContent: { total: 'much' } }));
    const { ben } = await world.newTeam();
    const serverId = await addServer(ben, server.url);
    const outputSchema = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties: { total: { type: 'number' } } };
    await world.deps.db
      .insertInto('catalog_entries')
      .values({
        id: `tool_${serverId}`,
        org_id: ben.org.id,
        server_id: serverId,
        kind: 'tool',
        name: 'order_get',
        definition: JSON.stringify({ name: 'order_get', inputSchema: { type: 'object' }, outputSchema }),
        active: true,
        first_seen_at: new Date(),
        last_seen_at: new Date(),
      })
      .execute();
    const [strict, lax] = [await addMonitor(ben, { serverId, validateOutputSchema: true }), await addMonitor(ben, { serverId })];
    for (const monitorId of [strict, lax]) await executeCheck(world.deps, { monitorId, tickAt: null }, signal);
    expect(await newestCheck(world.deps, strict)).toMatchObject({
      status: 'fail',
      reason: 'output_schema',
      message: 'The result breaks the output schema of the tool: /total must be number.',
      resultExcerpt: '{"total":"much"}',
    });
    expect(await newestCheck(world.deps, lax)).toMatchObject({ status: 'pass' });
  });

  test('a modern result without its type is no usable answer', async () => {
    const server = await kept(startScriptedServer({ era: 'modern', answer: { 'tools/call': () => text('fine') } }));
    expect(await checkOf(server.url)).toMatchObject({ status: 'error', reason: 'not_mcp' });
    expect(await checkOf(server.url, { validateOutputSchema: true })).toMatchObject({ status: 'fail', reason: 'output_schema' });
  });

  test('secrets in what it says are not kept', async () => {
    const server = await answering(({ headers }) => ({ ...text(`refused ${String(headers.authorization)}`), isError: true }));
    const { check } = await watched(server.url, {}, { authProfile: { kind: 'bearer', value: 'tok-4242424242424242' } });
    const { message, resultExcerpt } = await check();
    expect(message).toBe('The tool reports an error: refused Bearer [redacted:stored_secret]');
    expect(resultExcerpt).not.toContain('4242');
  });
});

describe('a server that gives no usable answer', () => {
  test.each([
    ['htmlPage', 'not_mcp'],
    ['empty', 'not_mcp'],
    ['wrongJson', 'not_mcp'],
    ['halfJson', 'not_mcp'],
    ['failing', 'http_status'],
    ['notFound', 'http_status'],
    ['wantsKey', 'auth'],
    ['limited', 'http_status'],
    ['selfSigned', 'tls'],
    ['cutting', 'connect'],
  ] as const)('%s is an error of reason %s', async (name, reason) => {
    const server = await kept(BROKEN[name]());
    expect(await checkOf(server.url)).toMatchObject({ status: 'error', reason, latencyMs: null, connectMs: null, resultExcerpt: null });
  });

  test('a closed port is a connection that was not made', async () => {
    const server = await BROKEN.empty();
    await server.close();
    expect(await checkOf(server.url)).toMatchObject({
      status: 'error',
      reason: 'connect',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('a rate limit is the answer: nothing is tried twice in one check', async () => {
    const server = await kept(
      startRawServer((_request, response) => {
        response.writeHead(429, { 'retry-after': '1' }).end();
      }),
    );
    expect(await checkOf(server.url)).toMatchObject({ status: 'error', reason: 'http_status' });
    expect(server.received).toHaveLength(1);
  });

  test('a refused key stays a refused key when the tool is called', async () => {
    const server = await answering((_request, response: ServerResponse) => void response.writeHead(401).end());
    expect(await checkOf(server.url)).toMatchObject({ status: 'error', reason: 'auth', connectMs: expect.any(Number) });
  });
});

describe('time', () => {
  /** Moves the clock once `server` has received `method`. */
  async function pastDeadline<T>(server: RawServer, method: string, seconds: number, work: Promise<T>): Promise<T> {
    await expect.poll(() => server.received.some(({ message }) => message.method === method), { interval: 5, timeout: 5_000 }).toBe(true);
    world.clock.advance(seconds * 1000);
    return work;
  }

  test('that is over in the handshake is a time-out, which names the phase', async () => {
    const server = await kept(BROKEN.hanging());
    const { check } = await watched(server.url, { timeoutSeconds: 7, protocolEra: 'legacy' });
    expect(await pastDeadline(server, 'initialize', 7, check())).toMatchObject({
      status: 'error',
      reason: 'timeout',
      latencyMs: null,
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+ did not answer within the 7 s of a check \(phase initialize\)\. Raise timeoutSeconds/,
      ),
    });
  });

  test('covers connect and call together: a hanging call gets what is left', async () => {
    const server = await answering(() => new Promise(() => undefined));
    const { check } = await watched(server.url, { timeoutSeconds: 3 });
    const done = await pastDeadline(server, 'tools/call', 3, check());
    expect(done).toMatchObject({
      status: 'error',
      reason: 'timeout',
      connectMs: expect.any(Number),
      message: expect.stringContaining('(phase call)'),
    });
    expect(done.message).not.toContain('cancelled');
  });
});

describe('servers in the wild', () => {
  /** git-mcp-server: healthy, but 500 to anything before initialize. */
  test('500 to discover is healthy, and the next check does not ask again', async () => {
    const server = await kept(
      startRawServer((request, response) => {
        const { id, method } = request.message;
        if (method === 'server/discover') response.writeHead(500).end('{}');
        else if (method === 'initialize')
          json(
            response,
            rpcResult(id, { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }),
          );
        else if (method === 'tools/call') json(response, rpcResult(id, text('ok')));
        else response.writeHead(request.method === 'POST' ? 202 : 405).end();
      }),
    );
    const { check } = await watched(server.url);
    expect([(await check()).status, (await check()).status]).toEqual(['pass', 'pass']);
    expect(methodsOf(server.received)).toEqual([
      'server/discover',
      'initialize',
      'notifications/initialized',
      'tools/call',
      'initialize',
      'notifications/initialized',
      'tools/call',
    ]);
  });

  test('a modern server costs one request once its era is known, and is told who asks', async () => {
    const server = await kept(startScriptedServer({ era: 'modern', answer: { 'tools/call': () => modern(text('ok')) } }));
    const { check } = await watched(server.url);
    expect(await check()).toMatchObject({ status: 'pass', era: 'modern' });
    const before = server.received.length;
    expect(await check()).toMatchObject({ status: 'pass', era: 'modern' });
    expect(methodsOf(server.received.slice(before))).toEqual(['tools/call']);
    expect(server.received.at(-1)?.body).toContain('armature-monitor');
  });

  test('a monitor with an era of its own leaves alone what is known of the server', async () => {
    const both = await kept(
      startScriptedServer({
        era: 'modern',
        answer: {
          initialize: () => ({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }),
          'tools/call': () => modern(text('ok')),
        },
      }),
    );
    const { ben } = await world.newTeam();
    const serverId = await addServer(ben, both.url);
    const verdict = async () =>
      (await world.deps.db.selectFrom('mcp_servers').select('era_verdict').where('id', '=', serverId).executeTakeFirst())?.era_verdict;
    for (const [protocolEra, era] of [
      ['auto', 'modern'],
      ['legacy', 'legacy'],
      ['modern', 'modern'],
    ] as const) {
      const monitorId = await addMonitor(ben, { serverId, protocolEra });
      await executeCheck(world.deps, { monitorId, tickAt: null }, signal);
      expect(await newestCheck(world.deps, monitorId)).toMatchObject({ status: 'pass', era });
      expect(await verdict()).toMatchObject({ era: 'modern' });
    }
  });

  /** mcp-server-code-runner as installed without a lockfile. */
  test('one that dies after its first answer passes once and then fails', async () => {
    let answers = 0;
    const server = await kept(
      startScriptedServer({
        era: 'legacy',
        answer: {
          'tools/call': (_request, response) => {
            answers += 1;
            return answers === 1 ? text('42') : void response.writeHead(500).end('gone');
          },
        },
      }),
    );
    const { check } = await watched(server.url);
    expect(await check()).toMatchObject({ status: 'pass' });
    expect(await check()).toMatchObject({ status: 'error', reason: 'http_status' });
    expect(await check()).toMatchObject({ status: 'error', reason: 'http_status' });
  });

  /** mcp-hello-world: a second client gets 500 while the first is there. */
  test('one that takes one client at a time is left before the check is recorded', async () => {
    let clients = 0;
    const server = await kept(
      startScriptedServer({
        era: 'legacy',
        sessionId: 's1',
        answer: { initialize: (_request, response) => opened(response), 'tools/call': () => text('ok') },
      }),
    );
    const opened = (response: ServerResponse): unknown => {
      clients += 1;
      if (clients - endedSessions(server.received) > 1) return void response.writeHead(500).end();
      return { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } };
    };
    const { check } = await watched(server.url, { protocolEra: 'legacy' });
    for (let round = 0; round < 3; round += 1) expect(await check()).toMatchObject({ status: 'pass' });
    expect(endedSessions(server.received)).toBe(3);
  });
});

const methodsOf = (received: readonly Received[]) => received.flatMap(({ message }) => message.method ?? []);
const endedSessions = (received: readonly Received[]) => received.filter(({ method }) => method === 'DELETE').length;
