// The lock and the register between our processes on one data folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRegister, isAlive, processMark, withProcessLock } from './process-lock.ts';

let dir: string;
let lock: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'armature-lock-'));
  lock = join(dir, 'start.lock');
});
afterEach(() => rmSync(dir, { recursive: true }));

test('two never work at once, and the lock is gone afterwards', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 6 }, () => withProcessLock(lock, work)));
  expect(most).toBe(1);
  expect(readdirSync(dir)).toEqual([]);
});

test('work that throws gives the lock back', async () => {
  await expect(withProcessLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});

test.each([
  ['of a process that is gone', '999999999 1'],
  ['of a living pid that was given to another process since', `${process.pid} 1`],
  ['with nonsense in it', 'nonsense'],
])('a lock %s is taken over', async (_what, holder) => {
  writeFileSync(lock, holder);
  expect(await withProcessLock(lock, async () => 'done')).toBe('done');
});

test('an empty lock is taken over once it is old: its maker died before writing', async () => {
  writeFileSync(lock, '');
  utimesSync(lock, new Date(0), new Date(0));
  expect(await withProcessLock(lock, async () => 'done')).toBe('done');
});

test('a mark names this very process, and dies with it', async () => {
  const child = spawn('sleep', ['60']);
  const mark = processMark(child.pid ?? 0) ?? '';
  expect(isAlive(mark)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(mark)).toBe(false);
});

test('the register counts the living others and forgets the dead', () => {
  const users = join(dir, 'users');
  const [one, two] = [createRegister(users), createRegister(users)];
  const leaveOne = one.enter();
  const leaveTwo = two.enter();
  writeFileSync(join(users, 'killed'), '999999999 1');
  expect(one.others()).toBe(1);
  expect(readdirSync(users)).toHaveLength(2);
  leaveTwo();
  expect(one.others()).toBe(0);
  leaveOne();
  expect(readdirSync(users)).toEqual([]);
});
