// Our host on the wire: both eras, and what it refuses. How it looks to clients that others wrote: test/conformance.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool, RpcError } from './define-tool.ts';
import type { HostedServer } from './define-tool.ts';
import { mcpHandler } from './host.ts';

const whoAmI = (name: string): HostedServer => ({
  name: 'host',
  title: 'Host',
  version: '1.0.0',
  instructions: '',
  resources: [],
  resourceTemplates: [],
  prompts: [],
  listCacheScope: 'private',
  tools: [
    defineTool({
      name: 'who_am_i',
      title: 'Who am I',
      description: 'Names the caller.',
      annotations: { readOnlyHint: true },
      input: z.strictObject({}),
      output: z.object({ name: z.string() }),
      run: () => ({ name }),
    }),
    defineTool({
      name: 'refuse',
      title: 'Refuse',
      description: 'Refuses.',
      annotations: {},
      input: z.strictObject({}),
      output: z.object({}),
      run: () => {
        throw new RpcError(-32001, 'not today', { retry: 'tomorrow' });
      },
    }),
    defineTool({
      name: 'crash',
      title: 'Crash',
      description: 'Crashes.',
      annotations: {},
      input: z.strictObject({}),
      output: z.object({}),
      run: () => {
        throw new Error('password is hunter2');
      },
    }),
  ],
});

const handle = mcpHandler((caller: string) => whoAmI(caller));
const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };

const post = (body: unknown, headers: Record<string, string> = {}, caller = 'ada'): Promise<Response> =>
  handle(
    new Request('http://host.test/mcp', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    }),
    caller,
  );

const callModern = (name: string, caller?: string): Promise<Response> =>
  post(
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {}, _meta: META } },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name },
    caller,
  );
const callLegacy = (name: string, caller?: string): Promise<Response> =>
  post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }, { 'mcp-protocol-version': '2025-11-25' }, caller);

describe.each([
  ['modern', callModern],
  ['legacy', callLegacy],
] as const)('a %s call', (_era, call) => {
  it('is answered in plain JSON for the caller it came from', async () => {
    const answers = await Promise.all(['ada', 'ben'].map((caller) => call('who_am_i', caller)));
    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual(['application/json', 'application/json']);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toMatchObject([
      { result: { structuredContent: { name: 'ada' } } },
      { result: { structuredContent: { name: 'ben' } } },
    ]);
  });

  it('gets a typed error with its data', async () => {
    expect(await (await call('refuse')).json()).toMatchObject({
      error: { code: -32001, message: 'not today', data: { retry: 'tomorrow' } },
    });
  });

  it('learns nothing from a fault of ours', async () => {
    const text = await (await call('crash')).text();
    expect(JSON.parse(text)).toMatchObject({ error: { code: -32603 } });
    expect(text).not.toContain('hunter2');
  });

  it('of an unknown tool is refused', async () => {
    expect(await (await call('nope')).json()).toMatchObject({ error: { code: -32602 } });
  });
});

describe('the host', () => {
  it('names the first hundred of the fields that are wrong, and counts the others', async () => {
    const args = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 1]));
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'who_am_i', arguments: args } };
    const { error } = (await (await post(message, { 'mcp-protocol-version': '2025-11-25' })).json()) as {
      error: { message: string; data: { details: { fieldErrors: unknown[] } } };
    };
    expect(error.message).toMatch(/^field0: .*; and 4900 more$/);
    expect(error.data.details.fieldErrors).toHaveLength(100);
  });

  it('answers GET and DELETE with 405', async () => {
    for (const method of ['GET', 'DELETE']) {
      const response = await handle(new Request('http://host.test/mcp', { method }), 'ada');
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('refuses a batch', async () => {
    const response = await post([{ jsonrpc: '2.0', id: 1, method: 'tools/list' }], { 'mcp-protocol-version': '2025-03-26' });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: -32600 } }]);
  });

  it('refuses a header that contradicts the body', async () => {
    const response = await post(
      { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: META } },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'x' },
    );
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: -32020 } }]);
  });

  it('refuses a body larger than 4 MiB', async () => {
    const response = await post(
      { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { pad: 'x'.repeat(5 * 1024 * 1024) } },
      { 'mcp-protocol-version': '2025-11-25' },
    );
    expect(response.status).toBe(413);
  });

  it('refuses a tool name clients cannot use', () => {
    expect(() =>
      defineTool({
        name: 'two words',
        title: '',
        description: '',
        annotations: {},
        input: z.object({}),
        output: z.object({}),
        run: () => ({}),
      }),
    ).toThrow('two words');
  });
});

/** A server may keep more with its definitions than callers are to see. */
const OURS = { note: 'for us alone' };

