// The running embedded PostgreSQL: launched apart from us, so that our end is not its end, and waited for until it answers.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { seconds } from '#kernel/duration';
import { PROGRAM_ENV } from './embedded-binaries.ts';
import type { Binaries } from './embedded-binaries.ts';

export const USER = 'armature';
export const DATABASE = 'armature';

const START_LIMIT_MS = seconds(60);
const POLL_MS = 10;
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const ADMIN_DATABASE = 'postgres';

const STARTING_UP = '57P03';
const NO_SUCH_DATABASE = '3D000';
const NOT_LISTENING = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', STARTING_UP]);

export interface Places {
  readonly clusterDir: string;
  readonly socketDir: string;
  readonly logFile: string;
  readonly lockFile: string;
  readonly usersDir: string;
}

export interface LaunchOptions {
  readonly isDisposable: boolean;
  readonly maxConnections: number;
}

export const urlOf = (socketDir: string, database: string): string =>
  `postgresql://${USER}@localhost/${database}?host=${encodeURIComponent(socketDir)}`;

/** Resolves with the server's process id when it answers. Throws with the end of its log when it does not. */
export async function launchServer(binaries: Binaries, places: Places, options: LaunchOptions): Promise<number> {
  const log = openLog(places.logFile);
  const [program = '', ...args] = [...binaries.prefix, binaries.postgres, '-D', places.clusterDir, ...flags(settingsOf(places, options))];
  // Its own process group: Ctrl-C in the terminal reaches us first, and we stop it last.
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], env: PROGRAM_ENV, cwd: '/' });
  closeSync(log);
  let hasEnded = false;
  child.once('exit', () => {
    hasEnded = true;
  });
  child.once('error', () => {
    hasEnded = true;
  });
  child.unref();
  await waitUntilReady(places, () => !hasEnded);
  return child.pid ?? 0;
}

function settingsOf(places: Places, { isDisposable, maxConnections }: LaunchOptions): Record<string, string> {
  return {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: places.socketDir,
    unix_socket_permissions: '0700',
    max_connections: String(maxConnections),
    shared_buffers: '64MB',
    // The default is that of turning disks, for which reading a whole table looks cheaper than its index.
    random_page_cost: '1.1',
    // The log names no values of ours, and stays in the one file whose size we bound.
    logging_collector: 'off',
    log_parameter_max_length_on_error: '0',
    ...(isDisposable ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' } : {}),
  };
}

const flags = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Tries until the database `armature` answers, making it on the first start. `isAlive`: false ends the wait early. */
export async function waitUntilReady(places: Places, isAlive: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  for (;;) {
    // Read before the attempt, so that the last attempt comes after the end.
    const wasAlive = isAlive();
    const failure = await tryOnce(places);
    if (failure === undefined) return;
    if (!wasAlive || performance.now() > giveUpAt) throw notStarted(places, failure);
    await sleep(POLL_MS);
  }
}

async function tryOnce(places: Places): Promise<Error | undefined> {
  try {
    await ask(urlOf(places.socketDir, DATABASE), 'select 1');
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === NO_SUCH_DATABASE) {
      await ask(urlOf(places.socketDir, ADMIN_DATABASE), `create database ${DATABASE}`);
      return undefined;
    }
    if (error instanceof Error && NOT_LISTENING.has(code)) return error;
    throw error;
  }
}

async function ask(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url, ssl: false, connectionTimeoutMillis: seconds(5) });
  // A server that goes away after the answer is found by the next attempt.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end();
  }
}

function openLog(path: string): number {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > MAX_LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function notStarted(places: Places, cause: Error): Error {
  const tail = readFileSync(places.logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  return new Error(`The embedded PostgreSQL did not start. The end of ${places.logFile}:\n${tail}`, { cause });
}
