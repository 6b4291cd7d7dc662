// The launcher between a terminal and the program: signals, exit codes, and a launcher that is killed.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findNode, ROOT } from './node24.mjs';

let dir;
let launcher;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'armature-launcher-'));
});
afterEach(() => {
  launcher?.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

/** Starts `program` through the launcher, as a child unless it may take its place; resolves with its lines as they come. */
function launch(program, { canReplace = false } = {}) {
  writeFileSync(join(dir, 'program.mjs'), program);
  const code = `import { runForeground } from ${JSON.stringify(`${ROOT}scripts/setup/node24.mjs`)}; runForeground([${JSON.stringify(join(dir, 'program.mjs'))}, 'one'], { canReplace: ${canReplace} });`;
  launcher = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  return createInterface(launcher.stdout)[Symbol.asyncIterator]();
}

const nextLine = async (lines) => (await lines.next()).value;

test('the Node that is found runs this project', () => {
  expect(Number(execFileSync(findNode(), ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0])).toBeGreaterThanOrEqual(24);
});

test('the program has our arguments, and its exit code is ours', async () => {
  const lines = launch(`console.log(process.argv.slice(2).join()); process.exitCode = 3;`);
  expect(await nextLine(lines)).toBe('one');
  expect((await once(launcher, 'exit'))[0]).toBe(3);
});

test('where the running Node can, the program takes the place of the launcher', async () => {
  const lines = launch(
    `console.log(process.pid, process.argv.slice(2).join(), process.env.NODE_COMPILE_CACHE !== undefined); process.exitCode = 3;`,
    {
      canReplace: true,
    },
  );
  expect(await nextLine(lines)).toBe(`${launcher.pid} one true`);
  expect((await once(launcher, 'exit'))[0]).toBe(3);
});

test('a stop signal reaches the program, which ends in its own time', async () => {
  const lines = launch(
    `process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); }); setInterval(() => undefined, 1e6); console.log('up');`,
  );
  expect(await nextLine(lines)).toBe('up');
  launcher.kill('SIGTERM');
  expect(await nextLine(lines)).toBe('stopping');
  expect((await once(launcher, 'exit'))[0]).toBe(0);
});

test('a program whose launcher is killed is told by its channel', async () => {
  const lines = launch(`process.once('disconnect', () => { console.log('alone'); process.exit(0); }); console.log('up');`);
  expect(await nextLine(lines)).toBe('up');
  launcher.kill('SIGKILL');
  expect(await nextLine(lines)).toBe('alone');
});
