// Compiles nobody waits for: done by a worker, resumed after its death, given up in the end; and what is swept.
import { minutes } from '#kernel/duration';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { PETSTORE } from '#test/published-source';
import {
  compileBundle,
  createSource,
  getBundle,
  listBundles,
  openBundle,
  recoverCompiles,
  sweepBundles,
  updateSource,
  uploadBundle,
} from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const MIB = 1024 * 1024;
const padded = (text: string): string => `${text}\n# ${'x'.repeat(2 * MIB)}\n`;

async function uploadLarge(openapi = PETSTORE, upload: object = {}) {
  const cast = await world.newOrg();
  await createSource(cast.ada, { name: 'Pets', slug: 'pets', mode: 'code' });
  const { bundle } = await uploadBundle(cast.ada, { source: 'pets', openapi: padded(openapi), ...upload });
  return { ...cast, bundleId: bundle.id, bundle };
}
const stateOf = async (ctx: Ctx, bundleId: string) => (await getBundle(ctx, { bundleId })).state;

test('a large upload waits for a worker, is promoted when it was asked to be, and compiles once', async () => {
  const { ada, org, bundleId, bundle } = await uploadLarge(PETSTORE, { promote: true });
  expect(bundle.state).toBe('compiling');
  await compileBundle(world.deps, { bundleId }, go);
  expect(await getBundle(ada, { bundleId })).toMatchObject({ state: 'active', operationCount: 2, progress: null });
  expect((await openBundle(world.deps, { orgId: org.id, slug: 'pets', environment: 'production' })).bundleId).toBe(bundleId);
  await compileBundle(world.deps, { bundleId }, go);
  expect((await listAuditLog(ada, { action: 'bundle.promote' })).rows).toMatchObject([
    { objectId: bundleId, actor: { type: 'system', name: 'compiler' }, note: 'with its upload' },
  ]);
});

test('one that cannot be compiled fails with its diagnostics, one whose manifest does not fit too', async () => {
  const broken = await uploadLarge('openapi: 3.0.0\ninfo: {title: x, version: "1"}\npaths: 4');
  await compileBundle(world.deps, { bundleId: broken.bundleId }, go);
  expect(await getBundle(broken.vera, { bundleId: broken.bundleId })).toMatchObject({
    state: 'failed',
    diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
  });
  const nowhere = await uploadLarge(PETSTORE.replace(/servers:.*\n/, ''));
  await compileBundle(world.deps, { bundleId: nowhere.bundleId }, go);
  expect(await getBundle(nowhere.vera, { bundleId: nowhere.bundleId })).toMatchObject({
    state: 'failed',
    diagnostics: [{ severity: 'error', path: expect.stringContaining('/manifest/baseUrls') }],
  });
});

test('the same large upload is not compiled twice, and may be asked to be promoted meanwhile', async () => {
  const { ada, bundleId } = await uploadLarge();
  const again = await uploadBundle(ada, { source: 'pets', openapi: padded(PETSTORE), promote: true });
  expect([again.unchanged, again.bundle.id, again.bundle.state]).toEqual([true, bundleId, 'compiling']);
  await compileBundle(world.deps, { bundleId }, go);
  expect(await stateOf(ada, bundleId)).toBe('active');
});

test('what an editor uploaded in mode tools is not promoted when an admin has switched to mode code meanwhile', async () => {
  const { ada, ben, org } = await world.newOrg();
  await createSource(ben, { name: 'Pets', slug: 'pets', baseUrl: 'https://api.petstore.example/v1' });
  const first = await uploadBundle(ben, { source: 'pets', openapi: PETSTORE });
  const manifest = { baseUrls: { production: 'https://evil.example' }, auth: { kind: 'bearer', secretRef: 'token' } };
  const { bundle } = await uploadBundle(ben, { source: 'pets', openapi: padded(PETSTORE), manifest });
  await updateSource(ada, { slug: 'pets', mode: 'code' }, async () => []);
  await compileBundle(world.deps, { bundleId: bundle.id }, go);
  expect(await stateOf(ada, bundle.id)).toBe('generated');
  expect((await openBundle(world.deps, { orgId: org.id, slug: 'pets', environment: 'production' })).bundleId).toBe(first.bundle.id);
});

test('a compile whose process died is asked for again, and given up after an hour', async () => {
  const { vera, bundleId } = await uploadLarge();
  expect(await recoverCompiles(world.deps, go)).toBe(0);
  world.clock.advance(minutes(6));
  expect(await recoverCompiles(world.deps, go)).toBe(1);
  expect(await stateOf(vera, bundleId)).toBe('compiling');
  world.clock.advance(minutes(60));
  await recoverCompiles(world.deps, go);
  expect(await getBundle(vera, { bundleId })).toMatchObject({
    state: 'failed',
    diagnostics: [{ severity: 'error', message: expect.stringContaining('again and again') }],
  });
  expect(await recoverCompiles(world.deps, go)).toBe(0);
});

test('a source has only a few compiles at a time', async () => {
  const { ada } = await uploadLarge();
  for (let i = 1; i < 5; i += 1) await uploadBundle(ada, { source: 'pets', openapi: padded(`${PETSTORE}# ${i}`) });
  await expect(uploadBundle(ada, { source: 'pets', openapi: padded(`${PETSTORE}# 5`) })).rejects.toMatchObject({ code: 'rate_limited' });
});

test('the active bundle and the last fifty of each environment are kept', async () => {
  const { ada, org } = await world.newOrg();
  await createSource(ada, { name: 'Pets', slug: 'pets', mode: 'code' });
  const { bundle } = await uploadBundle(ada, { source: 'pets', openapi: PETSTORE, promote: true });
  const { id: _id, ...row } = await world.deps.db.selectFrom('bundles').selectAll().where('id', '=', bundle.id).executeTakeFirstOrThrow();
  const old = Array.from({ length: 60 }, (_, i) => ({
    ...row,
    id: `bun_old_${String(i).padStart(3, '0')}_${org.id.slice(-8)}`,
    state: 'superseded',
    manifest: JSON.stringify(row.manifest),
    diagnostics: '[]',
    api_diff: null,
    created_by: JSON.stringify(row.created_by),
    created_at: new Date(row.created_at.getTime() - minutes(i + 1)),
  }));
  await world.deps.db.insertInto('bundles').values(old).execute();
  expect(await sweepBundles(world.deps, go)).toBe(10);
  const { rows, total } = await listBundles(ada, { source: 'pets', pageSize: 100 });
  expect([total, rows.some(({ id }) => id === bundle.id), rows.at(-1)?.id]).toEqual([51, true, old[49]?.id]);
  expect(await sweepBundles(world.deps, go)).toBe(0);
  expect((await listAuditLog(ada, { action: 'retention.sweep' })).rows).toMatchObject([{ after: { bundles: 10 } }]);
});
