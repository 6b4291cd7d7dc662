// The master key, kept apart from every other setting: from the environment, or from a key file made at the first start.
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, isMasterKey, MASTER_KEY_BYTES } from './config.ts';

const KEY_FILE = 'secret.key';

export interface KeyPlace {
  readonly secretKey: string | undefined;
  readonly dataDir: string;
}

/** 32 bytes. Makes the key file (mode 0600) when there is none and none was given. Throws ConfigError. */
export function loadMasterKey({ secretKey, dataDir }: KeyPlace): Buffer {
  if (secretKey !== undefined) return decode(secretKey, 'ARMATURE_SECRET_KEY');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, KEY_FILE);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) makeKeyFile(path);
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new ConfigError([{ field: path, message: 'can be read by other users of this machine; run chmod 600 on it' }]);
  }
  return decode(readFileSync(path, 'utf8').trim(), path);
}

/** Appears whole or not at all, and never replaces one: of several first starts, the first to link wins. */
function makeKeyFile(path: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(MASTER_KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function decode(text: string, field: string): Buffer {
  if (!isMasterKey(text))
    throw new ConfigError([
      { field, message: 'must hold 32 bytes in base64; put the right key back, stored credentials cannot be opened without it' },
    ]);
  return Buffer.from(text, 'base64');
}
