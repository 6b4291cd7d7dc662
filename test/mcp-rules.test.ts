// Every protocol rule fires on a server built to break it, and none on the example servers of the MCP SDK.
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import type { CallOutcome, Finding, FindingRule, HttpTarget, McpSession, StdioTarget } from '#platform/mcp/mcp';
import { createProgramHost } from '#platform/process/program-host';
import { json, rpcResult } from '#test/mcp-fixtures/raw-server';
import type { Received } from '#test/mcp-fixtures/raw-server';
import { startStrictServer } from '#test/mcp-fixtures/strict-server';
import type { Laxity } from '#test/mcp-fixtures/strict-server';
import type { ServerResponse } from 'node:http';
import { exampleFile, HTTP_EXAMPLES, SSE_EXAMPLES, startSdkExample, STDIO_EXAMPLES } from './sdk-examples.ts';

const EXAMPLE_MS = 60_000;
const programs = createProgramHost({ log: silentLog });
const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const door = createMcpDoor({ fetch, clock: systemClock, log: silentLog, programs });
afterAll(async () => {
  await programs.close();
  await fetch.close();
});

const targetAt = (url: string, more: Partial<HttpTarget> = {}): HttpTarget => ({
  url,
  transport: 'streamable_http',
  headers: {},
  hasCredential: false,
  timeoutMs: 10_000,
  protocolEra: 'auto',
  clientName: 'armature-probe',
  ...more,
});

const rulesOf = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ rule }) => rule))].toSorted();
const OBJECT = { type: 'object' };
const tool = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'one',
  description: 'The only one',
  inputSchema: OBJECT,
  ...fields,
});
const withTool = (fields: Record<string, unknown>): Laxity => ({ era: 'modern', tools: () => [tool(fields)] });
const property = (schema: unknown): Record<string, unknown> => ({ inputSchema: { type: 'object', properties: { a: schema } } });

/** Answers one method with `result` as it is. */
const answering =
  (method: string, result: unknown): NonNullable<Laxity['instead']> =>
  (request: Received, response: ServerResponse) => {
    if (request.message.method !== method) return false;
    json(response, rpcResult(request.message.id, result));
    return true;
  };

const failing =
  (method: string, status: number): NonNullable<Laxity['instead']> =>
  (request, response) => {
    if (request.message.method !== method) return false;
    response.writeHead(status).end();
    return true;
  };

/** Rules that every listing applies; `probe` lists. */
const PASSIVE: readonly [FindingRule, string, Laxity][] = [
  ['unlistable_tool', 'an input schema that is no object', withTool({ inputSchema: {} })],
  ['unlistable_tool', 'a tool without a name', { era: 'modern', tools: () => [tool({ name: '' })] }],
  ['invalid_schema', 'a type that does not exist', withTool(property({ type: 'strnig' }))],
  ['invalid_schema', 'a reference to nowhere', withTool(property({ $ref: '#/$defs/nowhere' }))],
  ['invalid_schema', 'a reference to the network', withTool(property({ $ref: 'https://schemas.example/a.json' }))],
  ['invalid_schema', 'a pattern that is none', withTool(property({ type: 'string', pattern: '[' }))],
  [
    'invalid_schema',
    'a keyword of another dialect than the one it names',
    withTool({
      inputSchema: {
        ...OBJECT,
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        properties: { a: { type: 'array', items: [OBJECT] } },
      },
    }),
  ],
  ['invalid_schema', 'an output schema that does not compile', withTool({ outputSchema: { ...OBJECT, required: 'a' } })],
  [
    'invalid_schema',
    'an output schema that is no object, in the older era',
    { era: 'legacy', tools: () => [tool({ outputSchema: { type: 'array' } })] },
  ],
  ['hidden_tool', 'a bad x-mcp-header', withTool(property({ type: 'number', 'x-mcp-header': 'A' }))],
  ['duplicate_tool_name', 'a name twice', { era: 'modern', tools: () => [tool(), tool({ description: 'The same again' })] }],
  ['no_description', 'a tool without words', withTool({ description: '' })],
  [
    'missing_result_type',
    'no resultType',
    { era: 'modern', instead: answering('tools/list', { ttlMs: 0, cacheScope: 'private', tools: [tool()] }) },
  ],
  [
    'missing_cache_hints',
    'no ttlMs',
    { era: 'modern', instead: answering('tools/list', { resultType: 'complete', cacheScope: 'private', tools: [tool()] }) },
  ],
  [
    'missing_cache_hints',
    'no cacheScope',
    { era: 'modern', instead: answering('tools/list', { resultType: 'complete', ttlMs: 0, tools: [tool()] }) },
  ],
  ['capability_without_method', 'resources declared and unknown', { era: 'modern', capabilities: { tools: {}, resources: {} } }],
  ['mishandles_discover', '500 to server/discover', { era: 'legacy', instead: failing('server/discover', 500) }],
  ['mishandles_discover', '503 to server/discover', { era: 'legacy', instead: failing('server/discover', 503) }],
];

