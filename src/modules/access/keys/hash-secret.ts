// The slow hash of a key's secret: scrypt with a salt of its own per key, off the main thread.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

export interface SecretHash {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;
// 16 MiB a check. The secret has 238 bits, so the cost need not make up for a guessable password.
const COST = { N: 2 ** 14, r: 8, p: 1 } as const;

export async function hashSecret(secret: string, salt: Buffer = randomBytes(SALT_BYTES)): Promise<SecretHash> {
  const hash = await new Promise<Buffer>((resolve, reject) => {
    scrypt(secret, salt, HASH_BYTES, COST, (error, derived) => (error ? reject(error) : resolve(derived)));
  });
  return { salt, hash };
}

/** Compares in constant time. */
export async function verifySecret(secret: string, stored: SecretHash): Promise<boolean> {
  const { hash } = await hashSecret(secret, stored.salt);
  return hash.length === stored.hash.length && timingSafeEqual(hash, stored.hash);
}
