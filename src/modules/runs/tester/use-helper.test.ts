// Resources, prompts and notifications of the server: what the tester reaches beside tools, and how it is kept.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import { json, rpcError, rpcResult } from '#test/mcp-fixtures/raw-server';
import type { Turn } from '#test/openai-endpoint';
import { benchTool, memoryTrace, startTesterBench, textResult } from '#test/tester-bench';
import type { AttemptOptions, BenchServer, Served, TesterBench } from '#test/tester-bench';
import { runTester } from './run-tester.ts';
import { createScriptModel } from './script-model.ts';

let bench: TesterBench;
let library: Served;
const RESOURCES = [
  { uri: 'file:///hours.txt', name: 'hours', description: 'Opening hours.', mimeType: 'text/plain' },
  { uri: 'file:///logo.png', name: 'logo' },
];
const LIBRARY: BenchServer = {
  tools: [benchTool('order_get')],
  capabilities: { resources: {}, prompts: {} },
  answer: {
    'resources/list': () => ({ resources: RESOURCES }),
    'resources/templates/list': () => ({ resourceTemplates: [{ uriTemplate: 'order://{id}', name: 'order' }] }),
    'resources/read': ({ message: { id, params } }, response) => {
      const uri = String(params?.['uri']);
      if (uri === 'file:///hours.txt') return { contents: [{ uri, text: '{"opens":"09:00"}' }] };
      if (uri === 'file:///logo.png') return { contents: [{ uri, mimeType: 'image/png', blob: 'iVBORw0KGgoAAAANSUhEUg==' }] };
      return json(response, rpcError(id, { code: -32002, message: `no resource ${uri}` }));
    },
    'prompts/list': () => ({ prompts: [{ name: 'greet', arguments: [{ name: 'who' }, { name: 'n' }] }, { name: 'bye' }] }),
    'prompts/get': ({ message: { params } }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Greet ${JSON.stringify(params?.['arguments'])}` } }],
    }),
    'tools/call': () => textResult('paid'),
  },
};

beforeAll(async () => {
  bench = await startTesterBench();
  library = await bench.serve(LIBRARY);
});
afterAll(() => bench.close());

async function run(options: AttemptOptions, served = library) {
  const trace = memoryTrace();
  const from = bench.endpoint.requests.length;
  const result = await runTester({ ...served.attempt(options), append: trace.append });
  const requests = bench.endpoint.requests.slice(from).map(({ body }) => body);
  const told =
    requests
      .at(-1)
      ?.messages.filter(({ role }) => role === 'tool')
      .map(({ content }) => String(content)) ?? [];
  return { result, trace, requests, told, types: trace.events.map(({ type }) => type) };
}

const DONE: Turn = { text: 'Done.' };
const call = (name: string, args: string | Record<string, unknown> = {}): Turn => ({ calls: [{ name, arguments: args }] });
const HELPERS = ['armature__list_resources', 'armature__read_resource', 'armature__get_prompt'];

describe('the helpers', () => {
  test('are offered where the server has what they reach, beside its tools', async () => {
    const both = await run({ play: [DONE] });
    expect(both.trace.of('mcp_connected')[0]?.offeredTools).toEqual(['order_get', ...HELPERS]);
    expect(both.requests[0]?.tools?.at(-1)?.function.description).toContain('- greet (who, n)\n- bye');
    const plain = await bench.serve({ tools: [benchTool('order_get')] });
    expect((await run({ play: [DONE] }, plain)).trace.of('mcp_connected')[0]?.offeredTools).toEqual(['order_get']);
  });

  test('are steps, not tool calls: no limit of calls stops them and nothing is counted', async () => {
    const reads = [
      call(HELPERS[0] ?? ''),
      call(HELPERS[1] ?? '', { uri: 'file:///hours.txt' }),
      call(HELPERS[2] ?? '', { name: 'greet', arguments: { who: 'Ada', n: 2 } }),
    ];
    const done = await run({ play: [...reads, DONE], limits: { maxToolCalls: 0 } });
    expect(done.result).toMatchObject({ finalAnswer: 'Done.', totals: { toolCalls: 0, steps: 4 } });
    expect(done.types.filter((type) => type !== 'model_message')).toEqual([
      'mcp_connected',
      'resource_read',
      'resource_read',
      'prompt_get',
      'final_answer',
    ]);
    expect(done.told[0]).toContain('"uri":"file:///hours.txt","name":"hours","description":"Opening hours."');
    expect(done.told[0]).toContain('"uriTemplate":"order://{id}"');
    expect(done.told[1]).toMatch(/^<<<DATA [0-9a-f]{12} armature__read_resource result\n\{"opens":"09:00"\}\n<<<END/);
    expect(done.told[2]).toContain('Greet {"who":"Ada","n":"2"}');
    expect(done.trace.of('resource_read')[1]).toMatchObject({
      uri: 'file:///hours.txt',
      content: [{ type: 'resource', resource: { text: '{"opens":"09:00"}' } }],
    });
    expect(done.trace.of('prompt_get')).toMatchObject([{ name: 'greet', content: [{ text: 'Greet {"who":"Ada","n":"2"}' }] }]);
  });

  test('tell a file by what it is, not as base64', async () => {
    const done = await run({ play: [call('armature__read_resource', { uri: 'file:///logo.png' }), DONE] });
    expect(done.told[0]).toContain('[resource file:///logo.png, image/png, 18 bytes, not shown]');
    expect(JSON.stringify(done.requests)).not.toContain('iVBOR');
  });

  test('cut what is longer than a result may be', async () => {
    const done = await run({ play: [call('armature__list_resources'), DONE], limits: { maxToolResultBytes: 30 } });
    expect(done.told[0]).toMatch(/\[cut: 30 of \d+ bytes are shown\]/);
  });

  test('answer a resource that is not there with the error of the server, which stays in the trace', async () => {
    const done = await run({ play: [call('armature__read_resource', { uri: 'file:///gone' }), DONE] });
    expect(done.result.finalAnswer).toBe('Done.');
    expect(done.trace.of('resource_read')).toMatchObject([{ uri: 'file:///gone', error: expect.stringContaining('-32002') }]);
    expect(done.told[0]).toContain('no resource file:///gone');
  });

  test.each<[string, string, string | Record<string, unknown>]>([
    ['no uri', 'armature__read_resource', {}],
    ['a uri that is no text', 'armature__read_resource', { uri: 7 }],
    ['no name', 'armature__get_prompt', { arguments: {} }],
    ['arguments that are no object', 'armature__list_resources', '["x"]'],
    ['broken arguments', 'armature__read_resource', '{"uri": '],
  ])('are not played with %s; the mistake is told and on record', async (_name, name, args) => {
    const done = await run({ play: [call(name, args), DONE] });
    expect(done.result.finalAnswer).toBe('Done.');
    expect(done.trace.of('tool_blocked')).toMatchObject([{ tool: name, rule: 'malformed_arguments' }]);
    expect(done.told[0]).toMatch(/^The call was not sent: /);
    expect([...done.trace.of('resource_read'), ...done.trace.of('prompt_get')]).toEqual([]);
  });

  test("yield to a server's own tool of the same name", async () => {
    const own = await bench.serve({ ...LIBRARY, tools: [benchTool('armature__read_resource')] });
    const done = await run({ play: [call('armature__read_resource', { uri: 'file:///hours.txt' }), DONE] }, own);
    expect(own.calls()).toEqual([['armature__read_resource', { uri: 'file:///hours.txt' }]]);
    expect(done.result.totals.toolCalls).toBe(1);
  });

  test('serve a step script as well', async () => {
    const prompt =
      '1. call armature__read_resource with {"uri": "file:///hours.txt"}\n2. call armature__get_prompt with {"name": "greet", "arguments": {"who": "$1.opens"}}\nanswer Opens at ${1.opens}: ${2.text}';
    const trace = memoryTrace();
    const attempt = library.attempt({ prompt });
    const result = await runTester({
      ...attempt,
      model: createScriptModel({ script: prompt, catalog: attempt.catalog }),
      append: trace.append,
    });
    expect(result).toMatchObject({ finalAnswer: 'Opens at 09:00: Greet {"who":"09:00"}', totals: { toolCalls: 0 } });
  });
});

describe('what the server says unasked', () => {
  /** Answers a call over an event stream, after notifications. */
  const chattering = (notes: readonly object[]): BenchServer => ({
    tools: [benchTool('order_get')],
    answer: {
      'tools/call': ({ message }, response: ServerResponse) => {
        const frames = [...notes.map((note) => ({ jsonrpc: '2.0', ...note })), rpcResult(message.id, textResult('paid'))];
        response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(frames.map((frame) => `event: message\ndata: ${JSON.stringify(frame)}\n\n`).join(''));
      },
    },
  });

  test('is recorded where it came, between call and result', async () => {
    const server = await bench.serve(
      chattering([
        { method: 'notifications/message', params: { level: 'info', data: 'Working.' } },
        { method: 'notifications/tools/list_changed' },
      ]),
    );
    const done = await run({ play: [call('order_get'), DONE] }, server);
    expect(done.types).toEqual([
      'mcp_connected',
      'model_message',
      'tool_call',
      'server_notification',
      'server_notification',
      'tool_result',
      'model_message',
      'final_answer',
    ]);
    expect(done.trace.of('server_notification')).toMatchObject([
      { method: 'notifications/message', params: { level: 'info', data: 'Working.' } },
      { method: 'notifications/tools/list_changed' },
    ]);
    expect(JSON.stringify(done.requests)).not.toContain('Working.');
  });

  test('is stored before what came after it, however slow the store is', async () => {
    const server = await bench.serve(chattering([{ method: 'notifications/message', params: { level: 'info', data: 1 } }]));
    const trace = memoryTrace();
    let open = 0;
    let mostOpen = 0;
    const result = await runTester({
      ...server.attempt({ play: [call('order_get'), DONE] }),
      append: async (type, data) => {
        mostOpen = Math.max(mostOpen, (open += 1));
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return trace.append(type, data);
      },
    });
    expect(result.finalAnswer).toBe('Done.');
    expect(mostOpen).toBe(1);
    expect(trace.events.map(({ type }) => type).slice(2, 5)).toEqual(['tool_call', 'server_notification', 'tool_result']);
  });

  test('is bounded in number and in size', async () => {
    const notes = Array.from({ length: 300 }, (_, index) => ({
      method: 'notifications/message',
      params: { level: 'info', data: index === 0 ? 'x'.repeat(20_000) : index },
    }));
    const server = await bench.serve(chattering(notes));
    const done = await run({ play: [call('order_get'), DONE] }, server);
    expect(done.result.finalAnswer).toBe('Done.');
    const kept = done.trace.of('server_notification');
    expect(kept).toHaveLength(200);
    expect(kept[0]?.params).toMatch(/^\[\d+ characters, not kept\]$/);
  });
});
