// The check of a script over REST, as the playground asks for it: the answer is checked against its documented shape.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishSource } from './published-source.ts';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';

let world: RestWorld;
let path: string;
beforeAll(async () => {
  world = await makeRestWorld();
  const { source } = await publishSource(world.ada, { manifest: { clientName: 'petstore' } });
  path = `/sources/${source.slug}/check`;
});
afterAll(() => world.close());

test('a viewer is told what is wrong, by key and by session', async () => {
  const { call } = await world.keyOf(world.vera);
  const { call: inBrowser } = await world.sessionOf(world.vera);
  const body = { code: 'const a = 1;\nreturn petstore.lisPets(a);' };
  const faults = [{ message: expect.stringContaining("Did you mean 'listPets'?"), line: 2, column: 17 }];
  for (const ask of [call, inBrowser]) expect(await ask('POST', path, { body })).toMatchObject({ status: 200, body: { faults } });
  expect((await call('POST', path, { body: { code: 'return (' } })).body).toEqual({
    faults: [{ message: expect.any(String), line: 1, column: expect.any(Number) }],
  });
  for (const code of ['', 'return 1;']) expect((await call('POST', path, { body: { code } })).body).toEqual({ faults: [] });
});

test('a text that is too long, and what is not there, are refused by their names', async () => {
  const { call } = await world.keyOf(world.vera);
  expect(await call('POST', path, { body: { code: 'x'.repeat(65_537) } })).toMatchObject({
    status: 400,
    body: { error: { details: { fieldErrors: [{ field: 'code' }] } } },
  });
  const body = { code: 'return 1;' };
  expect(await call('POST', path, { body: { ...body, environment: 'staging' } })).toMatchObject({
    status: 404,
    body: { error: { code: 'bundle_not_found' } },
  });
  const { call: stranger } = await world.keyOf(world.eve);
  expect(await stranger('POST', path, { body })).toMatchObject({ status: 404, body: { error: { code: 'source_not_found' } } });
});
