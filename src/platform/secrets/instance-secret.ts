// A random secret of the instance that outlives every master key: what is derived from it survives a rotation.
import { hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '#kernel/errors';
import type { Db, Tx } from '#platform/db/connect';
import { seal, unseal } from './seal.ts';
import { ensureInstanceValue } from './store.ts';

export const INSTANCE_SECRET_KEY = 'instance_secret';
export const INSTANCE_SECRET_AAD = 'instance-secret';

const SECRET_BYTES = 32;

/**
 * 32 bytes, the same in every process and for ever; made at the first call. Sealed under the master key in `instance_state`.
 * Derive keys that protect long-lived data (sign-in, two-factor secrets, cookies) from this with `deriveKey`, never from the
 * master key: `armature secrets rotate` replaces the master key and leaves this one as it is.
 * Call after `checkMasterKey` said yes. Throws `internal_error` when the master key does not open it.
 */
export async function instanceSecret(db: Db | Tx, masterKey: Buffer): Promise<Buffer> {
  const fresh = seal(masterKey, INSTANCE_SECRET_AAD, randomBytes(SECRET_BYTES).toString('base64'));
  const standing = await ensureInstanceValue(db, INSTANCE_SECRET_KEY, fresh.toString('base64'));
  const clear = unseal(masterKey, INSTANCE_SECRET_AAD, Buffer.from(standing, 'base64'));
  if (clear === undefined) throw new AppError('internal_error', 'The master key does not open the secret of this instance.');
  return Buffer.from(clear, 'base64');
}

/** 32 bytes of HKDF-SHA-256 for one purpose, such as `sign-in`; another purpose gives an unrelated key. */
export const deriveKey = (secret: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `armature ${purpose}`, SECRET_BYTES));
