// Reads the one JSON-RPC message of a POST, within a bound. Batches are refused: no revision that we serve needs them.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { INVALID_REQUEST, rpcRefusal, RpcError } from './hosted-errors.ts';
import { isObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';

const PARSE_ERROR = -32700;
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** The message, or the answer that refuses it: 413, 415 or 400. */
export async function readMessage(request: Request, maxBytes: number): Promise<Outcome<JsonObject, Response>> {
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? ''))
    return failed(refused(415, 'unsupported_media_type', 'Send the message as application/json.'));
  const bytes = await readBounded(request, maxBytes);
  if (bytes === undefined) return failed(refused(413, 'payload_too_large', `The body is larger than ${maxBytes / 1024 / 1024} MiB.`));
  const message = parse(bytes);
  if (message === undefined) return failed(rpcRefusal({ status: 400, error: new RpcError(PARSE_ERROR, 'The body is not JSON in UTF-8.') }));
  if (isObject(message)) return ok(message);
  const what = Array.isArray(message) ? 'Batches are not accepted: send' : 'Send';
  return failed(refused(400, 'validation_failed', `${what} one JSON-RPC message in a request.`));
}

/** The id to answer to, or undefined where the message has none. */
export function idOf({ id }: JsonObject): string | number | undefined {
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

const refused = (status: number, code: string, message: string): Response =>
  rpcRefusal({ status, error: new RpcError(INVALID_REQUEST, message, { code, details: { fieldErrors: [], warnings: [] } }) });

/** Undefined when it is too long. What a length announces as too long is not read at all. */
async function readBounded(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return undefined;
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of request.body) {
    total += chunk.byteLength;
    if (total > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // what is no JSON is refused in words of our own
    return undefined;
  }
}
