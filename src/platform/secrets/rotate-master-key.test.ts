// The master key is replaced whole or not at all: while others write, twice at a time, and when the process is killed anywhere.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, inject, test } from 'vitest';
import { untilBlocked } from '#test/blocked-sessions';
import { createTestClock } from '#test/test-clock';
import { cloneTemplate } from '#test/test-database';
import { newId } from '#kernel/ids';
import { systemClock } from '#platform/clock';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { checkSecrets } from './check-secrets.ts';
import { createVault } from './envelope-vault.ts';
import { INSTANCE_SECRET_KEY, instanceSecret } from './instance-secret.ts';
import { aadOf, checkMasterKey } from './master-key.ts';
import { rotateMasterKey, ROTATION_SESSION } from './rotate-master-key.ts';
import { seal } from './seal.ts';

const KEY = randomBytes(32);
const OTHER = randomBytes(32);
const WORKER = fileURLToPath(new URL('../../../test/rotation-worker.ts', import.meta.url));
const MANY = 450;

interface Stopped {
  readonly db: Db;
  readonly url: string;
  readonly orgId: string;
  readonly instance: Buffer;
  /** Clear text by id. */
  readonly secrets: ReadonlyMap<string, string>;
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** A database with secrets under KEY, and no process of the instance connected to it. */
async function stoppedInstance(count = 3): Promise<Stopped> {
  const { url, drop } = await cloneTemplate(inject('templateUrl'));
  const db = connect({ connectionString: url, max: 4, application_name: 'test' });
  cleanUps.push(drop, () => db.destroy());
  await checkMasterKey(db, KEY);
  const instance = await instanceSecret(db, KEY);
  const orgId = newId('org');
  await db.insertInto('organizations').values({ id: orgId, slug: 'shop', name: 'Shop' }).execute();
  const clear = Array.from({ length: count }, (_, i) => ({ id: newId('sec'), text: `value ${i}` }));
  const rows = clear.map(({ id, text }) => ({ id, org_id: orgId, sealed: seal(KEY, aadOf(orgId, id), text) }));
  if (rows.length > 0) await db.insertInto('secrets').values(rows).execute();
  return { db, url, orgId, instance, secrets: new Map(clear.map(({ id, text }) => [id, text])) };
}

const rotate = (
  url: string,
  keys = { from: KEY, to: OTHER },
  options: { skipUnreadable?: boolean; onBatch?: () => Promise<void> } = {},
) => {
  const db = connect({ connectionString: url, max: 2, application_name: ROTATION_SESSION });
  return rotateMasterKey(db, keys, { clock: systemClock, ...options }).finally(() => db.destroy());
};

/** Everything opens with this key and gives what was stored; with any other key nothing does. */
async function expectInForce({ db, orgId, instance, secrets }: Stopped, key: Buffer): Promise<void> {
  const check = await checkSecrets(db, key);
  expect(check).toMatchObject({ key: 'in force', secrets: secrets.size, unreadable: [], isInstanceSecretReadable: true });
  expect(await checkMasterKey(db, key)).toMatchObject({ ok: true });
  expect((await instanceSecret(db, key)).equals(instance)).toBe(true);
  const vault = createVault({ masterKey: key, db, clock: createTestClock() });
  for (const [id, text] of secrets) expect(await vault.open(db, orgId, id)).toBe(text);
  const other = await checkSecrets(db, key.equals(KEY) ? OTHER : KEY);
  expect(other).toMatchObject({ key: 'another', isInstanceSecretReadable: false });
  expect(other.unreadable).toHaveLength(secrets.size);
}

test('everything opens with the new key, and nothing with the former one', async () => {
  const instance = await stoppedInstance();
  await expectInForce(instance, KEY);
  expect(await rotate(instance.url)).toEqual({ secrets: 3, skipped: 0, outcome: 'rotated' });
  await expectInForce(instance, OTHER);
  expect(await instance.db.selectFrom('secrets').select('id').where('rewrapped', 'is not', null).execute()).toEqual([]);
});

test('the texts themselves are not encrypted anew: only the wrapped data key differs', async () => {
  const { db, url } = await stoppedInstance(1);
  const sealed = () => db.selectFrom('secrets').select('sealed').executeTakeFirstOrThrow();
  const before = (await sealed()).sealed;
  await rotate(url);
  const after = (await sealed()).sealed;
  expect([after.length, after[0]]).toEqual([before.length, before[0]]);
  expect(after.subarray(61)).toEqual(before.subarray(61));
  expect(after.subarray(1, 61)).not.toEqual(before.subarray(1, 61));
});

test('an instance without a secret, and one without a check value, can be rotated too', async () => {
  const { db, url } = await stoppedInstance(0);
  await db.deleteFrom('instance_state').execute();
  expect(await rotate(url)).toMatchObject({ secrets: 0, outcome: 'rotated' });
  expect(await checkMasterKey(db, OTHER)).toMatchObject({ ok: true });
});

test('the same call again finds it done, and a key that is neither of them changes nothing', async () => {
  const instance = await stoppedInstance();
  await expect(rotate(instance.url, { from: OTHER, to: randomBytes(32) })).rejects.toMatchObject({ code: 'conflict' });
  await expect(rotate(instance.url, { from: KEY, to: KEY })).rejects.toMatchObject({ code: 'conflict' });
  await expectInForce(instance, KEY);
  await rotate(instance.url);
  expect(await rotate(instance.url)).toEqual({ secrets: 3, skipped: 0, outcome: 'before' });
  await expectInForce(instance, OTHER);
});

test('a running process of the instance is in the way, and so is a worker heard of a moment ago', async () => {
  const instance = await stoppedInstance();
  const process = connect({ connectionString: instance.url, max: 1 });
  await process.selectFrom('secrets').select('id').execute();
  await expect(rotate(instance.url)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Stop all its processes'),
  });
  await process.destroy();
  await instance.db
    .insertInto('worker_heartbeats')
    .values({ instance_id: 'w', roles: ['worker'], at: new Date() })
    .execute();
  await expect(rotate(instance.url)).rejects.toMatchObject({ message: expect.stringContaining('a worker') });
  await instance.db
    .updateTable('worker_heartbeats')
    .set({ at: new Date(Date.now() - 60_000) })
    .execute();
  expect(await rotate(instance.url)).toMatchObject({ outcome: 'rotated' });
});

