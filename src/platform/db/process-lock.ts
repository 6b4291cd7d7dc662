// Which of our processes use one data folder: a short lock between them, and a register of the living ones.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '#kernel/duration';

const LOCK_WAIT_MS = seconds(90);
const LOCK_POLL_MS = 15;
/** An empty lock file younger than this was made this instant and is about to be written. */
const UNWRITTEN_MS = seconds(5);

/**
 * Names a process so that a recycled pid is not taken for it: pid, and its start time where the system tells it.
 * Undefined when no such process lives.
 */
export function processMark(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if (!isCode(error, 'EPERM')) return undefined;
  }
  return `${pid} ${startTimeOf(pid)}`;
}

/** Field 22 of /proc/<pid>/stat, counted after the parenthesised name, which may hold spaces. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? '');
  } catch {
    // No /proc on this system: the pid alone must do.
    return '';
  }
}

export const isAlive = (mark: string): boolean => {
  const pid = Number.parseInt(mark, 10);
  return Number.isInteger(pid) && pid > 0 && processMark(pid) === mark.trim();
};

/** Runs `work` while no other process runs one under the same path. A lock left by a dead process is taken over. */
export async function withProcessLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const release = await acquire(path);
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(path: string): Promise<() => void> {
  const mark = processMark(process.pid) ?? String(process.pid);
  const giveUpAt = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    if (tryAcquire(path, mark)) return () => rmSync(path, { force: true });
    removeIfStale(path);
    if (performance.now() > giveUpAt) {
      throw new Error(`Another process holds ${path}. If none of yours is starting or stopping, delete that file and try again.`);
    }
    await sleep(LOCK_POLL_MS);
  }
}

function tryAcquire(path: string, mark: string): boolean {
  try {
    writeFileSync(path, mark, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moves the stale file away under a name of its own first, so that two finders cannot remove each other's new lock. */
function removeIfStale(path: string): void {
  const holder = readOrUndefined(path);
  if (holder === undefined || isAlive(holder)) return;
  if (holder === '' && ageMs(path) < UNWRITTEN_MS) return;
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readOrUndefined(aside) === holder) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

/** Who uses a thing: one file per process in `dir`. Call only under the lock. */
export function createRegister(dir: string): { enter(): () => void; others(): number } {
  const own = join(dir, `${process.pid}-${Math.random().toString(36).slice(2, 8)}`);
  return {
    enter() {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      writeFileSync(own, processMark(process.pid) ?? '', { mode: 0o600 });
      return () => rmSync(own, { force: true });
    },
    /** Living users besides this one; forgets the dead. */
    others() {
      const files = readdirSync(dir)
        .map((name) => join(dir, name))
        .filter((path) => path !== own);
      const dead = files.filter((path) => !isAlive(readOrUndefined(path) ?? ''));
      for (const path of dead) rmSync(path, { force: true });
      return files.length - dead.length;
    },
  };
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const ageMs = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
