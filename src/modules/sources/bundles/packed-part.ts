// One part of a bundle as it is stored: compressed, with the hash of what it was before. Touches no database.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import type { PartName } from './bundle.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Ready to be written: compressing takes time, and a transaction must not wait for it. */
export interface PackedPart {
  readonly name: PartName;
  /** sha256 of the content, in hex. */
  readonly hash: string;
  readonly sizeBytes: number;
  readonly bytes: Uint8Array;
}

type Stored = Omit<PackedPart, 'name'>;

const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
const hashOf = (plain: Uint8Array): string => createHash('sha256').update(plain).digest('hex');
/** An empty part still needs room for one byte: zlib takes no less. */
const roomFor = ({ sizeBytes }: Stored) => ({ maxOutputLength: Math.max(1, sizeBytes) });

export async function packPart(name: PartName, content: string | Uint8Array): Promise<PackedPart> {
  const plain = bytesOf(content);
  return { name, hash: hashOf(plain), sizeBytes: plain.byteLength, bytes: await compress(plain) };
}

/** For a process of its own, which nobody waits in. */
export function packPartNow(name: PartName, content: string | Uint8Array): PackedPart {
  const plain = bytesOf(content);
  return { name, hash: hashOf(plain), sizeBytes: plain.byteLength, bytes: gzipSync(plain) };
}

/** Undefined where the content is not what was packed. */
export async function unpackPart(part: Stored): Promise<Buffer | undefined> {
  return checked(part, await expand(part.bytes, roomFor(part)));
}

export const unpackPartNow = (part: Stored): Buffer | undefined => checked(part, gunzipSync(part.bytes, roomFor(part)));

const checked = ({ hash }: Stored, plain: Buffer): Buffer | undefined => (hashOf(plain) === hash ? plain : undefined);
