// `armature secrets rotate` and `check` as an operator runs them: the real program, a real database, a data folder of its own.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { ensureNextKey, nextKeyFileOf } from '#config/key-file';
import { loadMasterKey } from '#config/secrets';
import { systemClock } from '#platform/clock';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import { createVault } from '#platform/secrets/envelope-vault';
import { checkMasterKey } from '#platform/secrets/master-key';
import { rotateMasterKey } from '#platform/secrets/rotate-master-key';
import { makeScratch } from './armature-process.ts';
import type { Scratch } from './armature-process.ts';
import { cloneTemplate } from './test-database.ts';
import type { Clone } from './test-database.ts';

const ORG = 'org_shop';

let scratch: Scratch;
let clone: Clone;
let db: Db;
let dataDir: string;
beforeEach(async () => {
  scratch = await makeScratch();
  clone = await cloneTemplate(inject('templateUrl'));
  db = connect({ connectionString: clone.url, max: 2, application_name: 'test' });
  dataDir = join(scratch.dir, 'data');
  mkdirSync(dataDir);
  await db.insertInto('organizations').values({ id: ORG, slug: 'shop', name: 'Shop' }).execute();
});
afterEach(async () => {
  await db.destroy();
  await clone.drop();
  await scratch.remove();
});

const secrets = (command: string[], env: Record<string, string> = {}) =>
  scratch.run(['secrets', ...command], { DATABASE_URL: clone.url, ...env });
const keyInFile = () => loadMasterKey({ secretKey: undefined, dataDir });
const put = (key: Buffer) => createVault({ masterKey: key, db, clock: systemClock }).put(db, ORG, 'hunter-two');
const open = (key: Buffer, id: string) => createVault({ masterKey: key, db, clock: systemClock }).open(db, ORG, id);

test('with a key file: a new key takes its place, the former one stays beside it, and everything opens', async () => {
  expect(await secrets(['check'])).toMatchObject({ code: 3, err: expect.stringContaining('There is no key file') });
  const former = keyInFile();
  await checkMasterKey(db, former);
  const id = await put(former);
  const rotated = await secrets(['rotate', '--generate']);
  expect(rotated).toMatchObject({ code: 0, out: expect.stringContaining('1 stored secret wrapped by it, every one opens with it') });
  expect(keyInFile().equals(former)).toBe(false);
  expect(await open(keyInFile(), id)).toBe('hunter-two');
  expect(readdirSync(dataDir)).toHaveLength(2);
  for (const key of [former, keyInFile()]) expect(rotated.out + rotated.err).not.toContain(key.toString('base64'));
  expect(await secrets(['check'])).toMatchObject({ code: 0, out: expect.stringContaining('every one opens') });
});

test('killed between the database and the key file: it says so, and the same command ends it', async () => {
  const former = keyInFile();
  await checkMasterKey(db, former);
  const id = await put(former);
  const next = ensureNextKey(dataDir);
  await rotateMasterKey(db, { from: former, to: next }, { clock: systemClock });
  const start = await scratch.run(['serve'], { DATABASE_URL: clone.url });
  expect(start).toMatchObject({ code: 3, err: expect.stringContaining('run the same command again') });
  expect(await secrets(['check'])).toMatchObject({ code: 1, out: expect.stringContaining(nextKeyFileOf(dataDir)) });
  expect(await secrets(['rotate', '--generate'])).toMatchObject({ code: 0, out: expect.stringContaining('in force already') });
  expect(keyInFile()).toEqual(next);
  expect(await open(next, id)).toBe('hunter-two');
});

test('with keys from the environment: no file is touched, and the same call again finds it done', async () => {
  const [from, to] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  await checkMasterKey(db, from);
  const id = await put(from);
  const env = { ARMATURE_SECRET_KEY: from.toString('base64'), ARMATURE_NEW_SECRET_KEY: to.toString('base64') };
  expect(await secrets(['rotate', '--generate'], { ARMATURE_SECRET_KEY: env.ARMATURE_SECRET_KEY })).toMatchObject({
    code: 3,
    err: expect.stringContaining('ARMATURE_NEW_SECRET_KEY'),
  });
  expect(await secrets(['rotate'], { ...env, ARMATURE_NEW_SECRET_KEY: 'short' })).toMatchObject({ code: 3 });
  expect(await secrets(['rotate'], env)).toMatchObject({ code: 0, out: expect.stringContaining('Set ARMATURE_SECRET_KEY') });
  expect(await secrets(['rotate'], env)).toMatchObject({ code: 0, out: expect.stringContaining('in force already') });
  expect(await open(to, id)).toBe('hunter-two');
  expect(readdirSync(dataDir)).toEqual([]);
});

test('while the instance runs, nothing is changed', async () => {
  const key = keyInFile();
  await checkMasterKey(db, key);
  const running = connect({ connectionString: clone.url, max: 1 });
  await running.selectFrom('secrets').select('id').execute();
  const refused = await secrets(['rotate', '--generate']);
  await running.destroy();
  expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('Stop all its processes') });
  expect(readFileSync(join(dataDir, 'secret.key'), 'utf8').trim()).toBe(key.toString('base64'));
  expect(await secrets(['check'])).toMatchObject({ code: 0 });
});