test('a name that the address gives every session hides no process, and does not stand in the way itself', async () => {
  const instance = await stoppedInstance();
  for (const [name, keys] of [
    ['shop', { from: KEY, to: OTHER }],
    ['armature-shop', { from: OTHER, to: KEY }],
  ] as const) {
    const url = new URL(instance.url);
    url.searchParams.set('application_name', name);
    const process = connect({ connectionString: url.href, max: 1 });
    await process.selectFrom('secrets').select('id').execute();
    await expect(rotate(url.href, keys)).rejects.toMatchObject({ message: expect.stringContaining('Stop all its processes') });
    await process.destroy();
    expect(await rotate(url.href, keys)).toMatchObject({ outcome: 'rotated' });
  }
});

test('a process that starts in the middle stops the exchange; what was prepared is used by the next call', async () => {
  const instance = await stoppedInstance();
  const late = connect({ connectionString: instance.url, max: 1 });
  const withProcess = rotate(instance.url, undefined, {
    onBatch: async () => void (await late.selectFrom('secrets').select('id').execute()),
  });
  await expect(withProcess).rejects.toMatchObject({ code: 'conflict' });
  await expectInForce(instance, KEY);
  expect((await checkSecrets(instance.db, KEY)).rotation).toEqual({ prepared: 3 });
  await late.destroy();
  expect(await rotate(instance.url)).toMatchObject({ outcome: 'resumed' });
  await expectInForce(instance, OTHER);
});

test('a secret that is written while it goes on opens with the new key as well', async () => {
  const instance = await stoppedInstance();
  const vault = createVault({ masterKey: KEY, db: instance.db, clock: createTestClock() });
  const secrets = new Map(instance.secrets);
  await rotate(instance.url, undefined, {
    onBatch: async () => void secrets.set(await vault.put(instance.db, instance.orgId, 'written late'), 'written late'),
  });
  expect(secrets.size).toBe(4);
  await expectInForce({ ...instance, secrets }, OTHER);
  await expect(vault.put(instance.db, instance.orgId, 'too late')).rejects.toMatchObject({
    message: expect.stringContaining('was replaced'),
  });
});

test('two at a time: one goes on, the other says so', async () => {
  const instance = await stoppedInstance();
  const second = Promise.withResolvers<unknown>();
  await rotate(instance.url, undefined, {
    onBatch: async () =>
      second.resolve(await rotate(instance.url, { from: KEY, to: randomBytes(32) }).catch((error: Error) => error.message)),
  });
  expect(await second.promise).toContain('under way');
  await expectInForce(instance, OTHER);
});

