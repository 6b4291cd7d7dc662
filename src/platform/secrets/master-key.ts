// Recognises the instance's master key, and replaces it by another one.
import { AppError } from '#kernel/errors';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Db, Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { rewrap, seal, unseal } from './seal.ts';
import { ensureKeyCheck, lockSecretsAfter, replaceKeyCheck, replaceSealed } from './store.ts';

export const MASTER_KEY_BYTES = 32;

const CHECK_AAD = 'master-key-check';
const CHECK_TEXT = 'armature';
const BATCH = 200;

/** What a secret's encryption authenticates: a row moved to another id or organization does not open. */
export const aadOf = (orgId: string, secretId: string): string => `${orgId}/${secretId}`;

/** 32 bytes in base64 or base64url, or what is wrong with the text. */
export function parseMasterKey(base64: string): Outcome<Buffer, string> {
  const key = Buffer.from(base64.trim(), 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64.trim()) || key.length !== MASTER_KEY_BYTES) return failed('is not 32 bytes in base64');
  return ok(key);
}

/** Call at the start: fails when the database was sealed with another key. The first start remembers its key's check value. */
export async function checkMasterKey(db: Db, masterKey: Buffer): Promise<Outcome<void, string>> {
  const standing = await ensureKeyCheck(db, checkValue(masterKey));
  if (unseal(masterKey, CHECK_AAD, Buffer.from(standing, 'base64')) === CHECK_TEXT) return ok(undefined);
  return failed(
    'The master key is not the one this database was sealed with. Restore the former key, or re-wrap the secrets with both keys.',
  );
}

/** Wraps every secret with `to`, in one transaction. Returns how many. Throws when `from` does not open one of them. */
export function rotateMasterKey(db: Db, from: Buffer, to: Buffer): Promise<number> {
  return inTransaction(db, async (tx) => {
    const standing = await ensureKeyCheck(tx, checkValue(from));
    if (unseal(from, CHECK_AAD, Buffer.from(standing, 'base64')) !== CHECK_TEXT)
      throw new AppError('conflict', 'The former master key is not the one this database was sealed with.');
    let done = 0;
    let afterId = '';
    for (;;) {
      const page = await lockSecretsAfter(tx, afterId, BATCH);
      for (const { id, orgId, sealed } of page) await rewrapOne(tx, { id, aad: aadOf(orgId, id), sealed }, { from, to });
      done += page.length;
      const last = page.at(-1);
      if (!last || page.length < BATCH) break;
      afterId = last.id;
    }
    await replaceKeyCheck(tx, checkValue(to));
    return done;
  });
}

async function rewrapOne(tx: Tx, secret: { id: string; aad: string; sealed: Buffer }, keys: { from: Buffer; to: Buffer }): Promise<void> {
  const wrapped = rewrap(keys.from, keys.to, secret);
  if (!wrapped) throw new AppError('conflict', `The former master key does not open the secret ${secret.id}; nothing was changed.`);
  await replaceSealed(tx, secret.id, wrapped);
}

const checkValue = (masterKey: Buffer): string => seal(masterKey, CHECK_AAD, CHECK_TEXT).toString('base64');
