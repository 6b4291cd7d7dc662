// The URL and key that `armature login` keeps, in a file only this person can read.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export interface StoredLogin {
  readonly url: string;
  readonly apiKey: string;
}

const OWNER_ONLY = 0o600;

export const loginFile = (env: Readonly<Record<string, string | undefined>>): string =>
  join(env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config'), 'armature', 'login.json');

export async function readLogin(path: string): Promise<StoredLogin | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const stored: unknown = parseOrUndefined(text);
  return isLogin(stored) ? stored : undefined;
}

export async function writeLogin(path: string, login: StoredLogin): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify(login, null, 2)}\n`, { mode: OWNER_ONLY });
  // an older file keeps its mode when it is written over
  await chmod(path, OWNER_ONLY);
}

const isLogin = (value: unknown): value is StoredLogin =>
  typeof value === 'object' &&
  value !== null &&
  'url' in value &&
  typeof value.url === 'string' &&
  'apiKey' in value &&
  typeof value.apiKey === 'string';

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
