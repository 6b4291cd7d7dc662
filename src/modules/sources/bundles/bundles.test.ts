// Bundles: uploaded, compiled, compared, promoted, rolled back, opened.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { PETSTORE, publishBundle, publishSource } from '#test/published-source';
import {
  createSource,
  diffBundles,
  getBundle,
  getSource,
  listBundles,
  openBundle,
  pauseSource,
  promoteBundle,
  putSourceSecret,
  uploadBundle,
} from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const NEXT = PETSTORE.replace('operationId: updatePet', 'operationId: changePet').replace(
  'maximum: 100}}',
  'maximum: 100}}\n        - {name: page, in: query, schema: {type: integer}}',
);

const newSource = async (mode: 'code' | 'tools' = 'code') => {
  const cast = await world.newOrg();
  await createSource(cast.ada, {
    name: 'Pets',
    slug: 'pets',
    mode,
    ...(mode === 'tools' ? { baseUrl: 'https://api.petstore.example/v1' } : {}),
  });
  return cast;
};

test('an upload becomes a bundle that waits to be promoted, with what changed and how to go back', async () => {
  const { ada, ben, org } = await newSource();
  const first = await uploadBundle(ben, {
    source: 'pets',
    openapi: PETSTORE,
    repository: 'acme/pets',
    commitSha: '9f3c1ab',
    branch: 'main',
    pullRequestNumber: 7,
  });
  expect(first).toMatchObject({
    unchanged: false,
    apiDiff: { against: null, added: [], removed: [], breaking: false },
    rollback: { previousBundleId: null },
    bundle: {
      source: 'pets',
      environment: 'production',
      state: 'generated',
      operationCount: 2,
      contentHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      createdBy: ben.actor.id,
      promotedAt: null,
      repository: 'acme/pets',
      commitSha: '9f3c1ab',
      branch: 'main',
      pullRequestNumber: 7,
    },
  });
  expect(await promoteBundle(ada, { bundleId: first.bundle.id })).toMatchObject({
    bundle: { state: 'active' },
    rollback: { previousBundleId: null },
  });
  const second = await uploadBundle(ben, { source: 'pets', openapi: NEXT });
  expect(second).toMatchObject({
    apiDiff: {
      against: first.bundle.id,
      added: [{ operationId: 'changePet', method: 'PATCH', path: '/pets/{petId}' }],
      removed: [{ operationId: 'updatePet', method: 'PATCH', path: '/pets/{petId}' }],
      signatureChanged: [{ operationId: 'listPets', breaking: false }],
      breaking: true,
    },
    rollback: { previousBundleId: first.bundle.id },
  });
  const promoted = await promoteBundle(ada, { bundleId: second.bundle.id });
  expect(promoted.rollback).toEqual({ previousBundleId: first.bundle.id });
  expect((await getBundle(ben, { bundleId: first.bundle.id })).state).toBe('superseded');
  const back = await promoteBundle(ada, { bundleId: first.bundle.id });
  expect([back.bundle.state, back.rollback.previousBundleId]).toEqual(['active', second.bundle.id]);
  expect((await openBundle(world.deps, { orgId: org.id, slug: 'pets', environment: 'production' })).bundleId).toBe(first.bundle.id);
  const { rows } = await listAuditLog(ada, { objectType: 'bundle' });
  expect(rows.map(({ action }) => action)).toEqual([
    'bundle.promote',
    'bundle.promote',
    'bundle.upload',
    'bundle.promote',
    'bundle.upload',
  ]);
});

test('the same upload twice is one bundle; another environment has its own', async () => {
  const { ben, ada } = await newSource();
  const first = await uploadBundle(ben, { source: 'pets', openapi: PETSTORE });
  const again = await uploadBundle(ben, { source: 'pets', openapi: PETSTORE });
  expect([again.unchanged, again.bundle.id]).toEqual([true, first.bundle.id]);
  const staging = await uploadBundle(ben, { source: 'pets', openapi: PETSTORE, environment: 'staging' });
  expect([staging.unchanged, staging.bundle.id === first.bundle.id]).toEqual([false, false]);
  const promoted = await uploadBundle(ada, { source: 'pets', openapi: PETSTORE, promote: true });
  expect([promoted.unchanged, promoted.bundle.state, promoted.bundle.id]).toEqual([true, 'active', first.bundle.id]);
  expect((await listBundles(ben, { source: 'pets' })).total).toBe(2);
});