const library: HostedServer = {
  ...whoAmI('library'),
  listTtlMs: 60_000,
  listCacheScope: 'public',
  refuseTool: (name) => (name === 'hidden' ? new RpcError(-32000, 'not for you', { code: 'forbidden_role' }) : undefined),
  faultOf: (error) => new RpcError(-32603, `fault: ${error instanceof Error ? error.name : 'unknown'}`, { code: 'internal_error' }),
  tools: [
    ...whoAmI('library').tools.map((tool) => ({ ...tool, ...OURS })),
    defineTool({
      name: 'look',
      title: 'Look',
      description: 'Looks at its context.',
      annotations: {},
      input: z.strictObject({ times: z.int().min(1).default(1) }),
      output: z.object({ clientInfo: z.unknown(), requestMeta: z.unknown() }),
      run: ({ times: _times }, { clientInfo, requestMeta }) => ({ clientInfo: clientInfo ?? null, requestMeta }),
    }),
  ],
  resources: [
    {
      ...OURS,
      uri: 'test://about',
      name: 'about',
      title: 'About',
      description: 'About it.',
      mimeType: 'text/plain',
      read: async ({ signal }) => `about, aborted: ${signal.aborted}`,
    },
  ],
  resourceTemplates: [
    {
      ...OURS,
      uriTemplate: 'test://books/{id}/page',
      name: 'page',
      title: 'Page',
      description: 'One page.',
      mimeType: 'text/plain',
      read: async ({ id }) => {
        if (id === 'lost') throw new RpcError(-32002, 'No such book.', { code: 'book_not_found', details: {} });
        if (id === 'broken') throw new TypeError('password is hunter2');
        return `page of ${id}`;
      },
      complete: { id: async (typed) => Array.from({ length: 120 }, (_, i) => `${typed}${i}`) },
    },
  ],
  prompts: [
    {
      ...OURS,
      name: 'summarize',
      title: 'Summarize',
      description: 'Asks for a summary.',
      arguments: [
        { name: 'book', description: 'Which book.', required: true, complete: async (typed) => [`${typed}!`] },
        { name: 'tone', description: 'In which tone.', required: false },
      ],
      render: async ({ book, tone = 'plain' }) => `Summarize ${book} in a ${tone} tone.`,
    },
  ],
};
const lend = mcpHandler(() => library);

type Era = 'legacy' | 'modern';

async function request(era: Era, method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const named = params['name'] ?? params['uri'];
  const headers =
    era === 'legacy'
      ? { 'mcp-protocol-version': '2025-11-25' }
      : { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...(typeof named === 'string' ? { 'mcp-name': named } : {}) };
  const meta = era === 'legacy' ? {} : { _meta: { ...META, ...(params['_meta'] as object | undefined) } };
  const response = await lend(
    new Request('http://host.test/mcp', {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, ...meta } }),
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    }),
    undefined,
  );
  return (await response.json()) as Record<string, unknown>;
}

