// What a session makes of servers that misbehave, over loopback and through the guarded fetch.
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { createMcpDoor } from '#platform/mcp/door';
import type { CatalogTool, McpSession, HttpTarget } from '#platform/mcp/mcp';
import type { Telemetry } from '#platform/telemetry/telemetry';
import { json, rpcError, rpcResult, startRawServer } from '#test/mcp-fixtures/raw-server';
import type { RawServer } from '#test/mcp-fixtures/raw-server';
import { modern, startScriptedServer } from '#test/mcp-fixtures/scripted-server';
import type { Script } from '#test/mcp-fixtures/scripted-server';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const door = createMcpDoor({ fetch, clock: systemClock, log: silent });
const LONG_MS = 20_000;

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

const targetAt = (server: RawServer, more: Partial<HttpTarget> = {}): HttpTarget => ({
  url: server.url,
  transport: 'streamable_http',
  headers: {},
  hasCredential: false,
  timeoutMs: LONG_MS,
  protocolEra: 'auto',
  clientName: 'armature-tester',
  ...more,
});

async function sessionWith(script: Script, more: Partial<HttpTarget> = {}): Promise<{ session: McpSession; server: RawServer }> {
  const server = await startScriptedServer(script);
  ending.push(() => server.close());
  const connected = await door.connect(targetAt(server, more));
  if (!connected.ok) throw new Error(connected.error.message);
  ending.push(() => connected.value.close());
  return { session: connected.value, server };
}

const toolsOf = async (session: McpSession): Promise<readonly CatalogTool[]> => {
  const listed = await session.listCatalog();
  if (!listed.ok) throw new Error(listed.error.message);
  return listed.value.tools;
};

const tool = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name,
  description: 'A tool.',
  inputSchema: { type: 'object' },
  ...more,
});

describe('the catalog', () => {
  it('keeps every tool beside one malformed tool, and names it', async () => {
    const { session } = await sessionWith({
      era: 'modern',
      answer: {
        'tools/list': () =>
          modern({ tools: [tool('good'), { name: 'odd', inputSchema: { $schema: 'x' } }, { description: 'nameless' }, tool('good')] }),
      },
    });
    expect((await toolsOf(session)).map(({ name }) => name)).toEqual(['good', 'odd', 'good']);
    expect(session.findings.map(({ rule, toolName }) => [rule, toolName])).toEqual([
      ['unlistable_tool', 'odd'],
      ['no_description', 'odd'],
      ['unlistable_tool', undefined],
      ['duplicate_tool_name', 'good'],
    ]);
  });

  it('notes fields a modern server forgets', async () => {
    const { session } = await sessionWith({ era: 'modern', answer: { 'tools/list': () => ({ tools: [tool('one')] }) } });
    expect(await toolsOf(session)).toHaveLength(1);
    expect(session.findings.map(({ rule }) => rule)).toEqual(['missing_result_type', 'missing_cache_hints']);
  });

  it('reads all pages, and at most 1000 entries', async () => {
    const page = (from: number): unknown[] => Array.from({ length: 400 }, (_, index) => tool(`t${from + index}`));
    const { session } = await sessionWith({
      era: 'legacy',
      answer: {
        'tools/list': ({ message }) => {
          const from = Number(message.params?.['cursor'] ?? 0);
          return { tools: page(from), nextCursor: String(from + 400) };
        },
      },
    });
    const tools = await toolsOf(session);
    expect(tools).toHaveLength(1000);
    expect(tools.at(-1)?.name).toBe('t999');
    expect(session.findings).toMatchObject([{ rule: 'list_truncated' }]);
  });

  it('leaves out what is nested without end, and says so', async () => {
    const bottomless = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    const { session } = await sessionWith({
      era: 'legacy',
      answer: {
        'tools/list': () => ({ tools: [tool('good'), { ...tool('deep'), inputSchema: { type: 'object', x: bottomless(2_000) } }] }),
      },
    });
    expect((await toolsOf(session)).map(({ name }) => name)).toEqual(['good']);
    expect(session.findings).toMatchObject([{ rule: 'list_truncated', message: expect.stringContaining('500 levels') }]);
  });

  it('ends where a server repeats a page', async () => {
    const { session, server } = await sessionWith({
      era: 'legacy',
      answer: { 'tools/list': () => ({ tools: [tool('a')], nextCursor: 'same' }) },
    });
    expect(await toolsOf(session)).toHaveLength(2);
    expect(server.received.filter(({ message }) => message.method === 'tools/list')).toHaveLength(2);
  });

  it('treats a declared kind without its method as empty, and says so', async () => {
    const { session } = await sessionWith({
      era: 'legacy',
      capabilities: { tools: {}, resources: {} },
      answer: { 'tools/list': () => ({ tools: [] }), 'resources/list': () => ({ resources: [{ uri: 'a://b', name: 'b' }] }) },
    });
    const listed = await session.listCatalog();
    expect(listed).toMatchObject({ ok: true, value: { resources: [{ uri: 'a://b' }], resourceTemplates: [] } });
    expect(session.findings).toMatchObject([{ rule: 'capability_without_method' }]);
  });

  it('lists a page of several MiB', async () => {
    const { session } = await sessionWith({
      era: 'legacy',
      answer: { 'tools/list': () => ({ tools: [tool('big', { description: 'x'.repeat(3 * 1024 * 1024) })] }) },
    });
    expect(await toolsOf(session)).toHaveLength(1);
  });
});

