// Bodies: read within a bound, and joined with the path's parameters for the verb.
import { AppError, invalidField, validationFailed } from '#kernel/errors';
import { countValues } from './count-values.ts';
import { faultOfJson } from './json-bounds.ts';

/** 2 MiB (spec 05 §1). */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** Room for fifty in each entry of the largest configuration. As many still take a tenth of a second. */
const MAX_BODY_VALUES = 100_000;

/** The body as JSON; `{}` for an empty one. Throws 413, 415 or 400. */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBounded(request);
  if (bytes.byteLength === 0) return {};
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new AppError('unsupported_media_type', 'Send the body as application/json.');
  }
  // Each value takes a byte at least: most bodies need no counting.
  if (bytes.byteLength > MAX_BODY_VALUES && countValues(bytes) > MAX_BODY_VALUES) {
    throw invalidField('body', `must hold fewer values: it has more than ${MAX_BODY_VALUES} commas and opening brackets`);
  }
  const json = parseJson(bytes);
  const fault = faultOfJson(json);
  if (fault) throw validationFailed([fault]);
  return json;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.trim() === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    throw invalidField('body', 'is not valid JSON in UTF-8');
  }
}

async function readBounded(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of request.body) {
    total += chunk.byteLength;
    if (total > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const tooLarge = (): AppError => new AppError('payload_too_large', 'The body is larger than 2 MiB.');

/** The body with the path's ids added. A body that names one of them itself, or is no object, is refused. */
export function withParams(body: unknown, params: Readonly<Record<string, string>>): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalidField('body', 'must be a JSON object');
  for (const name of Object.keys(params)) {
    if (Object.hasOwn(body, name)) throw invalidField(name, 'is not a known field');
  }
  return { ...body, ...params };
}