const probed = async (laxity: Laxity): Promise<readonly Finding[]> => {
  const server = await startStrictServer(laxity);
  try {
    return (await door.probe(targetAt(server.url))).findings;
  } finally {
    await server.close();
  }
};

describe('a rule of every listing fires where it is broken, and no other does', () => {
  test.each(PASSIVE)('%s: %s', async (rule, _name, laxity) => {
    expect(rulesOf(await probed(laxity))).toEqual([rule]);
  });

  test.each(['modern', 'legacy'] as const)('none where all are kept (%s)', async (era) => {
    expect(await probed({ era })).toEqual([]);
  });

  test.each([
    ['nothing', {}],
    ['no scheme', { 'www-authenticate': '"?"' }],
    ['metadata that is no address', { 'www-authenticate': 'Bearer resource_metadata="somewhere"' }],
  ])('auth_not_advertised: a 401 with %s', async (_name, headers) => {
    const instead: Laxity['instead'] = (_request, response) => Boolean(response.writeHead(401, headers).end());
    expect(rulesOf(await probed({ era: 'legacy', instead }))).toEqual(['auth_not_advertised']);
  });

  test.each(['Bearer', 'Bearer resource_metadata="https://a.example/.well-known/oauth-protected-resource"'])(
    'a 401 with %s is fine',
    async (challenge) => {
      const instead: Laxity['instead'] = (_request, response) => Boolean(response.writeHead(401, { 'www-authenticate': challenge }).end());
      expect(await probed({ era: 'legacy', instead })).toEqual([]);
    },
  );

  test('unstable_order: two listings in one session', async () => {
    let tools = ['a', 'b', 'c'].map((name) => tool({ name }));
    const server = await startStrictServer({ era: 'modern', tools: () => (tools = tools.toReversed()) });
    const session = await sessionAt(targetAt(server.url));
    await session.listCatalog();
    expect(session.findings).toEqual([]);
    await session.listCatalog();
    expect(rulesOf(session.findings)).toEqual(['unstable_order']);
    await session.close();
    await server.close();
  });
});

async function sessionAt(target: HttpTarget | StdioTarget): Promise<McpSession> {
  const connected = await door.connect(target);
  if (!connected.ok) throw new Error(connected.error.message);
  return connected.value;
}

