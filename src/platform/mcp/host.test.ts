// Our host on the wire: both eras, and what it refuses.
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
  prompts: [],
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
