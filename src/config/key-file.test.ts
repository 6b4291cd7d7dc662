// The key file and its successor: one of them is always whole, and the former one is never lost.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureNextKey, findNextKey, keyFileOf, nextKeyFileOf, promoteNextKey } from './key-file.ts';
import { loadMasterKey } from './secrets.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'armature-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const load = () => loadMasterKey({ secretKey: undefined, dataDir });

test('the successor is written for the owner alone, and is the same one until it is put in place', () => {
  const former = load();
  expect(findNextKey(dataDir)).toBeUndefined();
  const next = ensureNextKey(dataDir);
  expect([next.length, next.equals(former)]).toEqual([32, false]);
  expect(statSync(nextKeyFileOf(dataDir)).mode & 0o777).toBe(0o600);
  expect(ensureNextKey(dataDir)).toEqual(next);
  expect(findNextKey(dataDir)).toEqual(next);
  expect(load()).toEqual(former);
});

test('made by several processes at the same moment, it is one and the same for all of them', async () => {
  const at = Date.now() + 1500;
  const code = `
    const { ensureNextKey } = await import(${JSON.stringify(new URL('./key-file.ts', import.meta.url).href)});
    while (Date.now() < ${at});
    process.stdout.write(ensureNextKey(${JSON.stringify(dataDir)}).toString('base64'));`;
  const made = await Promise.all(
    Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])),
  );
  const keys = new Set(made.map(({ stdout }) => stdout));
  expect([...keys]).toEqual([findNextKey(dataDir)?.toString('base64')]);
  expect(readdirSync(dataDir)).toEqual(['secret.key.next']);
});

test('put in place, it is the key, and the former one is kept beside it', () => {
  load();
  const text = readFileSync(keyFileOf(dataDir), 'utf8');
  const next = ensureNextKey(dataDir);
  const backup = promoteNextKey(dataDir);
  expect(load()).toEqual(next);
  expect(readFileSync(backup, 'utf8')).toBe(text);
  for (const path of [backup, keyFileOf(dataDir)]) expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir).toSorted()).toEqual(['secret.key', expect.stringMatching(/^secret\.key\.former-[0-9a-f]{8}$/)]);
});

test('an exchange that stopped after the backup is repeated without a second backup', () => {
  const former = load();
  const next = ensureNextKey(dataDir);
  const backup = promoteNextKey(dataDir);
  rmSync(keyFileOf(dataDir));
  writeFileSync(keyFileOf(dataDir), `${former.toString('base64')}\n`, { mode: 0o600 });
  writeFileSync(nextKeyFileOf(dataDir), `${next.toString('base64')}\n`, { mode: 0o600 });
  expect(promoteNextKey(dataDir)).toBe(backup);
  expect(load()).toEqual(next);
  expect(readdirSync(dataDir)).toHaveLength(2);
});

test('a damaged successor is refused and stays as it is', () => {
  load();
  writeFileSync(nextKeyFileOf(dataDir), 'half a k');
  expect(() => ensureNextKey(dataDir)).toThrow('must hold 32 bytes in base64');
  expect(readFileSync(nextKeyFileOf(dataDir), 'utf8')).toBe('half a k');
});