describe('a rule of results fires where it is broken, and changes no outcome', () => {
  const OUTPUT = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
  const text = (words: string): object => ({ resultType: 'complete', content: [{ type: 'text', text: words }] });
  const cases: [FindingRule | undefined, string, CallOutcome['kind'], object | undefined, object][] = [
    [
      'output_not_honoured',
      'structured content that breaks the schema',
      'schema_violation',
      OUTPUT,
      { ...text('x'), structuredContent: { n: 'x' } },
    ],
    ['output_not_honoured', 'no structured content', 'schema_violation', OUTPUT, text('5')],
    [undefined, 'structured content as declared', 'ok', OUTPUT, { ...text('5'), structuredContent: { n: 5 } }],
    ['error_as_success', 'a failure told as text', 'ok', undefined, text('Error searching libraries: TypeError: fetch failed')],
    [undefined, 'a failure told as one', 'tool_error', undefined, { ...text('Error searching libraries: fetch failed'), isError: true }],
    [undefined, 'a text about errors', 'ok', undefined, text('Error handling in Go is explicit.')],
  ];

  test.each(cases)('%s: %s', async (rule, _name, kind, outputSchema, result) => {
    const entry = { name: 'one', inputSchema: OBJECT, ...(outputSchema ? { outputSchema: { ...outputSchema } } : {}) };
    const server = await startStrictServer({ era: 'modern', instead: answering('tools/call', result), tools: () => [tool(entry)] });
    const session = await sessionAt(targetAt(server.url));
    const called = await session.callTool({ name: 'one', arguments: {}, tool: entry });
    expect(called.outcome.kind).toBe(kind);
    expect(called.findings?.map((finding) => finding.rule)).toEqual(rule === undefined ? undefined : [rule]);
    if (rule === 'error_as_success') expect(called.findings).toMatchObject([{ severity: 'info', toolName: 'one' }]);
    await session.close();
    await server.close();
  });
});

describe('the example servers of the SDK break no rule', () => {
  test.each(HTTP_EXAMPLES)('%s', { timeout: EXAMPLE_MS }, async (name) => {
    const example = await startSdkExample(name);
    try {
      const probe = await door.probe(targetAt(example.url));
      expect(probe).toMatchObject({ ok: true, findings: [] });
      expect(await door.examine(targetAt(example.url))).toEqual([]);
      // It took no harm.
      expect(await door.probe(targetAt(example.url))).toMatchObject({ ok: true, counts: probe.counts });
    } finally {
      await example.stop();
    }
  });

  test.each(SSE_EXAMPLES)('%s', { timeout: EXAMPLE_MS }, async (name) => {
    const example = await startSdkExample(name);
    try {
      expect(await door.probe(targetAt(example.url, { transport: 'sse' }))).toMatchObject({ ok: true, findings: [] });
    } finally {
      await example.stop();
    }
  });

  const CALLS: Partial<Record<(typeof STDIO_EXAMPLES)[number], [string, Record<string, unknown>]>> = {
    mcpServerOutputSchema: ['get_weather', { city: 'Berlin', country: 'DE' }],
  };
  /** Not a rule of the protocol but of programs, and true: it prints its greeting where only messages belong. */
  const TRUE_OF: Partial<Record<(typeof STDIO_EXAMPLES)[number], readonly FindingRule[]>> = { toolWithSampleServer: ['noisy_stdout'] };
  test.each(STDIO_EXAMPLES)('%s', { timeout: EXAMPLE_MS }, async (name) => {
    const target: StdioTarget = {
      transport: 'stdio_hosted',
      program: { command: process.execPath, args: [exampleFile(name)], env: {}, cwd: null, network: 'host' },
      timeoutMs: 20_000,
      protocolEra: 'auto',
      clientName: 'armature-probe',
    };
    const probe = await door.probe(target);
    expect(probe.ok).toBe(true);
    expect(rulesOf(probe.findings)).toEqual(TRUE_OF[name] ?? []);
    const [toolName, args] = CALLS[name] ?? [];
    if (toolName === undefined) return;
    const session = await sessionAt(target);
    const called = await session.callTool({
      name: toolName,
      arguments: args ?? {},
      tool: probe.catalog?.tools.find((each) => each.name === toolName),
    });
    expect(called.outcome.kind).toBe('ok');
    expect(called.findings).toBeUndefined();
    await session.close();
  });
});
