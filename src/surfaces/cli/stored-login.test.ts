import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loginFile, readLogin, writeLogin } from './stored-login.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'armature-login-'));
});
afterEach(() => rm(home, { recursive: true }));

test('what is written is read back, in a file only its owner can read', async () => {
  const path = loginFile({ HOME: home });
  await writeLogin(path, { url: 'http://127.0.0.1:4600', apiKey: 'a key' });
  expect(await readLogin(path)).toEqual({ url: 'http://127.0.0.1:4600', apiKey: 'a key' });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('an older file that others could read is closed when it is written over', async () => {
  const path = loginFile({ HOME: home });
  await writeLogin(path, { url: 'http://a', apiKey: 'one' });
  await chmod(path, 0o644);
  await writeLogin(path, { url: 'http://a', apiKey: 'two' });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each(['', 'not json', '{"url":1,"apiKey":"x"}', '[]'])('a file that holds %j counts as no login', async (text) => {
  const path = join(home, 'login.json');
  await writeFile(path, text);
  expect(await readLogin(path)).toBeUndefined();
});
