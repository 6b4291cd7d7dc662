// The body of an upload: up to 64 MiB of JSON, which may come packed by gzip. Large ones are read away from the main thread.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError, invalidField, validationFailed } from '#kernel/errors';
import { faultOfJson } from './json-bounds.ts';
import { parseUpload } from './upload-parse.ts';
import type { ParsedUpload } from './upload-parse.ts';
import { parseInThread } from './upload-thread.ts';

const MIB = 1024 * 1024;
const MAX_BYTES = 64 * MIB;
/** More would be felt by everyone else who asks for something at that moment. */
const INLINE_BYTES = MIB;

const expand = promisify(gunzip);

interface Reading {
  /** Sees each chunk as it was sent. */
  readonly onChunk?: ((chunk: Uint8Array) => void) | undefined;
  /** False: it is only looked at, because nothing will come of it. */
  readonly keeps: boolean;
}

/** As it was sent. Throws `payload_too_large`. */
export async function readRaw(request: Request, { onChunk, keeps }: Reading): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let total = 0;
  if (request.body === null) return Buffer.alloc(0);
  for await (const chunk of request.body) {
    total += chunk.byteLength;
    if (total > MAX_BYTES) throw tooLarge();
    onChunk?.(chunk);
    if (keeps) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The fields of an upload, the document as text. Throws 413, 415 or 400. */
export async function openBody(raw: Buffer, headers: Headers, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new AppError('unsupported_media_type', 'Send the body as application/json.');
  const plain = await unpacked(raw, headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity');
  const parsed = plain.byteLength <= INLINE_BYTES ? parseUpload(plain) : await parseInThread(plain, signal);
  return fieldsOf(parsed);
}

async function unpacked(raw: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === 'identity' || encoding === '') return raw;
  if (encoding !== 'gzip') throw new AppError('unsupported_media_type', 'Content-Encoding: only gzip is accepted.');
  try {
    return await expand(raw, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'))
      throw tooLarge();
    throw invalidField('body', 'is not valid gzip');
  }
}

function fieldsOf(parsed: ParsedUpload): Readonly<Record<string, unknown>> {
  if (!parsed.ok) throw invalidField('body', parsed.error);
  // the document has bounds of its own, in the compiler
  const fault = faultOfJson(parsed.fields);
  if (fault) throw validationFailed([fault]);
  return parsed.openapi === undefined ? parsed.fields : { ...parsed.fields, openapi: parsed.openapi };
}

const tooLarge = (): AppError => new AppError('payload_too_large', 'The body is larger than 64 MiB.');
