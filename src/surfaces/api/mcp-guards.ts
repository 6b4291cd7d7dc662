// What stands before every MCP endpoint of ours, whoever it is opened by: Host, Origin, method, admission, size, one message. Then the handler.
import type { Context, Hono } from 'hono';
import { AppError } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import type { Settings } from '#platform/ctx';
import { refusedFields, rpcRefusal, RpcError } from '#platform/mcp/hosted-errors';
import { idOf, readMessage } from '#platform/mcp/hosted-message';
import { watchStream } from '#platform/mcp/hosted-stream';
import type { ApiEnv } from './environment.ts';
import { problemOf } from './errors.ts';
import { faultOfJson } from './json-bounds.ts';
import { mcpOrigins } from './mcp-origin.ts';
import type { McpMessage } from './mcp-place.ts';
import { faultOfCount } from './value-count.ts';

const REFUSED = -32000;
const MAX_BODY_BYTES = 1024 * 1024;

/** Who is let in for one request. */
export interface Admitted<C> {
  readonly caller: C;
  /** Asked before anything is sent: what was revoked meanwhile gets no answer (spec 09 §5). */
  isRevoked(): boolean | Promise<boolean>;
}

/** An endpoint that lets in a `C`. */
export interface GuardedPlace<C> {
  readonly path: string;
  readonly methods: readonly string[];
  readonly settings: Settings;
  /** Another name of ours than the public URL's, under which it answers; one that is not its own leaves the request to others. */
  readonly isAt?: ((host: string) => boolean) | undefined;
  /** Callers bring headers that only they know, such as a credential of their own. */
  readonly takesAnyHeader?: boolean | undefined;
  /** Undefined without a good credential. What it throws is the answer. */
  admit(c: Context<ApiEnv>): Promise<Admitted<C> | undefined>;
  /** The answer to whom is not let in. */
  challenge(c: Context<ApiEnv>): Response;
  /** `message` is undefined where the method is another than POST. */
  serve(c: Context<ApiEnv>, caller: C, message?: McpMessage): Promise<Response>;
}

export function guardPlace<C>(app: Hono<ApiEnv>, place: GuardedPlace<C>): void {
  const { path, methods, isAt } = place;
  const isElsewhere = (c: Context<ApiEnv>): boolean => isAt !== undefined && !isAt(hostOf(c));
  const origins = mcpOrigins(place);
  app.use(path, (c, next) => (isElsewhere(c) ? next() : origins(c, next)));
  app.on([...methods], path, (c, next) => (isElsewhere(c) ? next() : answer(c, place)));
  app.all(path, (c, next) => {
    if (isElsewhere(c)) return next();
    const allow = methods.join(', ');
    throw new AppError('method_not_allowed', `Use ${allow} here.`, { details: { allow } });
  });
}

const hostOf = (c: Context<ApiEnv>): string => (c.req.header('host') ?? '').toLowerCase();

async function answer<C>(c: Context<ApiEnv>, place: GuardedPlace<C>): Promise<Response> {
  try {
    const admitted = await place.admit(c);
    if (admitted === undefined) return place.challenge(c);
    const served = await serve(c, admitted.caller, place);
    if (await admitted.isRevoked()) {
      await served.body?.cancel();
      return place.challenge(c);
    }
    return guarded(served, admitted);
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return tooMany(c, error);
    throw error;
  }
}

async function serve<C>(c: Context<ApiEnv>, caller: C, place: GuardedPlace<C>): Promise<Response> {
  if (c.req.method !== 'POST') return place.serve(c, caller);
  const read = await readMessage(c.req.raw, MAX_BODY_BYTES);
  if (!read.ok) return read.error;
  const message = read.value;
  const fault = faultOfCount(message) ?? faultOfJson(message);
  if (fault === undefined) return place.serve(c, caller, message);
  return rpcRefusal({ status: 200, id: idOf(message), error: refusedFields([asArgument(fault)]) });
}

/** Callers know the fields of their arguments, not those of the message around them. */
const asArgument = ({ field, message }: FieldError): FieldError => ({ field: field.replace(/^params\.(arguments\.)?/, ''), message });

/** A stream ends with its credential. */
const guarded = <C>(response: Response, admitted: Admitted<C>): Response =>
  response.headers.get('content-type')?.startsWith('text/event-stream') === true
    ? watchStream(response, { mayGoOn: async () => !(await admitted.isRevoked()) })
    : response;

function tooMany(c: Context<ApiEnv>, error: AppError): Response {
  const { headers, body } = problemOf(error, c.get('requestId'));
  const { code, message, details } = body.error;
  return rpcRefusal({ status: 429, error: new RpcError(REFUSED, message, { code, details }), headers });
}
