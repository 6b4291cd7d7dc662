// The audit log: what is kept of a change, and that nothing alters it afterwards.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '#platform/db/transaction';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { changedFields, secretMark } from './changed-fields.ts';
import { changeRole } from '../members/change-role.ts';
import { exportAuditLog } from './export-audit-log.ts';
import { listAuditLog } from './list-audit-log.ts';
import { record } from './record.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

describe('what is kept of a change', () => {
  const kept = (before: object | undefined, after: object | undefined) =>
    JSON.parse(JSON.stringify(changedFields(before && { ...before }, after && { ...after }))) as unknown;

  test.each([
    ['an equal field is left out', { a: 1, b: { c: [1] } }, { a: 2, b: { c: [1] } }, { before: { a: 1 }, after: { a: 2 } }],
    ['a created object has no before', undefined, { a: 1 }, { before: null, after: { a: 1 } }],
    ['a removed object has no after', { a: 1 }, undefined, { before: { a: 1 }, after: null }],
    ['a field that comes is absent before', { a: 1 }, { a: 1, b: 2 }, { before: {}, after: { b: 2 } }],
    [
      'a replaced secret shows as changed, not what it was',
      { key: secretMark('sec_1') },
      { key: secretMark('sec_2') },
      { before: { key: '[secret]' }, after: { key: '[secret]' } },
    ],
    [
      'an untouched secret is left out',
      { key: secretMark('sec_1'), n: 1 },
      { key: secretMark('sec_1'), n: 2 },
      { before: { n: 1 }, after: { n: 2 } },
    ],
    [
      'a field named like a secret is masked even when nobody marked it',
      {},
      { deep: { client_secret: 'abc', list: [{ token: 'x' }], value: 'plain' } },
      { before: {}, after: { deep: { client_secret: '[secret]', list: [{ token: '[secret]' }], value: 'plain' } } },
    ],
    [
      'a secret-shaped text is redacted wherever it stands',
      {},
      { url: `https://h/?k=amt_${'a'.repeat(12)}_${'b'.repeat(40)}` },
      { before: {}, after: { url: expect.stringContaining('[redacted:') } },
    ],
    ['what a table cannot hold is replaced', {}, { name: 'half \ud83d' }, { before: {}, after: { name: 'half \uFFFD' } }],
  ])('%s', (_name, before, after, expected) => expect(kept(before, after)).toEqual(expected));
});

const note = (objectId: string) => ({
  action: 'thing.update',
  objectType: 'thing',
  objectId,
  before: { a: 1 },
  after: { a: 2 },
  note: 'because',
});

test('a row tells who, when, from where and in which request', async () => {
  const { ada } = await world.newOrg();
  const ctx = { ...ada, ip: '192.0.2.7', userAgent: 'curl/8' };
  await inTransaction(world.deps.db, (tx) => record(tx, ctx, note('thing_1')));
  expect((await listAuditLog(ada, {})).rows).toEqual([
    {
      id: expect.stringMatching(/^aud_/),
      at: world.clock.now().toISOString(),
      actor: { type: 'user', id: ada.actor.id, name: 'Ada' },
      action: 'thing.update',
      objectType: 'thing',
      objectId: 'thing_1',
      before: { a: 1 },
      after: { a: 2 },
      ip: '192.0.2.7',
      userAgent: 'curl/8',
      requestId: ada.requestId,
      note: 'because',
    },
  ]);
});

test('a row disappears with the change when the transaction fails', async () => {
  const { ada } = await world.newOrg();
  const work = inTransaction(world.deps.db, async (tx) => {
    await record(tx, ada, note('thing_1'));
    throw new Error('the change failed');
  });
  await expect(work).rejects.toThrow('the change failed');
  expect((await listAuditLog(ada, {})).total).toBe(0);
});

test('rows come newest first, in pages, and can be narrowed', async () => {
  const { ada } = await world.newOrg();
  for (const id of ['t1', 't2', 't3']) {
    await inTransaction(world.deps.db, (tx) => record(tx, ada, note(id)));
    world.clock.advance(1000);
  }
  const second = await listAuditLog(ada, { page: 2, pageSize: 2 });
  expect(second).toMatchObject({ page: 2, pageSize: 2, total: 3, rows: [{ objectId: 't1' }] });
  expect((await listAuditLog(ada, { objectId: 't2', actorId: ada.actor.id })).rows).toMatchObject([{ objectId: 't2' }]);
  const [newest] = (await listAuditLog(ada, {})).rows;
  expect((await listAuditLog(ada, { before: newest?.at })).rows.map((row) => row.objectId)).toEqual(['t2', 't1']);
  expect((await listAuditLog(ada, { after: newest?.at })).rows.map((row) => row.objectId)).toEqual(['t3']);
  await expect(listAuditLog(ada, { before: 'yesterday', pageSize: 101 })).rejects.toMatchObject({
    fieldErrors: [{ field: 'before' }, { field: 'pageSize' }],
  });
});

test('reading all of it ends for somebody who may no longer', async () => {
  const { ada, ben } = await world.newOrg();
  await changeRole(ada, { userId: ben.actor.id, role: 'admin' });
  const entries = exportAuditLog({ ...ben, actor: { ...ben.actor, role: 'admin' } }, {})[Symbol.asyncIterator]();
  expect((await entries.next()).value).toMatchObject({ action: 'member.update' });
  await changeRole(ada, { userId: ben.actor.id, role: 'editor' });
  await expect(entries.next()).rejects.toMatchObject({ code: 'forbidden_role' });
});

test('a row cannot be changed, not even with SQL', async () => {
  const { ada } = await world.newOrg();
  await inTransaction(world.deps.db, (tx) => record(tx, ada, note('thing_1')));
  await expect(
    world.deps.db.updateTable('audit_log').set({ action: 'nothing' }).where('org_id', '=', ada.org.id).execute(),
  ).rejects.toThrow(/cannot be changed/);
});

test('vera and ben may not read it; eve sees nothing of ours', async () => {
  const { ada, ben, vera, eve } = await world.newOrg();
  await inTransaction(world.deps.db, (tx) => record(tx, ada, note('thing_1')));
  await expect(listAuditLog(vera, {})).rejects.toMatchObject({ code: 'forbidden_role', details: { neededRole: 'admin' } });
  await expect(listAuditLog(ben, {})).rejects.toMatchObject({ code: 'forbidden_role' });
  expect((await listAuditLog(eve, {})).total).toBe(0);
});
