// One live connection: the SDK's client and transport, with the raw-frame lane beside them.
import type {
  Client,
  ClientCapabilities,
  PriorDiscovery,
  RequestOptions,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { AsyncLocalStorage } from 'node:async_hooks';
import { FrameLog } from './frames.ts';
import type { Exchange } from './frames.ts';
import type { HostedView } from './hosted-facts.ts';
import type { AnswerHook } from './hooks.ts';
import { objectOf, textOf } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import type { McpTarget } from './mcp.ts';
import type { GrantKeeper } from './oauth-grant.ts';
import type { Sdk } from './sdk.ts';
import { createWire } from './wire.ts';
import type { WireParts, WireTransport } from './wire.ts';

/** How to open: with or without asking for the revision first. */
export interface Opening {
  readonly mode: 'auto' | 'legacy' | { readonly pin: string };
  readonly probeTimeoutMs: number;
  readonly grant?: GrantKeeper | undefined;
  readonly answers?: AnswerHook | undefined;
  readonly onStderr?: ((text: string) => void) | undefined;
}

/** What came of one request: the value or what was thrown, with the exchanges it made, newest last. */
export interface Settled<T> {
  readonly result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };
  readonly exchanges: readonly Exchange[];
  readonly durationMs: number;
  readonly timeoutMs: number;
  /** The caller's own signal ended it, and not because time was up. */
  readonly isGivenUp: boolean;
}

export interface RequestLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Link {
  readonly client: Client;
  readonly log: FrameLog;
  /** Of a connection to a hosted program. */
  readonly hosted: HostedView | undefined;
  /** The handshake. `prior` skips it (modern) or the probe (legacy). */
  open(limits: RequestLimits & { readonly prior?: PriorDiscovery | undefined }): Promise<Settled<void>>;
  request<T>(work: (options: RequestOptions) => Promise<T>, limits: RequestLimits): Promise<Settled<T>>;
  /** `repeat` when `error` asked for a consent that has been given meanwhile. */
  signIn(error: unknown): Promise<{ readonly repeat: boolean; readonly error: unknown }>;
  /** Ends the session at the server where it has one, then the connection. Never throws. */
  close(): Promise<void>;
}

const VERSION = '1.0.0';
/** A server that does not answer DELETE must not hold up the end of a run. */
const TERMINATE_MS = 3000;

/** Builds a client and transport. Nothing is sent before the first `request`. */
export function createLink(parts: WireParts, target: McpTarget, opening: Opening): Link {
  const log = new FrameLog(target.transport !== 'streamable_http');
  const contact = new AsyncLocalStorage<{ readonly exchanges: Exchange[]; readonly onBroken: () => void }>();
  const wire = createWire(parts, target, { log, grant: opening.grant });
  const { transport } = wire;
  const client = createClient(parts.sdk, target, opening);
  tapSends(transport, (message, send) => {
    const exchange = log.begin(message.method ?? 'response', message.method === undefined ? undefined : message.id);
    const under = contact.getStore();
    exchange.onBroken = under?.onBroken;
    // Our own answers to what the server asks carry an id as well, but wait for nothing.
    if (exchange.id !== undefined) under?.exchanges.push(exchange);
    return wire.run(exchange, () => send(() => log.streamEnded(exchange)));
  });
  let hasTold = false;
  const once = async <T>(work: (options: RequestOptions) => Promise<T>, limits: RequestLimits): Promise<Settled<T>> => {
    const broken = new AbortController();
    const exchanges: Exchange[] = [];
    const signal = limits.signal ? AbortSignal.any([limits.signal, broken.signal]) : broken.signal;
    const startedAt = performance.now();
    const settle = contact.run({ exchanges, onBroken: () => broken.abort(new Error('no answer can come')) }, () =>
      settled(untilAborted(work({ timeout: limits.timeoutMs, signal }), signal)),
    );
    const result = await settle;
    for (const exchange of exchanges) log.end(exchange);
    return {
      result,
      exchanges,
      durationMs: performance.now() - startedAt,
      timeoutMs: limits.timeoutMs,
      isGivenUp: isGivenUp(limits.signal),
    };
  };
  const signIn: Link['signIn'] = async (error) =>
    ('finishAuth' in transport ? await opening.grant?.finish(error, transport) : undefined) ?? { repeat: false, error };
  return {
    client,
    log,
    hosted: wire.hosted,
    open: ({ prior, ...limits }) =>
      once(
        (options) => client.connect(transport, { ...options, ...(prior ? { prior } : {}) }),
        target.transport === 'streamable_http' ? limits : withDeadline(limits),
      ),
    signIn,
    async request(work, limits) {
      for (;;) {
        const outcome = await once(work, limits);
        if (outcome.result.ok) return outcome;
        const signedIn = await signIn(outcome.result.error);
        // Ends: the grant refuses to sign in more often than its own bound.
        if (!signedIn.repeat) return { ...outcome, result: { ok: false, error: signedIn.error } };
      }
    },
    async close() {
      const hasSession = 'terminateSession' in transport && transport.sessionId !== undefined;
      // A server may refuse or ignore the end of its session; the connection ends either way.
      if (hasSession) await settled(untilAborted(transport.terminateSession(), AbortSignal.timeout(TERMINATE_MS)));
      wire.abort();
      await settled(client.close());
      await settled(transport.close());
      const words = wire.hosted?.stderr() ?? '';
      if (words !== '' && !hasTold) opening.onStderr?.(words);
      hasTold = true;
    },
  };
}