test('a secret that opens with no key stops it, naming it, unless it is to be left as it is', async () => {
  const instance = await stoppedInstance();
  const { db, orgId, url } = instance;
  await db
    .insertInto('secrets')
    .values({ id: 'sec_lost', org_id: orgId, sealed: seal(randomBytes(32), aadOf(orgId, 'sec_lost'), 'x') })
    .execute();
  await expect(rotate(url)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('sec_lost') });
  expect(await checkSecrets(db, KEY)).toMatchObject({ key: 'in force', unreadable: ['sec_lost'] });
  expect(await rotate(url, undefined, { skipUnreadable: true })).toEqual({ secrets: 3, skipped: 1, outcome: 'resumed' });
  expect(await checkSecrets(db, OTHER)).toMatchObject({ key: 'in force', unreadable: ['sec_lost'] });
});

test('what was prepared for a key nobody has any more is prepared again', async () => {
  const instance = await stoppedInstance();
  const lost = { from: KEY, to: randomBytes(32) };
  await expect(rotate(instance.url, lost, { onBatch: () => Promise.reject(new Error('power cut')) })).rejects.toThrow('power cut');
  expect((await checkSecrets(instance.db, KEY)).rotation).toEqual({ prepared: 3 });
  expect(await rotate(instance.url)).toMatchObject({ outcome: 'rotated' });
  await expectInForce(instance, OTHER);
});

test('a prepared key that was damaged on the way is not believed', async () => {
  const instance = await stoppedInstance();
  const stop = () => Promise.reject(new Error('stop'));
  await expect(rotate(instance.url, undefined, { onBatch: stop })).rejects.toThrow('stop');
  await instance.db
    .updateTable('secrets')
    .set({ rewrapped: randomBytes(60) })
    .execute();
  expect(await rotate(instance.url)).toMatchObject({ secrets: 3, outcome: 'resumed' });
  await expectInForce(instance, OTHER);
});

/** Until it sends a message, or waits for a lock, as `when` says; then it is killed without a word. */
async function killed(url: string, when: { afterBatch: number } | { blocked: string; db: Db }): Promise<void> {
  const hold = 'afterBatch' in when ? String(when.afterBatch) : '';
  const child = fork(WORKER, [url, KEY.toString('hex'), OTHER.toString('hex'), hold], { stdio: 'inherit', execArgv: [] });
  const ended = once(child, 'exit');
  if ('afterBatch' in when) await messages(child, when.afterBatch);
  else await untilBlocked(when.db, when.blocked);
  child.kill('SIGKILL');
  await ended;
}

async function messages(child: ChildProcess, count: number): Promise<void> {
  for (let seen = 0; seen < count; seen += 1) await once(child, 'message');
}

test.each([1, 2, 3])('killed after batch %i, the former key opens everything, and the next call ends it', async (afterBatch) => {
  const instance = await stoppedInstance(MANY);
  await killed(instance.url, { afterBatch });
  await expectInForce(instance, KEY);
  const { rotation } = await checkSecrets(instance.db, KEY);
  expect(rotation?.prepared).toBe(Math.min(afterBatch * 200, MANY));
  expect(await rotate(instance.url)).toEqual({ secrets: MANY, skipped: 0, outcome: 'resumed' });
  await expectInForce(instance, OTHER);
});

test.each([
  ['before it has the check value', 'master_key_check', 'for update'],
  ['when all data keys have changed places but nothing is committed', INSTANCE_SECRET_KEY, 'update "instance_state"'],
])('killed in the last transaction, %s: the former key opens everything', async (_when, row, blocked) => {
  const instance = await stoppedInstance();
  const { db } = instance;
  await inTransaction(db, async (tx) => {
    await tx.selectFrom('instance_state').select('key').where('key', '=', row).forUpdate().execute();
    await killed(instance.url, { blocked, db });
    await expectInForce(instance, KEY);
  });
  // Its session ends when it notices that nobody listens; until then it holds the lock of the rotation.
  await expect.poll(() => rotate(instance.url).catch((error: Error) => error.message), { timeout: 10_000 }).toMatchObject({ secrets: 3 });
  await expectInForce(instance, OTHER);
});