describe('a tool call', () => {
  const call = (session: McpSession, more: Partial<Parameters<McpSession['callTool']>[0]> = {}) =>
    session.callTool({ name: 'one', arguments: {}, ...more });
  const shaped: CatalogTool = {
    name: 'one',
    inputSchema: { type: 'object' },
    outputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  };

  it('whose structured content breaks the schema is the client’s finding, with the server’s content', async () => {
    const { session } = await sessionWith({
      era: 'modern',
      answer: { 'tools/call': () => modern({ content: [{ type: 'text', text: 'x' }], structuredContent: { n: 'many' } }) },
    });
    const { outcome } = await call(session, { tool: shaped });
    expect(outcome).toMatchObject({
      kind: 'schema_violation',
      origin: 'client-validator',
      structuredContent: { n: 'many' },
      content: [{ text: 'x' }],
    });
  });

  it('answered with a JSON-RPC error is the server’s error, with its data', async () => {
    const { session } = await sessionWith({
      era: 'modern',
      answer: {
        'tools/call': ({ message }, response) =>
          json(response, rpcError(message.id, { code: -32602, message: 'bad', data: { field: 'a' } })),
      },
    });
    expect((await call(session)).outcome).toEqual({
      kind: 'protocol_error',
      origin: 'server',
      code: -32602,
      message: 'bad',
      data: { field: 'a' },
    });
  });

  it.each(['modern', 'legacy'] as const)('whose %s answer stream breaks off is reported at once, not after the time-out', async (era) => {
    const { session } = await sessionWith({
      era,
      answer: {
        'tools/call': (_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"working"}}\n\n', () => {
            response.destroy();
          });
        },
      },
    });
    const { outcome, durationMs } = await call(session);
    expect(outcome).toMatchObject({ kind: 'transport_error', failure: { code: 'connect_failed', hadHttpStatus: true, phase: 'call' } });
    expect(durationMs).toBeLessThan(LONG_MS / 4);
  });

  it('whose answer stream ends politely without an answer is reported at once', async () => {
    const { session } = await sessionWith({
      era: 'modern',
      answer: {
        'tools/call': (_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' }).end(': bye\n\n');
        },
      },
    });
    const { outcome, durationMs } = await call(session);
    expect(outcome).toMatchObject({ kind: 'transport_error', failure: { code: 'connect_failed' } });
    expect(durationMs).toBeLessThan(LONG_MS / 4);
  });

  it('answered 202 is reported at once', async () => {
    const { session } = await sessionWith({
      era: 'modern',
      answer: {
        'tools/call': (_request, response) => {
          response.writeHead(202).end();
        },
      },
    });
    expect((await call(session)).outcome).toMatchObject({ kind: 'transport_error', failure: { code: 'not_mcp', httpStatus: 202 } });
  });

  it('that takes too long is a time-out, and the session goes on', async () => {
    let first = true;
    const { session } = await sessionWith({
      era: 'modern',
      answer: {
        'tools/call': () => {
          if (first) {
            first = false;
            return undefined;
          }
          return modern({ content: [] });
        },
      },
    });
    expect((await call(session, { timeoutMs: 60 })).outcome).toMatchObject({ kind: 'timeout', failure: { code: 'timeout' } });
    expect((await call(session)).outcome.kind).toBe('ok');
  });

  it.each(['modern', 'legacy'] as const)('whose %s answer stops in the middle of its body is a time-out', async (era) => {
    const { session } = await sessionWith({
      era,
      answer: {
        'tools/call': (_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json' }).write('{"jsonrpc":');
        },
      },
    });
    expect((await call(session, { timeoutMs: 80 })).outcome).toMatchObject({
      kind: 'timeout',
      failure: { code: 'timeout', hadHttpStatus: true },
    });
  });

  it('that its caller gives up ends at once', async () => {
    const { session } = await sessionWith({ era: 'legacy', answer: { 'tools/call': () => undefined } });
    const giveUp = new AbortController();
    const pending = call(session, { signal: giveUp.signal });
    giveUp.abort(new Error('run cancelled'));
    expect((await pending).outcome).toMatchObject({ kind: 'timeout', failure: { message: expect.stringContaining('cancelled') } });
  });

  it('answered 429 tells when to come back', async () => {
    const { session } = await sessionWith({
      era: 'modern',
      answer: {
        'tools/call': (_request, response) => {
          response.writeHead(429, { 'retry-after': '7' }).end();
        },
      },
    });
    expect((await call(session)).outcome).toMatchObject({
      kind: 'transport_error',
      failure: { code: 'http_status', httpStatus: 429, retryAfterMs: 7000 },
    });
  });

  it('answered 401 is an auth error', async () => {
    const { session } = await sessionWith({
      era: 'modern',
      answer: {
        'tools/call': (_request, response) => {
          response.writeHead(401).end();
        },
      },
    });
    expect((await call(session)).outcome).toMatchObject({
      kind: 'auth_error',
      failure: { code: 'auth_rejected', httpStatus: 401, authAdvertised: false },
    });
  });

  it('that needs input of a person is refused with that reason, in both eras', async () => {
    const asked = await sessionWith({
      era: 'modern',
      answer: {
        'tools/call': () =>
          modern({
            resultType: 'input_required',
            inputRequests: {
              a: { method: 'elicitation/create', params: { message: 'name?', requestedSchema: { type: 'object', properties: {} } } },
            },
          }),
      },
    });
    expect((await call(asked.session)).outcome.kind).toBe('needs_input');
    const legacy = await sessionWith({
      era: 'legacy',
      answer: {
        'tools/call': ({ message }, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: {"jsonrpc":"2.0","id":"s1","method":"elicitation/create","params":{"message":"name?"}}\n\n');
          response.end(
            `data: ${JSON.stringify(rpcResult(message.id, { isError: true, content: [{ type: 'text', text: 'no answer' }] }))}\n\n`,
          );
        },
      },
    });
    expect((await call(legacy.session)).outcome).toMatchObject({ kind: 'needs_input' });
  });

  it('of a tool with an invalid header declaration is not made', async () => {
    const { session, server } = await sessionWith({ era: 'modern', answer: { 'tools/call': () => modern({ content: [] }) } });
    const hidden: CatalogTool = {
      name: 'one',
      inputSchema: { type: 'object', properties: { n: { type: 'number', 'x-mcp-header': 'N' } } },
    };
    expect((await call(session, { tool: hidden })).outcome).toMatchObject({ kind: 'schema_violation' });
    expect(server.received.some(({ message }) => message.method === 'tools/call')).toBe(false);
  });

  it('counts the bytes of its answer', async () => {
    const { session } = await sessionWith({
      era: 'legacy',
      answer: { 'tools/call': () => ({ content: [{ type: 'text', text: 'é'.repeat(1000) }] }) },
    });
    expect((await call(session)).bytes).toBeGreaterThan(2000);
  });

  it('answered with more than a frame may hold is still an answer', async () => {
    const { session } = await sessionWith({
      era: 'modern',
      answer: { 'tools/call': () => modern({ content: [{ type: 'text', text: 'x'.repeat(2 * 1024 * 1024) }] }) },
    });
    const { outcome, bytes } = await call(session);
    expect(outcome.kind).toBe('ok');
    expect(bytes).toBeGreaterThan(2 * 1024 * 1024);
  });
});

