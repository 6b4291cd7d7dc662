// First start, later start and start after kill -9 of the whole program, to the printed "ready"; and its idle memory.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median } from './row.ts';
import type { Row } from './row.ts';

const ROUNDS = 3;
const IDLE_MS = 15_000;
const ROOT = fileURLToPath(new URL('../', import.meta.url));

export async function measureStart(): Promise<Row[]> {
  const first: number[] = [];
  const later: number[] = [];
  const afterKill: number[] = [];
  const memory: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'armature-start-'));
    const one = await start(dataDir);
    first.push(one.readyMs);
    await stop(one.child, 'SIGTERM');
    const two = await start(dataDir);
    later.push(two.readyMs);
    await sleep(IDLE_MS);
    memory.push(await nodeMemoryMb(two.child.pid ?? 0));
    await stop(two.child, 'SIGKILL');
    const three = await start(dataDir);
    afterKill.push(three.readyMs);
    await stop(three.child, 'SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  }
  return [
    { what: 'first start to ready (median)', value: median(first) / 1000, unit: 's', atMost: 6 },
    { what: 'later start to ready (median)', value: median(later) / 1000, unit: 's', atMost: 2 },
    { what: 'start after kill -9 to ready (median)', value: median(afterKill) / 1000, unit: 's', atMost: 2 },
    { what: 'idle memory of our node processes, PostgreSQL apart (median)', value: median(memory), unit: 'MB', atMost: 250 },
  ];
}

async function start(dataDir: string): Promise<{ child: ChildProcess; readyMs: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'bin/armature.mjs'), 'up'], {
    env: { ...process.env, ARMATURE_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  while (!output.includes(' is ready at ')) {
    if (child.exitCode !== null || performance.now() - began > 60_000) throw new Error(`did not start:\n${output}`);
    await sleep(5);
  }
  return { child, readyMs: performance.now() - began };
}

async function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const gone = once(child, 'exit');
  // the launcher forwards what can be forwarded; a kill must hit what it launched, too
  if (signal === 'SIGKILL') for (const pid of await nodeDescendants(child.pid ?? 0)) process.kill(pid, signal);
  child.kill(signal);
  await gone;
}

async function nodeMemoryMb(pid: number): Promise<number> {
  const sizes = await Promise.all(
    [pid, ...(await nodeDescendants(pid))].map(async (one) => Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0)),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** Children of `pid`, at any depth, that run node. */
async function nodeDescendants(pid: number): Promise<number[]> {
  const found: number[] = [];
  const parents = new Set([pid]);
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number).toSorted((a, b) => a - b);
  for (const one of all) {
    const stat = await readFile(`/proc/${one}/stat`, 'utf8').catch(() => '');
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
    if (!parents.has(Number(rest.split(' ')[1]))) continue;
    parents.add(one);
    if (/node|main/i.test(name)) found.push(one);
  }
  return found;
}
