// Envelope encryption of one value: AES-256-GCM with a fresh data key, which the master key wraps. Pure but for randomness.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/*
 * Layout of a sealed value, in bytes:
 *   0        format, always 1
 *   1–12     nonce of the wrapped data key
 *   13–44    data key, encrypted with the master key
 *   45–60    authentication tag of the data key
 *   61–72    nonce of the text
 *   73–88    authentication tag of the text
 *   89–      text (UTF-8), encrypted with the data key
 * Both encryptions authenticate the owner's name (`aad`), so that a value moved to another row does not open.
 */
const FORMAT = 1;
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const WRAPPED_AT = 1;
const TEXT_AT = WRAPPED_AT + NONCE_BYTES + KEY_BYTES + TAG_BYTES;
/** Where the wrapped data key stands: what a rotation of the master key exchanges, and all that it exchanges. */
export const WRAPPED_KEY = { at: WRAPPED_AT, bytes: TEXT_AT - WRAPPED_AT } as const;
const HEADER_BYTES = TEXT_AT + NONCE_BYTES + TAG_BYTES;

/** `masterKey` is 32 bytes. */
export function seal(masterKey: Buffer, aad: string, clear: string): Buffer {
  const dataKey = randomBytes(KEY_BYTES);
  const wrapped = encrypt(masterKey, aad, dataKey);
  const text = encrypt(dataKey, aad, Buffer.from(clear, 'utf8'));
  dataKey.fill(0);
  return Buffer.concat([Buffer.from([FORMAT]), wrapped.nonce, wrapped.body, wrapped.tag, text.nonce, text.tag, text.body]);
}

/** Undefined when the key, the owner or a single bit is another one. */
export function unseal(masterKey: Buffer, aad: string, sealed: Buffer): string | undefined {
  const dataKey = unwrap(masterKey, aad, sealed);
  if (!dataKey) return undefined;
  const nonce = sealed.subarray(TEXT_AT, TEXT_AT + NONCE_BYTES);
  const tag = sealed.subarray(TEXT_AT + NONCE_BYTES, HEADER_BYTES);
  const clear = decrypt(dataKey, aad, { nonce, tag, body: sealed.subarray(HEADER_BYTES) });
  dataKey.fill(0);
  return clear?.toString('utf8');
}

/** The data key of a sealed value, wrapped by another master key; the text is not decrypted. Undefined when `from` is not its key. */
export function rewrapKey(
  from: Buffer,
  to: Buffer,
  { aad, sealed }: { readonly aad: string; readonly sealed: Buffer },
): Buffer | undefined {
  const dataKey = unwrap(from, aad, sealed);
  if (!dataKey) return undefined;
  const wrapped = encrypt(to, aad, dataKey);
  dataKey.fill(0);
  return Buffer.concat([wrapped.nonce, wrapped.body, wrapped.tag]);
}

/** The sealed value with another wrapped data key in its place. */
export const withWrappedKey = (sealed: Buffer, wrapped: Buffer): Buffer =>
  Buffer.concat([sealed.subarray(0, WRAPPED_AT), wrapped, sealed.subarray(TEXT_AT)]);

interface Part {
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly body: Buffer;
}

function unwrap(masterKey: Buffer, aad: string, sealed: Buffer): Buffer | undefined {
  if (sealed.length < HEADER_BYTES || sealed[0] !== FORMAT) return undefined;
  const bodyAt = WRAPPED_AT + NONCE_BYTES;
  return decrypt(masterKey, aad, {
    nonce: sealed.subarray(WRAPPED_AT, bodyAt),
    body: sealed.subarray(bodyAt, bodyAt + KEY_BYTES),
    tag: sealed.subarray(bodyAt + KEY_BYTES, TEXT_AT),
  });
}

function encrypt(key: Buffer, aad: string, clear: Buffer): Part {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(aad, 'utf8'));
  const body = Buffer.concat([cipher.update(clear), cipher.final()]);
  return { nonce, body, tag: cipher.getAuthTag() };
}

function decrypt(key: Buffer, aad: string, { nonce, tag, body }: Part): Buffer | undefined {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad, 'utf8')).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    // A wrong tag is the expected answer to a wrong key; there is nothing more to say about it.
    return undefined;
  }
}