describe('a session', () => {
  it('declares no capabilities and sends its headers with every request', async () => {
    const { session, server } = await sessionWith(
      { era: 'modern', answer: { 'tools/list': () => modern({ tools: [] }) } },
      { headers: { authorization: 'Bearer k', 'x-tenant': 'acme' } },
    );
    await toolsOf(session);
    for (const { headers, message } of server.received) {
      expect(headers).toMatchObject({ authorization: 'Bearer k', 'x-tenant': 'acme' });
      expect(message.params?.['_meta']).toMatchObject({ 'io.modelcontextprotocol/clientCapabilities': {} });
    }
  });

  it('is ended at a legacy server that issued it', async () => {
    const server = await startScriptedServer({ era: 'legacy', sessionId: 'abc', answer: {} });
    ending.push(() => server.close());
    const connected = await door.connect(targetAt(server));
    if (connected.ok) await connected.value.close();
    expect(server.received.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'mcp-session-id': 'abc' } });
  });

  it('closes quietly when the server is gone', async () => {
    const server = await startScriptedServer({ era: 'legacy', sessionId: 'abc', answer: {} });
    const connected = await door.connect(targetAt(server));
    await server.close();
    if (!connected.ok) throw new Error(connected.error.message);
    await expect(connected.value.close()).resolves.toBeUndefined();
  });

  it('needs no handshake with a remembered modern server', async () => {
    const { session, server } = await sessionWith({ era: 'modern', answer: { 'tools/list': () => modern({ tools: [] }) } });
    const again = await door.connect(targetAt(server, { known: session.verdict }));
    if (!again.ok) throw new Error(again.error.message);
    const before = server.received.length;
    await toolsOf(again.value);
    expect(server.received.slice(before).map(({ message }) => message.method)).toEqual(['tools/list']);
    await again.value.close();
  });

  it('asks again when what it remembers is older than a week', async () => {
    const { session, server } = await sessionWith({ era: 'modern', answer: {} });
    const old = { ...session.verdict, at: new Date(Date.now() - 8 * 24 * 3600 * 1000).toISOString() };
    const before = server.received.length;
    const again = await door.connect(targetAt(server, { known: old }));
    expect(server.received.slice(before).map(({ message }) => message.method)).toEqual(['server/discover']);
    if (again.ok) await again.value.close();
  });

  it('falls back from a server that chokes on server/discover, and warns', async () => {
    const { session } = await sessionWith({
      era: 'legacy',
      answer: {
        'server/discover': (_request, response) => {
          response.writeHead(500).end('not initialized');
        },
      },
    });
    expect(session).toMatchObject({ era: 'legacy', findings: [{ rule: 'mishandles_discover', severity: 'warning' }] });
  });

  it('does not fall back where the era is pinned', async () => {
    const server = await startScriptedServer({ era: 'legacy', answer: { 'tools/list': () => ({ tools: [] }) } });
    ending.push(() => server.close());
    expect(await door.connect(targetAt(server, { protocolEra: 'modern' }))).toMatchObject({ ok: false });
  });

  it('passes on notices of the server', async () => {
    const { session } = await sessionWith({
      era: 'legacy',
      answer: {
        'tools/call': ({ message }, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n');
          response.end(`data: ${JSON.stringify(rpcResult(message.id, { content: [] }))}\n\n`);
        },
      },
    });
    const heard: string[] = [];
    session.onNotification((method) => heard.push(method));
    await session.callTool({ name: 'one', arguments: {} });
    expect(heard).toEqual(['notifications/tools/list_changed']);
  });

  it('carries the trace context in _meta, in both eras, and marks the span of a failure', async () => {
    const failures: string[] = [];
    const names: string[] = [];
    const telemetry: Telemetry = {
      span: async (name, _fields, work) => {
        names.push(name);
        return work({
          set: () => {},
          fail: (type) => failures.push(type),
          event: () => {},
          traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
        });
      },
      stop: async () => {},
    };
    const traced = createMcpDoor({ fetch, clock: systemClock, log: silent, telemetry });
    for (const era of ['modern', 'legacy'] as const) {
      const server = await startScriptedServer({ era, answer: { 'tools/call': () => modern({ content: [], isError: true }) } });
      ending.push(() => server.close());
      const connected = await traced.connect(targetAt(server));
      if (!connected.ok) throw new Error(connected.error.message);
      await connected.value.callTool({ name: 'one', arguments: {} });
      await connected.value.close();
      const sent = server.received.find(({ message }) => message.method === 'tools/call');
      expect(sent?.message.params?.['_meta']).toMatchObject({ traceparent: '00-11111111111111111111111111111111-2222222222222222-01' });
    }
    expect(names).toEqual(['tools/call one', 'tools/call one']);
    expect(failures).toEqual(['tool_error', 'tool_error']);
  });

  it('over HTTP+SSE whose stream breaks fails the pending call at once', async () => {
    let push: ((text: string) => void) | undefined;
    let cut: (() => void) | undefined;
    const server = await startRawServer(
      ({ method, message }, response) => {
        if (method === 'GET') {
          response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: endpoint\ndata: /messages\n\n');
          push = (text) => response.write(text);
          cut = () => response.destroy();
          return;
        }
        response.writeHead(202).end('Accepted');
        if (message.method === 'initialize')
          push?.(
            `event: message\ndata: ${JSON.stringify(rpcResult(message.id, { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }))}\n\n`,
          );
        if (message.method === 'tools/call') cut?.();
      },
      { path: '/sse' },
    );
    ending.push(() => server.close());
    const connected = await door.connect(targetAt(server, { transport: 'sse' }));
    if (!connected.ok) throw new Error(connected.error.message);
    const { outcome, durationMs } = await connected.value.callTool({ name: 'one', arguments: {} });
    expect(outcome).toMatchObject({ kind: 'transport_error', failure: { code: 'connect_failed' } });
    expect(durationMs).toBeLessThan(LONG_MS / 4);
    await connected.value.close();
  });
});
