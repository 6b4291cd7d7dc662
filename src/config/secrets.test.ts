// The master key: given, found, made once, and never quietly replaced.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMasterKey } from './secrets.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'armature-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const keyFile = () => join(dataDir, 'secret.key');

test('the first start makes a key file for the owner alone, and later starts read it', () => {
  const made = loadMasterKey({ secretKey: undefined, dataDir });
  expect(made).toHaveLength(32);
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(['secret.key']);
  expect(loadMasterKey({ secretKey: undefined, dataDir })).toEqual(made);
});

test('a given key wins over the file and makes none', () => {
  const given = Buffer.alloc(32, 7);
  expect(loadMasterKey({ secretKey: given.toString('base64'), dataDir })).toEqual(given);
  expect(readdirSync(dataDir)).toEqual([]);
});

test('a key file that others can read is refused with what to do', () => {
  loadMasterKey({ secretKey: undefined, dataDir });
  chmodSync(keyFile(), 0o644);
  expect(() => loadMasterKey({ secretKey: undefined, dataDir })).toThrow('chmod 600');
});

test('a damaged key file stops the start and stays as it is', () => {
  writeFileSync(keyFile(), 'not a key', { mode: 0o600 });
  expect(() => loadMasterKey({ secretKey: undefined, dataDir })).toThrow('must hold 32 bytes in base64');
  expect(readFileSync(keyFile(), 'utf8')).toBe('not a key');
});
