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
const IDLE_MS = 12_000;
const START_LIMIT_MS = 60_000;
const ROOT = fileURLToPath(new URL('../', import.meta.url));

export async function measureStart(scope: AsyncDisposableStack): Promise<Row[]> {
  const first: number[] = [];
  const later: number[] = [];
  const afterKill: number[] = [];
  const memory: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'armature-start-'));
    scope.defer(() => rm(dataDir, { recursive: true, force: true }));
    const one = await start(scope, dataDir);
    first.push(one.readyMs);
    await stop(one.child);
    const two = await start(scope, dataDir);
    later.push(two.readyMs);
    await sleep(IDLE_MS);
    memory.push(await memoryMb(two.child.pid ?? 0));
    await kill(two.child);
    const three = await start(scope, dataDir);
    afterKill.push(three.readyMs);
    await stop(three.child);
  }
  return [
    { what: 'first start to ready', value: median(first) / 1000, unit: 's', atMost: 6 },
    { what: 'later start to ready', value: median(later) / 1000, unit: 's', atMost: 2 },
    { what: 'start after kill -9 to ready', value: median(afterKill) / 1000, unit: 's', atMost: 2 },
    { what: 'idle memory of our processes, PostgreSQL apart (resident)', value: median(memory), unit: 'MB', atMost: 250 },
  ];
}

async function start(scope: AsyncDisposableStack, dataDir: string): Promise<{ child: ChildProcess; readyMs: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'bin/armature.mjs'), 'up'], {
    env: { ...process.env, ARMATURE_DATA_DIR: dataDir, NODE_COMPILE_CACHE: join(dataDir, 'compile'), PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  scope.defer(() => stop(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  while (!output.includes(' is ready at ')) {
    if (hasEnded(child) || performance.now() - began > START_LIMIT_MS) throw new Error(`did not start:\n${output}`);
    await sleep(5);
  }
  return { child, readyMs: performance.now() - began };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** The launcher passes on what can be passed on; a kill must hit what it launched, too. PostgreSQL is left running, as after a crash. */
async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  for (const pid of await ourProcesses(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
  await gone;
}

async function memoryMb(pid: number): Promise<number> {
  const sizes = await Promise.all(
    (await ourProcesses(pid)).map(async (one) => Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0)),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** `pid` and what it launched, at any depth, PostgreSQL's own processes apart. */
async function ourProcesses(pid: number): Promise<number[]> {
  const found = [pid];
  const family = new Set([pid]);
  const all = (await readdir('/proc'))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
  for (const one of all) {
    const stat = await readFile(`/proc/${one}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]);
    if (!family.has(parent)) continue;
    family.add(one);
    const command = await readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => '');
    if (!command.startsWith('postgres:') && !command.split('\0').some((part) => part.endsWith('/bin/postgres'))) found.push(one);
  }
  return found;
}
