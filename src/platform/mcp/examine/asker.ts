// Sends the requests of an examination one by one, bounded in number and time, and reads just enough of each answer.
import type { SafeFetch, SafeRequestInit } from '#platform/http/safe-fetch';
import { createEventSplitter } from '../event-splitter.ts';
import { arrayOf, isObject, parseJson, textOf } from '../json-value.ts';
import type { JsonObject } from '../json-value.ts';
import type { HttpTarget } from '../mcp.ts';
import { networkFault } from '../network-fault.ts';
import { TokenProblem } from '../with-tokens.ts';

const MAX_REQUESTS = 15;
const REQUEST_MS = 5000;
const MAX_BODY_CHARS = 4 * 1024 * 1024;
const QUOTE_CHARS = 300;

export interface Ask {
  /** What is wrong with it on purpose, for people. */
  readonly label: string;
  readonly method?: 'POST' | 'DELETE' | undefined;
  /** The JSON-RPC message, or a text that is none. */
  readonly body?: JsonObject | string | undefined;
  /** Sent as `Host` in place of the server's own. */
  readonly foreignHost?: string | undefined;
  /** Laid over the ordinary ones. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Headers;
  /** The JSON-RPC answer. */
  readonly result?: JsonObject | undefined;
  readonly error?: JsonObject | undefined;
  /** Request and answer in at most 500 characters. */
  readonly evidence: string;
}

/** Nothing more can be asked: why, for people. */
export class ExaminationOver extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ExaminationOver';
  }
}

export interface Asker {
  /** Undefined when no answer came: the server hung up, or took too long. Throws ExaminationOver. */
  ask(what: Ask): Promise<Answer | undefined>;
  /** The label of the newest request that the server hung up on. */
  readonly hungUpOn: string | undefined;
  /** The label of the newest request. */
  readonly lastAsked: string;
}

export function createAsker(send: SafeFetch, target: HttpTarget, signal: AbortSignal): Asker {
  let asked = 0;
  let lastAsked = '';
  let hungUpOn: string | undefined;
  const timeoutMs = Math.min(target.timeoutMs, REQUEST_MS);
  return {
    get hungUpOn() {
      return hungUpOn;
    },
    get lastAsked() {
      return lastAsked;
    },
    async ask(what) {
      if (signal.aborted) throw new ExaminationOver('the time was up');
      if (asked >= MAX_REQUESTS) throw new ExaminationOver(`more than ${MAX_REQUESTS} requests would have been needed`);
      asked += 1;
      lastAsked = what.label;
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const answer = await read(what, await send(target.url, requestOf(what, target, bounded)));
        if (answer.status === 429) throw new ExaminationOver('the server answered HTTP 429: too many requests');
        return answer;
      } catch (error) {
        if (hasHungUp(error, bounded)) hungUpOn = what.label;
        return undefined;
      }
    },
  };
}

/** Whether the server hung up, or was only slow or sent more than we read. Throws what makes any further question pointless. */
function hasHungUp(error: unknown, { aborted }: AbortSignal): boolean {
  if (error instanceof ExaminationOver) throw error;
  if (error instanceof TokenProblem) throw new ExaminationOver(error.message);
  if (aborted) return false;
  const fault = networkFault(error);
  if (!fault) throw new ExaminationOver(error instanceof Error ? error.message : 'the request could not be sent');
  return fault.code === 'connect_failed';
}

/** A redirect is an answer: an examination goes nowhere else. */
const requestOf = ({ method = 'POST', body, headers, foreignHost }: Ask, target: HttpTarget, signal: AbortSignal): SafeRequestInit => ({
  method,
  foreignHost,
  redirect: 'manual',
  signal,
  headers: {
    ...target.headers,
    ...(body === undefined ? {} : { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }),
    ...headers,
  },
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
});

async function read(what: Ask, response: Response): Promise<Answer> {
  const contentType = response.headers.get('content-type') ?? '';
  const id = isObject(what.body) ? what.body['id'] : undefined;
  const { text, message } = contentType.startsWith('text/event-stream') ? await readEvents(response, id) : await readWhole(response, id);
  return {
    status: response.status,
    contentType,
    headers: response.headers,
    result: isObject(message?.['result']) ? message['result'] : undefined,
    error: isObject(message?.['error']) ? message['error'] : undefined,
    evidence: `${what.label} → HTTP ${response.status} ${contentType.slice(0, 60)} ${text.slice(0, QUOTE_CHARS)}`.trim().slice(0, 500),
  };
}

interface Body {
  readonly text: string;
  readonly message?: JsonObject | undefined;
}

async function readWhole(response: Response, id: unknown): Promise<Body> {
  const text = await response.text();
  return { text, message: answerIn(text, id) };
}

/** Up to the answer; whatever the stream would still have said is not waited for. */
async function readEvents(response: Response, id: unknown): Promise<Body> {
  let first = '';
  let chars = 0;
  const found: JsonObject[] = [];
  const split = createEventSplitter(MAX_BODY_CHARS, ({ data, isTruncated }) => {
    if (first === '') first = data.slice(0, QUOTE_CHARS);
    const message = isTruncated ? undefined : answerIn(data, id);
    if (message) found.push(message);
  });
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    chars += chunk.byteLength;
    split(decoder.decode(chunk, { stream: true }));
    if (found.length > 0 || chars > MAX_BODY_CHARS) break;
  }
  return { text: first, message: found[0] };
}

function answerIn(text: string, id: unknown): JsonObject | undefined {
  const parsed = parseJson(text);
  return (Array.isArray(parsed) ? arrayOf(parsed) : [parsed])
    .filter(isObject)
    .find((message) => textOf(message['method']) === undefined && (message['id'] === id || isObject(message['error'])));
}
