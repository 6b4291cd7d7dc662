// The door against the real AI SDK and real HTTP: a loopback endpoint plays what providers do.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startOpenAiEndpoint } from '#test/openai-endpoint';
import type { OpenAiEndpoint, Turn } from '#test/openai-endpoint';
import { createTestClock } from '#test/test-clock';
import type { TestClock } from '#test/test-clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { createLlmDoor } from './door.ts';
import type { OperatorKeys } from './llm-doors.ts';
import type { ModelRef, StepRequest } from './model.ts';

const KEY = 'key-of-the-organization';
let endpoint: OpenAiEndpoint;
let clock: TestClock;
const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });

beforeAll(async () => {
  endpoint = await startOpenAiEndpoint([]);
});
afterAll(async () => {
  await endpoint.close();
  await fetch.close();
});
afterEach(() => endpoint.play([]));

function door(overrides: { fetch?: SafeFetch; allowModelRequests?: boolean; operatorKeys?: OperatorKeys } = {}) {
  clock = createTestClock('2026-03-01T12:00:00Z');
  return createLlmDoor({ fetch, allowModelRequests: true, clock, log: silentLog, ...overrides });
}

const ref = (overrides: Partial<ModelRef> = {}): ModelRef => ({
  id: 'openai-compatible/local',
  provider: 'openai-compatible',
  upstreamName: 'local',
  baseUrl: endpoint.baseUrl,
  apiKey: KEY,
  price: { inputUsdPerMTok: 2, outputUsdPerMTok: 10, source: 'override' },
  ...overrides,
});

const lookUp = {
  name: 'order.look/up',
  description: 'Looks an order up.',
  inputSchema: { properties: { id: { type: 'string' } }, required: ['id'] },
} as const;

const request = (overrides: Partial<StepRequest> = {}): StepRequest => ({
  instructions: 'Be exact.',
  messages: [{ role: 'user', text: 'Look up order 7.' }],
  tools: [lookUp],
  timeoutMs: 60_000,
  signal: new AbortController().signal,
  ...overrides,
});

const playStep = (turns: readonly Turn[], overrides: Partial<StepRequest> = {}, model: Partial<ModelRef> = {}) => {
  endpoint.play(turns);
  return door().open(ref(model)).step(request(overrides));
};

const lastRequest = () => endpoint.requests.at(-1);