function createClient(sdk: Sdk, target: McpTarget, opening: Opening): Client {
  const { answers } = opening;
  const client = new sdk.Client(
    { name: target.clientName, version: VERSION },
    {
      capabilities: capabilitiesOf(answers),
      versionNegotiation: { mode: opening.mode, probe: { timeoutMs: opening.probeTimeoutMs } },
      inputRequired: { autoFulfill: answers !== undefined },
      jsonSchemaValidator: sdk.outputValidators,
    },
  );
  if (answers) answerWith(client, answers);
  return client;
}

/** The hook's capabilities go out as they are: the SDK's type is a closed list of what it knows. */
const capabilitiesOf = (answers: AnswerHook | undefined): ClientCapabilities => ({ ...answers?.capabilities });

function answerWith(client: Client, hook: AnswerHook): void {
  for (const method of ['elicitation/create', 'sampling/createMessage', 'roots/list'] as const) {
    const capability = method.slice(0, method.indexOf('/'));
    if (!(capability in hook.capabilities)) continue;
    client.setRequestHandler(method, async (request) => asAnswer(await hook.answer(method, objectOf(request.params))));
  }
}

/** The SDK checks the answer against the method's own schema before it sends it. */
const asAnswer = (answer: JsonObject): never => answer as never;

interface SentMessage {
  readonly method: string | undefined;
  readonly id: number | string | undefined;
}

/** Hears of every message before it leaves, and of the end of its response stream. */
function tapSends(
  transport: WireTransport,
  around: (message: SentMessage, send: (onEnd: () => void) => Promise<void>) => Promise<void>,
): void {
  const send: StreamableHTTPClientTransport['send'] = transport.send.bind(transport);
  transport.send = (message: Parameters<typeof send>[0], options?: Parameters<typeof send>[1]) => {
    const first = objectOf(Array.isArray(message) ? message[0] : message);
    const id = first['id'];
    const sent = { method: textOf(first['method']), id: typeof id === 'number' || typeof id === 'string' ? id : undefined };
    return around(sent, (onEnd) => send(message, { ...options, onRequestStreamEnd: onEnd }));
  };
}

const isGivenUp = (signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true && !(signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError');

/** The SDK waits for the standing stream's first event without any limit of its own. */
function withDeadline({ timeoutMs, signal }: RequestLimits): RequestLimits {
  const deadline = AbortSignal.timeout(timeoutMs);
  return { timeoutMs, signal: signal ? AbortSignal.any([signal, deadline]) : deadline };
}

/** Some steps of the SDK do not look at the signal (opening an event stream): stop waiting for them. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

const settled = <T>(work: Promise<T>): Promise<Settled<T>['result']> =>
  work.then(
    (value) => ({ ok: true as const, value }),
    (error: unknown) => ({ ok: false as const, error }),
  );
