// `armature doctor --stdio` as a user types it: a program of this machine, started, listed and ended.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratch } from './armature-process.ts';
import type { Scratch } from './armature-process.ts';

const EVERYTHING = join(import.meta.dirname, 'peers/everything/node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const FIXTURE = join(import.meta.dirname, 'mcp-fixtures/stdio-server.mjs');

let scratch: Scratch;
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => scratch.remove());

test('a program is looked at without an instance', async () => {
  const { code, out } = await scratch.run(['doctor', '--stdio', '--', process.execPath, EVERYTHING, 'stdio']);
  expect(out).toContain('legacy era');
  expect(out).toMatch(/^ +echo\b/m);
  expect(code).toBe(0);
});

test('a program that fails says why, without the variables it was given', async () => {
  const TOKEN = 'tok-77ab0e92c4d1-not-for-you';
  const { code, out, err } = await scratch.run(
    [
      'doctor',
      '--json',
      '--stdio',
      '--env',
      'API_TOKEN',
      '--',
      process.execPath,
      '-e',
      'console.error(process.env.API_TOKEN); process.exit(5)',
    ],
    { API_TOKEN: TOKEN },
  );
  expect(JSON.parse(out)).toMatchObject({ ok: false, transport: 'stdio_hosted', error: { code: 'process_failed' } });
  expect(out).toContain('exit code 5');
  expect(out + err).not.toContain(TOKEN);
  expect(code).toBe(1);
});

test.each([
  [['doctor', '--stdio', '--env', 'NO_SUCH', '--', 'node', FIXTURE], 'the variable NO_SUCH is not set'],
  [['doctor', 'node', FIXTURE], 'armature doctor --stdio'],
  [['doctor', 'http://127.0.0.1:1/mcp', 'more'], 'for --stdio only'],
])('%j is a wrong use', async (argv, message) => {
  const { code, err } = await scratch.run(argv);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