describe('a step', () => {
  test('returns text, tokens and their cost', async () => {
    const step = await playStep([{ text: 'Order 7 is shipped.', usage: { in: 1000, out: 100 } }]);
    expect(step).toMatchObject({
      ok: true,
      value: { text: 'Order 7 is shipped.', toolUses: [], stopReason: 'stop', tokensIn: 1000, tokensOut: 100, costUsd: 0.003 },
    });
    expect(lastRequest()).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}` },
      body: { model: 'local' },
    });
    expect(lastRequest()?.body.messages).toEqual([
      { role: 'system', content: 'Be exact.' },
      { role: 'user', content: 'Look up order 7.' },
    ]);
  });

  test('has no cost when the price is unknown', async () => {
    expect(await playStep([{ text: 'Done.' }], {}, { price: null })).toMatchObject({ ok: true, value: { costUsd: null } });
  });

  test('sends no credential when the model has no key', async () => {
    await playStep([{ text: 'Done.' }], {}, { apiKey: undefined });
    expect(lastRequest()?.headers.authorization).toBeUndefined();
  });

  test('offers a tool under a name every provider accepts, and gives back its own name', async () => {
    endpoint.play((body) => ({ calls: [{ name: body.tools?.[0]?.function.name ?? '', arguments: { id: '7' } }] }));
    const step = await door().open(ref()).step(request());
    expect(step).toMatchObject({
      ok: true,
      value: { stopReason: 'tool_calls', toolUses: [{ name: 'order.look/up', arguments: { id: '7' } }] },
    });
    const offered = lastRequest()?.body.tools?.[0]?.function;
    expect(offered?.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(offered?.parameters).toEqual({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] });
  });

  test('leaves arguments that break the schema to the server', async () => {
    const step = await playStep([{ calls: [{ name: 'echo', arguments: { id: 7 } }] }], { tools: [{ ...lookUp, name: 'echo' }] });
    expect(step).toMatchObject({ ok: true, value: { toolUses: [{ name: 'echo', arguments: { id: 7 } }] } });
    expect(step.ok && step.value.toolUses[0]?.malformed).toBeUndefined();
  });

  test.each(['{"id": ', '["7"]', '"7"', 'null'])('marks arguments that are no JSON object as malformed: %s', async (text) => {
    const step = await playStep([{ calls: [{ name: 'echo', arguments: text }] }], { tools: [{ ...lookUp, name: 'echo' }] });
    expect(step).toMatchObject({ ok: true, value: { toolUses: [{ name: 'echo', malformed: 'the arguments are not a JSON object' }] } });
  });

  test('returns a call of a tool that was not offered', async () => {
    const step = await playStep([{ calls: [{ name: 'format_disk', arguments: {} }] }]);
    expect(step).toMatchObject({ ok: true, value: { toolUses: [{ name: 'format_disk', arguments: {} }] } });
  });

  test('says that the model refused', async () => {
    expect(await playStep([{ refusal: 'I will not do that.' }])).toMatchObject({
      ok: true,
      value: { stopReason: 'refusal', text: 'I will not do that.' },
    });
  });

  test('says that the answer was cut', async () => {
    expect(await playStep([{ text: 'Order 7 is', finish: 'length' }])).toMatchObject({ ok: true, value: { stopReason: 'length' } });
  });

  test('sends the whole conversation, calls and results in the form of the provider', async () => {
    endpoint.play([{ calls: [{ name: 'echo', arguments: { id: '7' }, id: 'use-1' }], text: 'Looking.' }, { text: 'Done.' }]);
    const model = door().open(ref());
    const tools = [{ ...lookUp, name: 'echo' }];
    const first = await model.step(request({ tools }));
    if (!first.ok) throw new Error(first.error.message);
    await model.step(
      request({
        tools,
        messages: [
          { role: 'user', text: 'Look up order 7.' },
          { role: 'assistant', text: first.value.text, toolUses: first.value.toolUses, raw: first.value.raw },
          {
            role: 'tool',
            toolUseId: 'use-1',
            toolName: 'echo',
            text: 'shipped',
            isError: false,
            plain: { value: { never: 'sent' }, text: '' },
          },
        ],
      }),
    );
    expect(lastRequest()?.body.messages.slice(2)).toEqual([
      {
        role: 'assistant',
        content: 'Looking.',
        tool_calls: [{ id: 'use-1', type: 'function', function: { name: 'echo', arguments: '{"id":"7"}' } }],
      },
      { role: 'tool', tool_call_id: 'use-1', content: 'shipped' },
    ]);
  });
});

describe('a step that fails', () => {
  test('waits as long as a 429 says, then succeeds', async () => {
    endpoint.play([{ status: 429, headers: { 'retry-after': '7' }, body: { error: { message: 'slow down' } } }, { text: 'Done.' }]);
    const from = endpoint.requests.length;
    const pending = door().open(ref()).step(request());
    await until(() => clock.sleepers === 2);
    clock.advance(6999);
    await Promise.resolve();
    expect(endpoint.requests.length - from).toBe(1);
    clock.advance(1);
    expect(await pending).toMatchObject({ ok: true, value: { text: 'Done.' } });
    expect(endpoint.requests.length - from).toBe(2);
  });

  test('does not begin a wait that is longer than its time', async () => {
    expect(await playStep([{ status: 429, headers: { 'retry-after': '120' } }])).toMatchObject({
      ok: false,
      error: { kind: 'rate_limited', message: expect.stringContaining('120 s, longer than the time left') },
    });
  });

  test('gives up on a provider that stays overloaded', async () => {
    endpoint.play([{ status: 529, headers: { 'retry-after-ms': '1' } }]);
    const from = endpoint.requests.length;
    const pending = door().open(ref()).step(request());
    for (let wait = 1; wait < 5; wait += 1) {
      await until(() => endpoint.requests.length - from === wait && clock.sleepers === 2);
      clock.advance(1);
    }
    expect(await pending).toMatchObject({ ok: false, error: { kind: 'other' } });
    expect(endpoint.requests.length - from).toBe(5);
  });

  test('ends in time when the provider never answers', async () => {
    endpoint.play([{ hang: true }]);
    const from = endpoint.requests.length;
    const pending = door()
      .open(ref())
      .step(request({ timeoutMs: 30_000 }));
    await endpoint.received(from + 1);
    clock.advance(30_000);
    expect(await pending).toEqual({ ok: false, error: { kind: 'timeout', message: 'The model provider did not answer in time.' } });
  });

  test('ends at once when the caller leaves', async () => {
    endpoint.play([{ hang: true }]);
    const from = endpoint.requests.length;
    const caller = new AbortController();
    const pending = door()
      .open(ref())
      .step(request({ signal: caller.signal }));
    await endpoint.received(from + 1);
    caller.abort();
    expect(await pending).toMatchObject({ ok: false, error: { kind: 'other' } });
  });

  test.each<[string, Turn, string]>([
    ['a connection dropped in the middle of the answer', { drop: true }, 'network'],
    ['an HTML page', { raw: '<html>sign in</html>', contentType: 'text/html' }, 'bad_answer'],
    ['JSON that is no completion', { raw: '{"hello":"world"}' }, 'bad_answer'],
    ['an answer without choices', { raw: '{"id":"x","choices":[]}' }, 'bad_answer'],
    ['a wrong key', { status: 401, body: { error: { message: `bad key ${KEY}` } } }, 'auth'],
    ['an unknown model', { status: 404, body: { error: { message: 'no such model' } } }, 'other'],
  ])('says so, without the key: %s', async (_what, turn, kind) => {
    const step = await playStep([turn]);
    expect(step).toMatchObject({ ok: false, error: { kind } });
    expect(JSON.stringify(step)).not.toContain(KEY);
    expect(JSON.stringify(step)).not.toContain('sign in');
  });

  test('repeats what the provider says is wrong, without the key', async () => {
    const step = await playStep([{ status: 400, body: { error: { message: `context too long for ${KEY}` } } }]);
    expect(step).toMatchObject({
      ok: false,
      error: { message: 'The model provider answered HTTP 400 for openai-compatible/local. It said: context too long for [redacted]' },
    });
  });

  test('says that nothing listens at the address', async () => {
    const gone = await startOpenAiEndpoint([]);
    await gone.close();
    expect(await playStep([], {}, { baseUrl: gone.baseUrl })).toMatchObject({ ok: false, error: { kind: 'network' } });
  });

  test('makes no request when model requests are switched off', async () => {
    const from = endpoint.requests.length;
    const closed = door({ allowModelRequests: false });
    expect(await closed.open(ref()).step(request())).toMatchObject({ ok: false, error: { kind: 'disabled' } });
    expect(await closed.open(ref()).answerJson({ ...request(), ...verdict })).toMatchObject({ ok: false, error: { kind: 'disabled' } });
    expect(await closed.preflight(ref(), new AbortController().signal)).toMatchObject({ ok: false, error: { kind: 'disabled' } });
    expect(endpoint.requests.length).toBe(from);
  });

  test("the operator's key serves a model without one, and never at an address that somebody chose", async () => {
    const sent: (string | null)[] = [];
    const capture: SafeFetch = (_url, init) => {
      sent.push(new Headers(init?.headers).get('authorization'));
      return Promise.reject(new Error('captured'));
    };
    const open = door({ fetch: capture, operatorKeys: { openai: 'operator-key' } });
    await open.open(ref({ provider: 'openai', baseUrl: undefined, apiKey: undefined })).step(request());
    await open.open(ref({ provider: 'openai', baseUrl: undefined, apiKey: 'own-key' })).step(request());
    await open.open(ref({ provider: 'openai', baseUrl: 'http://127.0.0.1:9/v1', apiKey: undefined })).step(request());
    expect(new Set(sent)).toContain('Bearer operator-key');
    expect(sent.filter((header) => header === 'Bearer own-key').length).toBeGreaterThan(0);
    expect(sent.at(-1)).not.toBe('Bearer operator-key');
  });

  test('makes no request without a key where the provider needs one', async () => {
    const refuse: SafeFetch = () => Promise.reject(new Error('no request was expected'));
    const model = door({ fetch: refuse }).open(ref({ provider: 'anthropic', baseUrl: undefined, apiKey: undefined }));
    expect(await model.step(request())).toMatchObject({ ok: false, error: { kind: 'auth' } });
  });
});

const verdict = {
  schema: { type: 'object', properties: { verdict: { enum: ['pass', 'fail'] } }, required: ['verdict'], additionalProperties: false },
  schemaName: 'verdict',
};

describe('a structured answer', () => {
  const ask = (turns: readonly Turn[]) => {
    endpoint.play(turns);
    return door()
      .open(ref())
      .answerJson({ ...request(), ...verdict });
  };

  test('is asked for with the schema and returned as data', async () => {
    expect(await ask([{ text: '{"verdict":"pass"}', usage: { in: 500, out: 50 } }])).toMatchObject({
      ok: true,
      value: { value: { verdict: 'pass' }, tokensIn: 500, tokensOut: 50, costUsd: 0.0015 },
    });
    expect(lastRequest()?.body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { name: 'verdict', schema: verdict.schema },
    });
  });

  test('may stand in a fenced block', async () => {
    expect(await ask([{ text: 'Here you are:\n```json\n{"verdict":"fail"}\n```' }])).toMatchObject({
      ok: true,
      value: { value: { verdict: 'fail' } },
    });
  });

  test.each([
    ['text', 'It passes.', 'text where JSON was asked for'],
    ['nothing', '', 'nothing where JSON was asked for'],
    ['another form', '{"verdict":"maybe"}', 'does not have the asked form'],
  ])('that is %s is a failure which still counts its tokens', async (_what, text, message) => {
    expect(await ask([{ text, usage: { in: 500, out: 50 } }])).toMatchObject({
      ok: false,
      error: { kind: 'bad_answer', message: expect.stringContaining(message), usage: { tokensIn: 500, tokensOut: 50, costUsd: 0.0015 } },
    });
  });

  test('that is refused says so', async () => {
    expect(await ask([{ text: '', finish: 'content_filter' }])).toMatchObject({ ok: false, error: { kind: 'refused' } });
  });

  test('is asked for in words, once and for all, where the server knows no JSON Schema', async () => {
    const from = endpoint.requests.length;
    endpoint.play((body) =>
      body.response_format
        ? { status: 400, body: { error: { message: 'response_format is not supported' } } }
        : { text: '{"verdict":"pass"}' },
    );
    const model = door().open(ref());
    expect(await model.answerJson({ ...request(), ...verdict })).toMatchObject({ ok: true, value: { value: { verdict: 'pass' } } });
    expect(await model.answerJson({ ...request(), ...verdict })).toMatchObject({ ok: true });
    expect(endpoint.requests.slice(from).map(({ body }) => body.response_format !== undefined)).toEqual([true, false, false]);
    expect(JSON.stringify(lastRequest()?.body.messages[0])).toContain('additionalProperties');
  });
});

describe('the preflight', () => {
  const preflight = (turns: readonly Turn[]) => {
    endpoint.play(turns);
    return door().preflight(ref(), new AbortController().signal);
  };

  test('accepts a model that makes the call', async () => {
    expect(await preflight([{ calls: [{ name: 'report_word', arguments: { word: 'armature' } }] }])).toMatchObject({ ok: true });
  });

  test('asks a broken endpoint once: a person waits for the answer', async () => {
    const from = endpoint.requests.length;
    expect(await preflight([{ status: 503 }])).toMatchObject({ ok: false, error: { message: expect.stringContaining('HTTP 503') } });
    expect(endpoint.requests.length - from).toBe(1);
  });

  test.each<[string, Turn]>([
    ['answers with text', { text: 'report_word("armature")' }],
    ['calls another tool', { calls: [{ name: 'say', arguments: { word: 'armature' } }] }],
    ['sends malformed arguments', { calls: [{ name: 'report_word', arguments: '{word' }] }],
    ['leaves the argument out', { calls: [{ name: 'report_word', arguments: {} }] }],
    ['refuses', { refusal: 'No.' }],
  ])('refuses a model that %s', async (_what, turn) => {
    expect(await preflight([turn])).toMatchObject({ ok: false, error: { kind: 'bad_answer', message: expect.stringContaining('tool') } });
  });
});

describe('the other providers', () => {
  const answers: Readonly<Record<string, { host: string; keyHeader: string; body: unknown }>> = {
    anthropic: {
      host: 'api.anthropic.com',
      keyHeader: 'x-api-key',
      body: {
        type: 'message',
        id: 'm',
        model: 'm',
        role: 'assistant',
        content: [{ type: 'text', text: 'Hello.' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 3, output_tokens: 2 },
      },
    },
    google: {
      host: 'generativelanguage.googleapis.com',
      keyHeader: 'x-goog-api-key',
      body: {
        candidates: [{ content: { role: 'model', parts: [{ text: 'Hello.' }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
      },
    },
    openai: {
      host: 'api.openai.com',
      keyHeader: 'authorization',
      body: {
        id: 'r',
        created_at: 1,
        model: 'm',
        usage: { input_tokens: 3, output_tokens: 2 },
        output: [{ type: 'message', role: 'assistant', id: 'o', content: [{ type: 'output_text', text: 'Hello.', annotations: [] }] }],
      },
    },
  };

  test.each(['anthropic', 'google', 'openai'] as const)('%s is asked at its own address with the stored key only', async (provider) => {
    const sent: { url: URL; headers: Headers }[] = [];
    const answer = answers[provider];
    const provided: SafeFetch = (url, init) => {
      sent.push({ url: new URL(url), headers: new Headers(init?.headers) });
      return Promise.resolve(Response.json(answer?.body));
    };
    const model = door({ fetch: provided }).open(ref({ provider, id: `${provider}/m`, baseUrl: undefined }));
    expect(await model.step(request({ tools: [] }))).toMatchObject({ ok: true, value: { text: 'Hello.', tokensIn: 3, tokensOut: 2 } });
    expect(sent.map(({ url }) => url.hostname)).toEqual([answer?.host]);
    expect(sent[0]?.headers.get(answer?.keyHeader ?? '')).toContain(KEY);
  });

  test('openai behind another base URL speaks chat completions', async () => {
    expect(await playStep([{ text: 'Hello.' }], {}, { provider: 'openai' })).toMatchObject({ ok: true, value: { text: 'Hello.' } });
    expect(lastRequest()?.path).toBe('/v1/chat/completions');
  });
});

describe('prices', () => {
  test('are known for a listed model and unknown for the rest', () => {
    const { priceOf } = door();
    expect(priceOf('openai', 'gpt-4o')).toEqual({ inputUsdPerMTok: 2.5, outputUsdPerMTok: 10, source: 'catalog' });
    expect(priceOf('openai', 'a-model-of-nobody')).toBeNull();
    expect(priceOf('openai-compatible', 'gpt-4o')).toBeNull();
    expect(priceOf('script', 'steps')).toBeNull();
  });
});

/** Waits for a fact of another turn of the event loop, such as a sleeper on the test clock. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
