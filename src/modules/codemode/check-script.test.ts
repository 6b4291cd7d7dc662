// What an editor is told while someone types: faults in the lines of the text, from those who may, and nothing is left behind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pauseSource } from '#modules/sources';
import { makeCodeWorld, withoutTypeChecker } from '#test/code-mode-world';
import type { CodeStage, CodeWorld } from '#test/code-mode-world';
import { checkScript, listExecutions } from './index.ts';

const STORY_MS = 60_000;

let world: CodeWorld;
let stage: CodeStage;
beforeAll(async () => {
  world = await makeCodeWorld();
  stage = await world.newStage();
}, STORY_MS);
afterAll(() => world.close());

const check = (code: string, { as = stage.vera, environment = 'production' } = {}) =>
  checkScript(as, { slug: stage.slug }, { environment, code });

describe('a script', () => {
  test.for([
    ['that works', 'const pets = await shop.listPets({ limit: 5 });\nreturn pets.map((pet) => pet.name);'],
    ['that an agent wrapped', '```ts\nasync () => {\n  return (await shop.listPets()).length;\n}\n```'],
    ['without a character', ''],
    ['of spaces', ' \n\t\n'],
    ['of a comment', '// later'],
  ] as const)('%s has no fault', async ([_what, code]) => {
    expect(await check(code)).toEqual({ faults: [] });
  });

  test('has one fault where it cannot be read', async () => {
    expect(await check('const a = 1;\nconst b = ;\nreturn shop.nothing(;')).toEqual({
      faults: [{ message: expect.any(String), line: 2, column: 11 }],
    });
    expect(await check('import fs from "node:fs";\nreturn 1;')).toMatchObject({ faults: [{ line: 1 }] });
  });

  test('has every fault of its types where it is, with what was meant', async () => {
    const { faults, unchecked } = await check('const a: string = 1;\n\nreturn await shop.listPet() + a;');
    expect(unchecked).toBeUndefined();
    expect(faults).toEqual([
      { message: expect.stringContaining('not assignable'), line: 1, column: 7 },
      { message: expect.stringContaining("Did you mean 'listPets'?"), line: 3, column: 19 },
    ]);
  });

  test('is told in the lines of the text that was sent, whatever was mended in it', async () => {
    expect(await check('```ts\nasync () => {\n  return shop.listPet();\n}\n```')).toMatchObject({ faults: [{ line: 3, column: 15 }] });
  });

  test('whose types nobody can check has no fault that is known, and the answer says why', async () => {
    const as = await withoutTypeChecker(stage.vera);
    expect(await check('return shop.nothing();', { as })).toEqual({ faults: [], unchecked: expect.stringMatching(/\S/) });
    expect(await check('return (;', { as })).toMatchObject({ faults: [{ line: 1 }] });
  });

  test('with too many characters is refused naming the field', async () => {
    await expect(check('x'.repeat(65_537))).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field: 'code' }] });
    await expect(check('1', { environment: 'Staging!' })).rejects.toMatchObject({ fieldErrors: [{ field: 'environment' }] });
  });
});

describe('who', () => {
  test('is of the organization may check, and eve gets not_found', async () => {
    for (const as of [stage.ada, stage.ben, stage.vera]) expect(await check('return 1;', { as })).toEqual({ faults: [] });
    await expect(check('return 1;', { as: stage.eve })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  });

  test('asks where no bundle is active, or of a paused source, is told so', async () => {
    await expect(check('return 1;', { environment: 'staging' })).rejects.toMatchObject({ code: 'not_found', thing: 'bundle' });
    const paused = await world.newStage();
    await pauseSource(paused.ada, { slug: paused.slug });
    await expect(checkScript(paused.vera, { slug: paused.slug }, { code: '' })).rejects.toMatchObject({ code: 'source_paused' });
  });
});

test('a check calls nothing and leaves nothing behind', async () => {
  const own = await world.newStage();
  const auditOf = () => world.deps.db.selectFrom('audit_log').select('id').where('org_id', '=', own.org.id).execute();
  const before = await auditOf();
  await checkScript(own.vera, { slug: own.slug }, { code: 'return await shop.listPets();' });
  await checkScript(own.vera, { slug: own.slug }, { code: 'return await shop.listPet();' });
  expect(own.api.requests).toEqual([]);
  expect(await listExecutions(own.ada, { slug: own.slug })).toMatchObject({ total: 0 });
  expect(await auditOf()).toEqual(before);
});

test('a check that nobody waits for any longer ends', async () => {
  const leaving = new AbortController();
  leaving.abort(new Error('the text has changed'));
  await expect(check('return 1;', { as: { ...stage.vera, signal: leaving.signal } })).rejects.toThrow('the text has changed');
});