describe.each(['legacy', 'modern'] as const)('a %s client of a server with everything', (era) => {
  it('reads a resource, by its address and through a template', async () => {
    expect(await request(era, 'resources/read', { uri: 'test://about' })).toMatchObject({
      result: { contents: [{ uri: 'test://about', mimeType: 'text/plain', text: 'about, aborted: false' }] },
    });
    expect(await request(era, 'resources/read', { uri: 'test://books/b%201/page' })).toMatchObject({
      result: { contents: [{ uri: 'test://books/b%201/page', text: 'page of b 1' }] },
    });
  });

  it.each(['test://nothing', 'test://about?x=1', 'test://books/b/page#2', 'test://books//page', 'nonsense'])(
    'is told that %s is no resource',
    async (uri) => {
      expect(await request(era, 'resources/read', { uri })).toMatchObject({
        error: { code: -32602, data: { uri, code: 'validation_failed', details: { fieldErrors: [{ field: 'uri' }], warnings: [] } } },
      });
    },
  );

  it('knows a missing object by the code of its era, and a fault of ours by nothing', async () => {
    expect(await request(era, 'resources/read', { uri: 'test://books/lost/page' })).toMatchObject({
      error: { code: era === 'legacy' ? -32002 : -32602, data: { code: 'book_not_found', uri: 'test://books/lost/page' } },
    });
    const broken = await request(era, 'resources/read', { uri: 'test://books/broken/page' });
    expect(broken).toMatchObject({ error: { code: -32603, message: 'fault: TypeError', data: { code: 'internal_error' } } });
  });

  it('gets a prompt, and every wrong argument at once', async () => {
    expect(await request(era, 'prompts/get', { name: 'summarize', arguments: { book: 'Emma' } })).toMatchObject({
      result: { messages: [{ role: 'user', content: { type: 'text', text: 'Summarize Emma in a plain tone.' } }] },
    });
    const wrong = { tone: 'x'.repeat(2001), color: 'red' };
    expect(await request(era, 'prompts/get', { name: 'summarize', arguments: wrong })).toMatchObject({
      error: {
        code: -32602,
        data: { code: 'validation_failed', details: { fieldErrors: [{ field: 'book' }, { field: 'tone' }, { field: 'color' }] } },
      },
    });
    expect(await request(era, 'prompts/get', { name: 'nope' })).toMatchObject({ error: { code: -32602 } });
  });

  it('has arguments completed, at most a hundred values', async () => {
    const complete = (ref: object, argument: object) => request(era, 'completion/complete', { ref, argument });
    const prompt = { type: 'ref/prompt', name: 'summarize' };
    expect(await complete(prompt, { name: 'book', value: 'Em' })).toMatchObject({
      result: { completion: { values: ['Em!'], total: 1, hasMore: false } },
    });
    expect(await complete(prompt, { name: 'tone', value: 'p' })).toMatchObject({ result: { completion: { values: [] } } });
    expect(await complete(prompt, { name: 'book', value: 'x'.repeat(201) })).toMatchObject({ result: { completion: { values: [] } } });
    const many = await complete({ type: 'ref/resource', uri: 'test://books/{id}/page' }, { name: 'id', value: 'b' });
    expect(many).toMatchObject({ result: { completion: { total: 120, hasMore: true } } });
    expect((many['result'] as { completion: { values: unknown[] } }).completion.values).toHaveLength(100);
    for (const [ref, argument] of [
      [prompt, { name: 'nope', value: '' }],
      [
        { type: 'ref/prompt', name: 'nope' },
        { name: 'book', value: '' },
      ],
      [
        { type: 'ref/resource', uri: 'test://nope/{id}' },
        { name: 'id', value: '' },
      ],
    ] as const)
      expect(await complete(ref, argument)).toMatchObject({ error: { code: -32602, data: { code: 'validation_failed' } } });
  });

  it('is told why a tool that it does not see refuses it', async () => {
    expect(await request(era, 'tools/call', { name: 'hidden', arguments: {} })).toMatchObject({
      error: { code: -32000, message: 'not for you', data: { code: 'forbidden_role' } },
    });
    expect(await request(era, 'tools/call', { name: 'nope', arguments: {} })).toMatchObject({
      error: { code: -32602, data: { code: 'validation_failed', details: { fieldErrors: [{ field: 'name' }] } } },
    });
  });

  it('gets nothing in lists but what describes an entry', async () => {
    const lists = await Promise.all(
      ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'].map((method) => request(era, method)),
    );
    expect(JSON.stringify(lists)).not.toContain('for us alone');
    expect(lists).toMatchObject([
      { result: { tools: [{ name: 'who_am_i' }, {}, {}, { name: 'look', inputSchema: { additionalProperties: false } }] } },
      { result: { resources: [{ uri: 'test://about', title: 'About', mimeType: 'text/plain' }] } },
      { result: { resourceTemplates: [{ uriTemplate: 'test://books/{id}/page', title: 'Page' }] } },
      {
        result: {
          prompts: [
            {
              name: 'summarize',
              arguments: [
                { name: 'book', required: true },
                { name: 'tone', required: false },
              ],
            },
          ],
        },
      },
    ]);
  });
});

describe('a modern client', () => {
  it.each(['server/discover', 'tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'])(
    'may keep the answer of %s as long as the server says',
    async (method) => {
      expect(await request('modern', method)).toMatchObject({ result: { ttlMs: 60_000, cacheScope: 'public' } });
    },
  );

  it('may not keep what a resource holds', async () => {
    expect(await request('modern', 'resources/read', { uri: 'test://about' })).toMatchObject({
      result: { ttlMs: 0, cacheScope: 'public' },
    });
  });

  it('is known to tools by what it says of itself, without the keys of the protocol', async () => {
    const clientInfo = { name: 'agent'.repeat(100), version: '2', title: 'Agent' };
    const meta = { 'io.modelcontextprotocol/clientInfo': clientInfo, 'acme/run': 'r1' };
    expect(await request('modern', 'tools/call', { name: 'look', arguments: {}, _meta: meta })).toMatchObject({
      result: { structuredContent: { clientInfo: { name: 'agent'.repeat(40), version: '2' }, requestMeta: { 'acme/run': 'r1' } } },
    });
  });

  it('finds no method that its revision has removed', async () => {
    for (const method of ['ping', 'initialize', 'logging/setLevel'])
      expect(await request('modern', method)).toMatchObject({ error: { code: -32601 } });
  });
});
