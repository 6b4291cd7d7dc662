// Recognises the instance's master key.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Db } from '#platform/db/connect';
import { seal, unseal } from './seal.ts';
import { ensureKeyCheck } from './store.ts';

export const MASTER_KEY_BYTES = 32;

const CHECK_AAD = 'master-key-check';
const CHECK_TEXT = 'armature';

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
  if (isCheckOf(masterKey, await ensureCheckOf(db, masterKey))) return ok(undefined);
  return failed(
    'The master key is not the one this database was sealed with. Restore the right one. If `armature secrets rotate` was interrupted, ' +
      'either the new key is in force already (use it), or run the same command again: it goes on where it was.',
  );
}

/** The check value that stands; a database that has none gets this key's. */
export const ensureCheckOf = (db: Db, masterKey: Buffer): Promise<string> => ensureKeyCheck(db, checkValue(masterKey));

/** Opens with its own key alone; another one every time, so it also tells one period of a key from the next. */
export const checkValue = (masterKey: Buffer): string => seal(masterKey, CHECK_AAD, CHECK_TEXT).toString('base64');

export const isCheckOf = (masterKey: Buffer, check: string): boolean =>
  unseal(masterKey, CHECK_AAD, Buffer.from(check, 'base64')) === CHECK_TEXT;