test('what cannot be compiled is kept as failed, says why, and cannot be promoted', async () => {
  const { ada, ben } = await newSource();
  const refused = uploadBundle(ben, { source: 'pets', openapi: 'openapi: 9.9.9\ninfo: {}' });
  await expect(refused).rejects.toMatchObject({
    code: 'compile_failed',
    details: {
      bundleId: expect.stringMatching(/^bun_/),
      diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
    },
  });
  const { rows } = await listBundles(ben, { state: 'failed' });
  expect(rows).toHaveLength(1);
  await expect(promoteBundle(ada, { bundleId: rows[0]?.id })).rejects.toMatchObject({ code: 'conflict' });
});

test('wrong fields are refused before anything is stored', async () => {
  const { ben } = await newSource();
  const upload = (body: object) => uploadBundle(ben, { source: 'pets', openapi: PETSTORE, ...body });
  const wrong = [
    [{ environment: 'Prod' }, 'environment'],
    [{ commitSha: 'xyz' }, 'commitSha'],
    [{ pullRequestNumber: 0 }, 'pullRequestNumber'],
    [{ manifest: { clientName: 'class' } }, 'manifest.clientName'],
    [{ manifest: { limits: { memoryMb: 1 } } }, 'manifest.limits.memoryMb'],
    [{ surprise: 1 }, 'surprise'],
    [{ openapi: 4 }, 'openapi'],
  ] as const;
  for (const [body, field] of wrong) {
    await expect(upload(body), field).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
  }
  await expect(upload({ promote: true })).rejects.toMatchObject({ code: 'forbidden_role' });
  await expect(upload({ source: 'nobody' })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  expect((await listBundles(ben, {})).total).toBe(0);
});

test('a document may hold characters that cannot be stored as text', async () => {
  const { ben } = await newSource();
  const strange = { ...JSON.parse(MINIMAL), info: { title: 'Pets \0 \ud800', version: '1' } };
  const { bundle } = await uploadBundle(ben, { source: 'pets', openapi: strange });
  expect(await getBundle(ben, { bundleId: bundle.id })).toMatchObject({ state: 'generated', operationCount: 1 });
});

const MINIMAL = JSON.stringify({
  openapi: '3.1.0',
  servers: [{ url: 'https://api.petstore.example' }],
  paths: { '/a': { get: { operationId: 'a', summary: 'A \0', responses: {} } } },
});

test('a bundle is opened by its source, from memory and from the database alike', async () => {
  const { ada, org } = await world.newOrg();
  const { source, bundleId, open } = await publishSource(ada, { manifest: { clientName: 'pets' } });
  const bundle = await open();
  expect([bundle.bundleId, bundle.source.slug, bundle.manifest.clientName, bundle.info.title]).toEqual([
    bundleId,
    source.slug,
    'pets',
    'Petstore',
  ]);
  expect([...bundle.operations.byJsName.keys()]).toEqual(['listPets', 'updatePet']);
  expect(Object.getPrototypeOf(bundle.schemas)).toBeNull();
  expect(await bundle.types()).toContain('listPets');
  expect((await bundle.search()).search('change a pet', 5).matches[0]?.id).toBe('updatePet');
  expect(await open()).toMatchObject({ bundleId });
  const next = await publishBundle(ada, { slug: source.slug, openapi: NEXT });
  expect((await open()).bundleId).toBe(next.bundleId);
  expect([...bundle.operations.byJsName.keys()]).toEqual(['listPets', 'updatePet']);
  const choose = (choice: object) => openBundle(world.deps, { orgId: org.id, slug: source.slug, environment: 'production', ...choice });
  await expect(choose({ environment: 'staging' })).rejects.toMatchObject({ code: 'not_found', thing: 'bundle' });
  await expect(choose({ mode: 'tools' })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  await expect(choose({ orgId: (await world.newOrg()).org.id })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  await pauseSource(ada, { slug: source.slug });
  await expect(choose({})).rejects.toMatchObject({ code: 'source_paused' });
});

test('an image is built once for an engine and kept', async () => {
  const { ada } = await world.newOrg();
  const { open } = await publishSource(ada);
  let built = 0;
  const sandbox = (engine: string) => ({
    accepts: (image: { engine: string }) => image.engine === engine,
    buildImage: async (bootstrap: string) => {
      built += 1;
      return { engine, bytes: new TextEncoder().encode(bootstrap.slice(0, 10)) };
    },
  });
  const bundle = await open();
  const [one, two] = await Promise.all([bundle.image(sandbox('q 1')), bundle.image(sandbox('q 1'))]);
  expect([built, one.engine, Buffer.compare(one.bytes, two.bytes)]).toEqual([1, 'q 1', 0]);
  expect((await bundle.image(sandbox('q 2'))).engine).toBe('q 2');
  expect(built).toBe(2);
});

test('promoting warns while the secret that calls need is not set', async () => {
  const { ada, ben } = await newSource();
  const { bundle } = await uploadBundle(ben, {
    source: 'pets',
    openapi: PETSTORE,
    manifest: { auth: { kind: 'bearer', secretRef: 'pets_token' } },
  });
  const first = await promoteBundle(ada, { bundleId: bundle.id });
  expect(first.warnings).toMatchObject([
    { severity: 'warning', path: '/manifest/auth/secretRef', message: expect.stringContaining('pets_token') },
  ]);
  await putSourceSecret(ada, { slug: 'pets', name: 'pets_token', value: 's3cret' });
  expect(await promoteBundle(ada, { bundleId: bundle.id })).toMatchObject({ bundle: { state: 'active' }, warnings: [] });
});

test('in mode tools any upload is active at once', async () => {
  const { ben } = await newSource('tools');
  const { bundle } = await uploadBundle(ben, { source: 'pets', openapi: PETSTORE });
  expect(bundle.state).toBe('active');
  expect(await getSource(ben, { slug: 'pets' })).toMatchObject({ state: 'needs_setup', docs: { toolCount: 2, bundleId: bundle.id } });
});

test('the parts of a bundle are answered when they are asked for', async () => {
  const { ada, vera } = await world.newOrg();
  const { bundleId } = await publishSource(ada);
  const plain = await getBundle(vera, { bundleId });
  expect(plain).not.toHaveProperty('sdk');
  const whole = await getBundle(vera, { bundleId, include: ['sdk', 'sdkIndex', 'operationMap', 'openapi'] });
  expect(whole).toMatchObject({
    openapi: PETSTORE,
    sdk: expect.stringContaining('listPets'),
    sdkIndex: expect.stringContaining('List pets'),
  });
  expect(whole.operationMap?.operations.map(({ operationId }) => operationId)).toEqual(['listPets', 'updatePet']);
});

test('vera may look and change nothing; eve is told of nothing', async () => {
  const { ada, vera, eve, ben } = await world.newOrg();
  const { bundleId, source } = await publishSource(ada);
  expect((await listBundles(vera, {})).rows.map(({ id }) => id)).toEqual([bundleId]);
  expect((await diffBundles(vera, { bundleId, against: bundleId })).breaking).toBe(false);
  const upload = { source: source.slug, openapi: NEXT };
  await expect(uploadBundle(vera, upload)).rejects.toMatchObject({ code: 'forbidden_role' });
  for (const ctx of [vera, ben]) await expect(promoteBundle(ctx, { bundleId })).rejects.toMatchObject({ code: 'forbidden_role' });
  await expect(uploadBundle(eve, upload)).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  await expect(getBundle(eve, { bundleId })).rejects.toMatchObject({ code: 'not_found', thing: 'bundle' });
  await expect(promoteBundle(eve, { bundleId })).rejects.toMatchObject({ code: 'not_found', thing: 'bundle' });
  await expect(diffBundles(eve, { bundleId, against: bundleId })).rejects.toMatchObject({ code: 'not_found', thing: 'bundle' });
  await expect(listBundles(eve, { source: source.slug })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  expect((await listBundles(eve, {})).total).toBe(0);
});
