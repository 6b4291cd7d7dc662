// A PostgreSQL server of ours as the system sees it: what postmaster.pid says, whether it lives, how it is stopped.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '#kernel/duration';
import { processMark } from './process-lock.ts';

const FAST_STOP_MS = seconds(20);
const IMMEDIATE_STOP_MS = seconds(10);
const POLL_MS = 15;

export interface Postmaster {
  readonly pid: number;
  /** Undefined until the server has written that far. */
  readonly socketDir: string | undefined;
}

/** The server that runs on `clusterDir`, or undefined. A pid file whose process is gone, or is another program, counts for nothing. */
export function findPostmaster(clusterDir: string): Postmaster | undefined {
  const lines = readLines(join(clusterDir, 'postmaster.pid'));
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0) || processMark(pid)?.endsWith('zombie') !== false || !isPostgresOn(pid, clusterDir)) return undefined;
  return { pid, socketDir: lines[4] === '' ? undefined : lines[4] };
}

/** A recycled pid belongs to some other program; PostgreSQL itself cannot tell and would refuse to start. */
function isPostgresOn(pid: number, clusterDir: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.some((word) => word.endsWith('/postgres')) && words.includes(clusterDir);
  } catch {
    // No /proc on this system: PostgreSQL's own check must do.
    return true;
  }
}

/** Removes what a killed server left behind. Call only when `findPostmaster` found none. */
export function removeStaleFiles(clusterDir: string, socketDir: string): void {
  rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
  rmSync(join(socketDir, '.s.PGSQL.5432'), { force: true });
  rmSync(join(socketDir, '.s.PGSQL.5432.lock'), { force: true });
}

/** A fast shutdown: clients are cut, everything committed is on disk. Falls back to an immediate one, which replays at the next start. */
export async function stopPostmaster(pid: number): Promise<void> {
  if (await endsAfter(pid, 'SIGINT', FAST_STOP_MS)) return;
  if (await endsAfter(pid, 'SIGQUIT', IMMEDIATE_STOP_MS)) return;
  throw new Error(`The embedded PostgreSQL (process ${pid}) does not stop.`);
}

async function endsAfter(pid: number, signal: 'SIGINT' | 'SIGQUIT', waitMs: number): Promise<boolean> {
  const mark = processMark(pid);
  if (mark === undefined) return true;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return true;
    throw error;
  }
  const giveUpAt = performance.now() + waitMs;
  while (performance.now() < giveUpAt) {
    if (processMark(pid) !== mark) return true;
    await sleep(POLL_MS);
  }
  return false;
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
