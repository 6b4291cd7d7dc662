// A loopback HTTP endpoint that speaks the OpenAI chat-completions API and plays scripted turns.
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content?: unknown;
  readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } }[];
  readonly tool_call_id?: string;
}

/** The body of a request, as far as tests look at it. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly { readonly function: { readonly name: string; readonly description?: string; readonly parameters: unknown } }[];
  readonly response_format?: { readonly type: string };
}

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: ChatRequest;
}

interface Usage {
  readonly in: number;
  readonly out: number;
}

/** `arguments` as text is sent as it is, so that it may be malformed. */
export interface ScriptedCall {
  readonly name: string;
  readonly arguments: string | Readonly<Record<string, unknown>>;
  readonly id?: string;
}

/** What the endpoint does with one request. */
export type Turn =
  | { readonly text: string; readonly usage?: Usage; readonly finish?: 'stop' | 'length' | 'content_filter' }
  | { readonly calls: readonly ScriptedCall[]; readonly text?: string; readonly usage?: Usage }
  | { readonly refusal: string }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** Answers 200 with this body, whatever it is. */
  | { readonly raw: string; readonly contentType?: string }
  /** Sends half of an answer, then cuts the connection. */
  | { readonly drop: true }
  /** Never answers. */
  | { readonly hang: true };

export interface OpenAiEndpoint {
  /** To be used as base URL: `http://127.0.0.1:<port>/v1`. */
  readonly baseUrl: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves once `count` requests have arrived. */
  received(count: number): Promise<void>;
  /** Replaces what is still to be played. */
  play(script: Script): void;
  close(): Promise<void>;
}

/** Turns in order, the last one for ever; or a function of the request and its number from 0. */
export type Script = readonly Turn[] | ((request: ChatRequest, index: number) => Turn);

export async function startOpenAiEndpoint(script: Script): Promise<OpenAiEndpoint> {
  const requests: ReceivedRequest[] = [];
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  let player = { script, from: 0 };
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const body = JSON.parse(text) as ChatRequest;
      const index = requests.length - player.from;
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      play(turnOf(player.script, body, index), { response, body, index });
      for (const waiter of waiting) if (requests.length >= waiter.count && waiting.delete(waiter)) waiter.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    received: (count) => (requests.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.add({ count, resolve }))),
    play: (next) => {
      player = { script: next, from: requests.length };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function turnOf(script: Script, body: ChatRequest, index: number): Turn {
  const turn = typeof script === 'function' ? script(body, index) : (script[index] ?? script.at(-1));
  return turn ?? { status: 500, body: { error: { message: 'the script of this endpoint is empty' } } };
}

interface Played {
  readonly response: ServerResponse;
  readonly body: ChatRequest;
  readonly index: number;
}

function play(turn: Turn, { response, body, index }: Played): void {
  if ('hang' in turn) return;
  if ('status' in turn) {
    response.writeHead(turn.status, { 'content-type': 'application/json', ...turn.headers }).end(JSON.stringify(turn.body ?? {}));
    return;
  }
  if ('raw' in turn) {
    response.writeHead(200, { 'content-type': turn.contentType ?? 'application/json' }).end(turn.raw);
    return;
  }
  if ('drop' in turn) {
    const whole = JSON.stringify(completion(body, index, { text: 'an answer that never arrives as a whole' }));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(whole.length) });
    response.write(whole.slice(0, whole.length / 2), () => response.destroy());
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion(body, index, turn)));
}

type Answer = Extract<Turn, { text: string } | { calls: unknown } | { refusal: string }>;

function completion(body: ChatRequest, index: number, turn: Answer): unknown {
  const usage = ('usage' in turn ? turn.usage : undefined) ?? { in: 100, out: 20 };
  return {
    id: `chatcmpl-${index}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: body.model,
    choices: [{ index: 0, ...choice(turn, index) }],
    usage: { prompt_tokens: usage.in, completion_tokens: usage.out, total_tokens: usage.in + usage.out },
  };
}

function choice(turn: Answer, index: number): object {
  if ('refusal' in turn) return { finish_reason: 'stop', message: { role: 'assistant', content: null, refusal: turn.refusal } };
  if (!('calls' in turn)) return { finish_reason: turn.finish ?? 'stop', message: { role: 'assistant', content: turn.text } };
  const calls = turn.calls.map((call, position) => ({
    id: call.id ?? `call_${index}_${position}`,
    type: 'function',
    function: { name: call.name, arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments) },
  }));
  return { finish_reason: 'tool_calls', message: { role: 'assistant', content: turn.text ?? null, tool_calls: calls } };
}
