// One POST of a client of either era, carried to a server made for it and back. Stateless: no session, no GET, no DELETE.
import type { McpHttpHandler, McpServer, Server, ServerEventBus } from '@modelcontextprotocol/server';
import { ok } from '#kernel/outcome';
import { refusedFields, rpcRefusal } from './hosted-errors.ts';
import { serveLegacy } from './hosted-legacy.ts';
import { idOf, readMessage } from './hosted-message.ts';
import { objectOf } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { loadServerSdk } from './server-sdk.ts';
import type { ServerSdk } from './server-sdk.ts';

export type Era = 'legacy' | 'modern';

/** `caller` is whoever the guards before us found out. `message`: the body, when they have read it already. */
export type McpHandler<C> = (request: Request, caller: C, message?: JsonObject) => Promise<Response>;

export interface Making<C> {
  readonly sdk: ServerSdk;
  readonly caller: C;
  readonly era: Era;
}

export interface ExchangeOptions {
  /** Brings subscribers of the modern era what has changed; default: nothing ever does. */
  readonly bus?: ServerEventBus | undefined;
}

/** Once per request, so what it offers may depend on the caller. */
export type MakeServer<C> = (making: Making<C>) => Server | McpServer;

const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Every report repeats it, also to a caller who does not read. */
const MAX_PROGRESS_TOKEN_CHARS = 256;

/**
 * A call with a progress token is answered by an event stream, everything else in plain JSON. What is under way is
 * cancelled when the caller leaves or gives the stream up.
 */
export function mcpExchange<C>(makeServer: MakeServer<C>, { bus }: ExchangeOptions = {}): McpHandler<C> {
  const callers = new WeakMap<Request, { readonly caller: C }>();
  let legs: ModernLegs | undefined;
  return async (request, caller, given) => {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
    const read = given === undefined ? await readMessage(request, MAX_BODY_BYTES) : ok(given);
    if (!read.ok) return read.error;
    const message = read.value;
    const progressToken = progressTokenOf(message);
    if (!isUsable(progressToken)) return tokenRefused(message);
    const sdk = await loadServerSdk();
    const isStreamed = progressToken !== undefined;
    if (await sdk.isLegacyRequest(request, message)) {
      return serveLegacy({ sdk, request, message, isStreamed }, makeServer({ sdk, caller, era: 'legacy' }));
    }
    legs ??= modernLegs(sdk, (own) => makeServer({ sdk, caller: callerOf(own, callers), era: 'modern' }), bus);
    callers.set(request, { caller });
    return (isStreamed ? legs.streaming : legs.plain).fetch(request, { parsedBody: message });
  };
}

const progressTokenOf = ({ params }: JsonObject): unknown => objectOf(objectOf(params)['_meta'])['progressToken'];

const isUsable = (token: unknown): boolean =>
  token === undefined || typeof token === 'number' || (typeof token === 'string' && token.length <= MAX_PROGRESS_TOKEN_CHARS);

function tokenRefused(message: JsonObject): Response {
  const fault = { field: '_meta.progressToken', message: `must be a number, or a text of at most ${MAX_PROGRESS_TOKEN_CHARS} characters` };
  return rpcRefusal({ status: 200, id: idOf(message), error: refusedFields([fault]) });
}

interface ModernLegs {
  readonly plain: McpHttpHandler;
  readonly streaming: McpHttpHandler;
}

/** Made once: each keeps its subscriptions. */
function modernLegs(sdk: ServerSdk, make: (request: Request | undefined) => Server | McpServer, bus?: ServerEventBus): ModernLegs {
  const shared = { legacy: 'reject', ...(bus === undefined ? {} : { bus }) } as const;
  const leg = (responseMode: 'auto' | 'sse'): McpHttpHandler =>
    sdk.createMcpHandler(({ requestInfo }) => make(requestInfo), { ...shared, responseMode });
  return { plain: leg('auto'), streaming: leg('sse') };
}

/** The library hands the request on as it was given, so it leads back to its caller. */
function callerOf<C>(request: Request | undefined, callers: WeakMap<Request, { readonly caller: C }>): C {
  const known = request === undefined ? undefined : callers.get(request);
  if (known === undefined) throw new Error('A request reached its server without its caller');
  return known.caller;
}
