// A child whose parent is killed does not stay behind, even in the middle of work that never waits.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { runInChild } from './run-in-child.ts';

const folder = mkdtempSync(join(tmpdir(), 'armature-child-'));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SERVE = JSON.stringify(join(import.meta.dirname, 'serve-child.ts'));
const LIMITS = { timeoutMs: 20_000, maxMemoryMb: 128, maxOutputBytes: 100_000 };

function entryOf(name: string, work: string): string {
  const path = join(folder, `${name}.ts`);
  writeFileSync(path, `import { serveChild } from ${SERVE};\nawait serveChild((input, tell, bytes) => { ${work} });\n`);
  return path;
}

test('a task gets its input and nothing of our environment, and answers with a value and bytes', async () => {
  vi.stubEnv('NODE_COMPILE_CACHE', undefined);
  const work =
    'tell({ half: true }); return { value: { input, env: Object.keys(process.env), cwd: process.cwd() }, bytes: Buffer.concat([bytes, new Uint8Array([1, 2])]) };';
  const told: unknown[] = [];
  const end = await runInChild({
    ...LIMITS,
    entry: entryOf('answers', work),
    input: { a: [1] },
    bytes: new Uint8Array([7, 8]),
    onProgress: (progress) => told.push(progress),
  });
  expect(end).toMatchObject({
    kind: 'done',
    value: { input: { a: [1] }, env: ['NODE_NO_WARNINGS'], cwd: '/' },
    bytes: new Uint8Array([7, 8, 1, 2]),
  });
  expect(told).toEqual([{ half: true }]);
});

test.each<[string, string, object]>([
  ['throws', 'throw new Error("broken");', { kind: 'failed', message: 'broken' }],
  ['ends', 'process.exit(3);', { kind: 'died', how: 'exit code 3' }],
  [
    'says something else',
    'process.stdout.write("hello world"); return { value: 1, bytes: new Uint8Array() };',
    { kind: expect.stringMatching(/died|too_large/) },
  ],
  ['says too much', 'return { value: "x".repeat(200_000), bytes: new Uint8Array() };', { kind: 'too_large' }],
  ['takes bytes beyond the heap', 'const all = []; for (;;) all.push(Buffer.alloc(16_000_000, 1));', { kind: 'memory' }],
])('a task that %s', async (name, work, expected) => {
  expect(await runInChild({ ...LIMITS, entry: entryOf(name.replaceAll(' ', '-'), work), input: null })).toMatchObject(expected);
});

test.skipIf(process.platform !== 'linux')('a child whose parent is killed ends by itself', async () => {
  const entry = entryOf('endless', 'tell(process.pid); for (;;);');
  const parent = join(folder, 'parent.ts');
  const task = JSON.stringify({ ...LIMITS, timeoutMs: 600_000, entry, input: null });
  const RUN = JSON.stringify(join(import.meta.dirname, 'run-in-child.ts'));
  writeFileSync(parent, `import { runInChild } from ${RUN};\nawait runInChild({ ...${task}, onProgress: (pid) => console.log(pid) });\n`);
  const running = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(running.stdout, 'data')) as [Buffer];
  const child = `/proc/${Number(line.toString())}`;
  expect(existsSync(child)).toBe(true);
  running.kill('SIGKILL');
  for (const deadline = Date.now() + 10_000; existsSync(child) && Date.now() < deadline;) await sleep(50);
  expect(existsSync(child)).toBe(false);
});
