// Exchanges the key file for its successor: the successor is on disk before anything is sealed with it, and the former one stays as a backup.
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, isMasterKey, MASTER_KEY_BYTES } from './config.ts';

const KEY_FILE = 'secret.key';
const NEXT_FILE = 'secret.key.next';

export const keyFileOf = (dataDir: string): string => join(dataDir, KEY_FILE);
export const nextKeyFileOf = (dataDir: string): string => join(dataDir, NEXT_FILE);

/** The key an interrupted exchange has left, if any. Throws ConfigError when its file is damaged. */
export function findNextKey(dataDir: string): Buffer | undefined {
  const path = nextKeyFileOf(dataDir);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const text = readFileSync(path, 'utf8').trim();
  if (isMasterKey(text)) return Buffer.from(text, 'base64');
  throw new ConfigError([
    { field: path, message: 'must hold 32 bytes in base64; remove it, unless stored credentials were sealed with it' },
  ]);
}

/** 32 bytes, on disk with mode 0600; the same ones again after an interruption. */
export function ensureNextKey(dataDir: string): Buffer {
  const path = nextKeyFileOf(dataDir);
  const found = findNextKey(dataDir);
  if (found) return found;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(MASTER_KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flush: true });
  linkUnlessThere(draft, path);
  syncFolder(dataDir);
  const made = findNextKey(dataDir);
  if (made) return made;
  throw new Error(`${path} was put in the place of the key file by another call at this moment.`);
}

/** Of several calls at the same moment the first to link wins: one that is in force perhaps is never overwritten. */
function linkUnlessThere(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Puts the successor in the place of the key file, in one step. Returns where the former key is kept. Safe to repeat until it returned. */
export function promoteNextKey(dataDir: string): string {
  const path = keyFileOf(dataDir);
  const backup = `${path}.former-${nameOf(path)}`;
  rmSync(backup, { force: true });
  linkSync(path, backup);
  renameSync(nextKeyFileOf(dataDir), path);
  syncFolder(dataDir);
  return backup;
}

/** From the key itself, so that a repeated exchange names the backup alike; eight digits of a hash tell nothing about a random key. */
const nameOf = (path: string): string => createHash('sha256').update('key file ').update(readFileSync(path)).digest('hex').slice(0, 8);

/** A rename is only sure to survive a power cut once its folder is written. */
function syncFolder(dataDir: string): void {
  const folder = openSync(dataDir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
