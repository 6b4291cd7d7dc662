// Scripts of agents against a published API: what they may do, what they are told when they fail, and in whose line numbers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScriptPreparer } from '#platform/script/script-preparer';
import type { TypeChecker } from '#platform/script/type-checker';
import { makeCodeWorld, withoutTypeChecker } from '#test/code-mode-world';
import type { CodeStage, CodeWorld } from '#test/code-mode-world';

const STORY_MS = 60_000;

let world: CodeWorld;
let stage: CodeStage;
beforeAll(async () => {
  world = await makeCodeWorld();
  stage = await world.newStage();
}, STORY_MS);
afterAll(() => world.close());

describe('a script', () => {
  test('that works is answered with what it returns, what it logged, and what it called', async () => {
    const answer = await stage.run(
      `/**
 * @intent Tag every pet for the spring campaign
 * @context Pets that carry the tag are skipped
 * @frustration_level low
 */
const pets = await shop.listPets({ status: "available", limit: 100 });
const todo = pets.filter((p) => !p.tags?.includes("spring"));
console.log("to do", todo.length);
for (const p of todo) {
  await shop.updatePet({ petId: p.id, body: { tags: [...(p.tags ?? []), "spring"] } });
}
return { seen: pets.length, tagged: todo.map((p) => p.name) };`,
    );
    expect(answer).toEqual({
      execId: expect.stringMatching(/^exec_/),
      ok: true,
      result: { seen: 2, tagged: ['Rex'] },
      resultTruncated: false,
      logs: [{ level: 'log', text: 'to do 1' }],
      calls: [
        { operationId: 'listPets', method: 'GET', path: '/pets', status: 200, durationMs: expect.any(Number), bytes: expect.any(Number) },
        {
          operationId: 'updatePet',
          method: 'PATCH',
          path: '/pets/{petId}',
          status: 200,
          durationMs: expect.any(Number),
          bytes: expect.any(Number),
        },
      ],
      durationMs: expect.any(Number),
    });
    expect(stage.api.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/v1/pets?status=available&limit=100', ''],
      ['PATCH', '/v1/pets/p1', '{"tags":["spring"]}'],
    ]);
  });

  test('is read and checked in the turns of its organization', async () => {
    const { ben } = stage;
    const { scriptPreparer, typeChecker } = ben.deps;
    const owners: (string | undefined)[] = [];
    const prepare: ScriptPreparer['prepare'] = (code, options) => {
      owners.push(options?.owner);
      return scriptPreparer.prepare(code, options);
    };
    const check: TypeChecker['check'] = (request) => {
      owners.push(request.owner);
      return typeChecker.check(request);
    };
    const deps = { ...ben.deps, scriptPreparer: { ...scriptPreparer, prepare }, typeChecker: { ...typeChecker, check } };
    expect(await stage.run('return 1;', { as: { ...ben, deps } })).toMatchObject({ ok: true });
    expect(owners).toEqual([ben.org.id, ben.org.id]);
  });
});

describe('what a script does wrong', () => {
  test('is not shown to the compiler where the parser refuses it: deep nesting would end it for everybody', async () => {
    const { ben } = stage;
    const check = (): never => {
      throw new Error('the compiler was asked');
    };
    const deps = { ...ben.deps, typeChecker: { ...ben.deps.typeChecker, check } };
    const answer = await stage.run('async(a=>'.repeat(100), { as: { ...ben, deps } });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'syntax_error' } });
  });

  test.for([
    ['a syntax error', 'const a = 1;\nconst b = ;', { kind: 'syntax_error', line: 2 }],
    ['an import', 'import fs from "node:fs";\nreturn 1;', { kind: 'syntax_error', line: 1 }],
    ['an export', 'const a = 1;\nexport { a };', { kind: 'syntax_error', line: 2 }],
    [
      'a type error, with what was meant',
      'const a = 1;\nreturn await shop.listPet();',
      { kind: 'type_error', line: 2, column: 19, message: expect.stringContaining("Did you mean 'listPets'?") },
    ],
    [
      'an error of its own',
      '// first\nconst a: number = 1;\n\nthrow new Error("no " + a);',
      { kind: 'runtime_error', line: 4, message: 'no 1' },
    ],
    ['an error of another name', 'throw new RangeError("far");', { kind: 'runtime_error', message: 'RangeError: far' }],
    ['something thrown that is no error', 'throw "a word";', { kind: 'runtime_error', message: expect.stringContaining('a word') }],
    [
      'a promise nobody settles',
      'await new Promise(() => {});',
      { kind: 'runtime_error', message: expect.stringContaining('nothing will ever settle') },
    ],
    ['a function as result', 'return { pick: () => 1 };', { kind: 'result_not_serialisable' }],
    ['a circle as result', 'const a: any = {}; a.a = a; return a;', { kind: 'result_not_serialisable' }],
    ['a BigInt as result', 'return 10n;', { kind: 'result_not_serialisable' }],
    [
      'a refused call that nobody catches',
      'const a = 1;\nawait shop.breakDown();\nreturn a;',
      { kind: 'api_error', status: 500, operationId: 'breakDown', line: 2, body: { error: 'out of order', authorization: '' } },
    ],
    ['a redirect to another origin', 'await shop.goAway();', { kind: 'egress_blocked', operationId: 'goAway', line: 1 }],
  ] as const)('%s', async ([_what, code, error]) => {
    const answer = await stage.run(code);
    expect(answer).toMatchObject({ ok: false, result: null, error });
  });

  test.for([
    ['a value outside of its schema', 'await shop.listPets({ limit: 1000 });', 'listPets: limit: must be <= 100'],
    ['a value of another type', 'await shop.listPets({ limit: "many" as any });', 'listPets: limit: must be integer'],
    ['a missing argument', 'await shop.updatePet({ body: {} } as any);', 'updatePet: petId: is required'],
    ['a missing body', 'await shop.updatePet({ petId: "p1" } as any);', 'updatePet: body: is required'],
    [
      'something deep in the body',
      'await shop.updatePet({ petId: "p1", body: { tags: [1] } } as any);',
      'updatePet: body.tags[0]: must be string',
    ],
    ['an unknown argument', 'await shop.listPets({ "__proto__x": 1 } as any);', 'listPets: __proto__x: is not an argument'],
    ['a way out of the path', 'await shop.updatePet({ petId: "..", body: {} });', 'updatePet: petId: must not make a "." or ".." segment'],
    ['arguments that are no object', 'await (shop.listPets as any)([1]);', 'listPets: the arguments must be one object'],
  ] as const)('%s is bad_arguments, and nothing is sent', async ([_what, code, message]) => {
    const before = stage.api.requests.length;
    const answer = await stage.run(code, { typecheck: false });
    expect(answer).toMatchObject({ ok: false, calls: [], error: { kind: 'bad_arguments', line: 1 } });
    expect(answer.error?.message).toContain(message);
    expect(stage.api.requests).toHaveLength(before);
  });

  test('is told in the lines of the text that was sent, whatever was mended in it', async () => {
    const answer = await stage.run('```ts\nasync () => {\n  const a: number = 1;\n  throw new Error("here " + a);\n}\n```');
    expect(answer.error).toMatchObject({ kind: 'runtime_error', line: 4 });
  });

  test('is not checked by types where the client says so, and runs', async () => {
    const code = 'const pets = await shop.listPets();\nreturn pets.map((p) => p.nane ?? null);';
    expect(await stage.run(code)).toMatchObject({ ok: false, error: { kind: 'type_error' } });
    expect(await stage.run(code, { typecheck: false })).toMatchObject({ ok: true, result: [null, null] });
  });

  test('runs also where its types could not be checked, and its answer says so once', async () => {
    const answer = await stage.run('const pets = await shop.listPets();\nreturn pets.map((p) => p.nane ?? null);', {
      as: await withoutTypeChecker(stage.ben),
    });
    expect(answer).toMatchObject({ ok: true, result: [null, null], warnings: [expect.stringMatching(/^types were not checked: \S/)] });
    expect(await stage.run('throw new Error("x");', { as: await withoutTypeChecker(stage.ben) })).toMatchObject({
      ok: false,
      error: { kind: 'runtime_error' },
      warnings: [expect.stringContaining('types were not checked')],
    });
    expect(await stage.run('return 1;')).not.toHaveProperty('warnings');
    expect(await stage.run('return 1;', { typecheck: false })).not.toHaveProperty('warnings');
  });

  test('several type errors are told together', async () => {
    const answer = await stage.run('const a: string = 1;\nconst b: string = 2;\nreturn a + b;');
    expect(answer.error).toMatchObject({ kind: 'type_error', line: 1 });
    expect(answer.error?.message).toContain('\nline 2: ');
  });

  test('errors of calls can be caught, by their names and with what an ApiError holds', async () => {
    const answer = await stage.run(
      `const said: unknown[] = [];
try { await shop.breakDown(); } catch (e) { said.push(e instanceof ApiError ? [e.name, e.status, e.operationId, e.body] : 'other'); }
try { await shop.listPets({ limit: 1000 }); } catch (e) { said.push((e as Error).name, e instanceof ApiError); }
try { await shop.goAway(); } catch (e) { said.push((e as Error).name); }
return said;`,
    );
    expect(answer).toMatchObject({
      ok: true,
      result: [
        ['ApiError', 500, 'breakDown', { error: 'out of order', authorization: '' }],
        'BadArgumentsError',
        false,
        'EgressBlockedError',
      ],
    });
  });

  test('an error that a script only calls ours is its own', async () => {
    const code = `const e = new Error("you may not"); e.name = "ForbiddenRoleError"; throw e;`;
    expect((await stage.run(code)).error).toMatchObject({ kind: 'runtime_error', message: 'ForbiddenRoleError: you may not' });
    const forged = `const e: any = new Error("shop answered"); e.name = "ApiError"; e.status = 200; e.operationId = "listPets"; throw e;`;
    expect((await stage.run(forged)).error).toMatchObject({ kind: 'runtime_error' });
  });

  test('an error that holds what no JSON writer can write is told all the same', async () => {
    const code = `const body = { toJSON: () => JSON.parse("[".repeat(5000) + "]".repeat(5000)) };
throw Object.assign(new Error("deep"), { status: 1, operationId: "echo", body });`;
    expect((await stage.run(code, { typecheck: false })).error).toMatchObject({
      kind: 'runtime_error',
      message: 'deep',
      body: '[nested too deeply]',
    });
  });

  test('text without a character, or with too many, is refused before anything', async () => {
    for (const code of ['', 'x'.repeat(65_537), 7])
      await expect(stage.run(code as string)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field: 'code' }] });
  });
});

describe('limits', () => {
  test('of time end a loop that never waits', async () => {
    const { run } = await world.newStage({ manifest: { limits: { timeoutMs: 1_000 } } });
    const answer = await run('for (;;) {}');
    expect(answer).toMatchObject({ ok: false, error: { kind: 'timeout', message: expect.stringContaining('1000 ms') } });
  });

  test('of time end a script that waits for the API, and its call', async () => {
    const own = await world.newStage({ manifest: { limits: { timeoutMs: 1_000 } } });
    own.api.otherwise(() => 'hang');
    expect(await own.run('await shop.waitLong();')).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  });

  test('of time are the variable that the manifest names, where the operator set it', async () => {
    const timeLimits = new Map([['SHOP_SCRIPT_TIMEOUT_MS', 1_234]]);
    const own = await makeCodeWorld({ settings: { timeLimits } });
    try {
      const { run } = await own.newStage({ manifest: { scriptTimeoutEnv: 'SHOP_SCRIPT_TIMEOUT_MS' } });
      expect((await run('for (;;) {}')).error).toMatchObject({ kind: 'timeout', message: expect.stringContaining('1234 ms') });
    } finally {
      await own.close();
    }
  });

  test('of memory', async () => {
    const { run } = await world.newStage({ manifest: { limits: { memoryMb: 16 } } });
    const answer = await run('const all: string[] = [];\nfor (;;) all.push("x".repeat(100_000) + all.length);');
    expect(answer).toMatchObject({ ok: false, error: { kind: 'memory_limit', message: expect.stringContaining('16 MB') } });
  });

  test('of calls cannot be caught', async () => {
    const own = await world.newStage({ manifest: { limits: { maxCalls: 3 } } });
    const answer = await own.run('for (;;) { try { await shop.listPets(); } catch {} }');
    expect(answer).toMatchObject({ ok: false, error: { kind: 'call_limit', message: expect.stringContaining('3 calls') } });
    expect(answer.calls).toHaveLength(3);
    expect(own.api.requests).toHaveLength(3);
  });

  test('of an answer of the API', async () => {
    const { run } = await world.newStage({ manifest: { limits: { maxResponseBytes: 1024 } } });
    expect(await run('return (await shop.getLarge()).text.length;')).toMatchObject({
      ok: false,
      error: { kind: 'response_too_large', operationId: 'getLarge', line: 1, message: expect.stringContaining('1024 bytes') },
    });
  });

  test('of the result cut it, mark it and say what to do', async () => {
    const answer = await stage.run('return Array.from({ length: 20_000 }, (_, i) => ({ i }));');
    expect(answer).toMatchObject({ ok: true, resultTruncated: true, hint: expect.stringContaining('Filter') });
    expect(Buffer.byteLength(String(answer.result))).toBeLessThanOrEqual(64 * 1024);
    expect(String(answer.result)).toMatch(/^\[\{"i":0\},/);
  });

  test('of the result cut no character in two', async () => {
    const answer = await stage.run('return "€".repeat(40_000);');
    expect(answer.resultTruncated).toBe(true);
    expect(String(answer.result)).not.toContain('\ufffd');
    expect(Buffer.byteLength(String(answer.result))).toBeLessThanOrEqual(64 * 1024);
  });

  test('of logs: 100 lines, 8 KiB', async () => {
    const many = await stage.run('for (let i = 0; i < 500; i += 1) console.log("line", i);');
    expect(many.logs.length).toBeLessThanOrEqual(101);
    const long = await stage.run('for (let i = 0; i < 50; i += 1) console.log("x".repeat(1000));');
    expect(long.logs.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(9 * 1024);
  });

  test(
    'leave other scripts alone',
    async () => {
      const { run } = await world.newStage({ manifest: { limits: { timeoutMs: 1_500 } } });
      const [bad, good] = await Promise.all([run('for (;;) new Map([[1, new Array(1e6)]]);', { typecheck: false }), run('return 1;')]);
      expect(good).toMatchObject({ ok: true, result: 1 });
      expect(bad.ok).toBe(false);
      expect(await run('return 2;')).toMatchObject({ ok: true, result: 2 });
    },
    STORY_MS,
  );
});

describe('who', () => {
  test('vera may look and not change: nothing is sent', async () => {
    const own = await world.newStage();
    expect(await own.run('return (await shop.listPets()).length;', { as: own.vera })).toMatchObject({ ok: true, result: 2 });
    const answer = await own.run('await shop.listPets();\nawait shop.removePet({ petId: "p1" });', { as: own.vera });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'forbidden_role', operationId: 'removePet', line: 2 } });
    expect(await own.invoke('removePet', { petId: 'p1' }, { as: own.vera })).toMatchObject({ error: { kind: 'forbidden_role' } });
    expect(own.api.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  test('nobody calls what the policy blocks; the first entry that matches decides', async () => {
    const policy = [
      { match: 'listPets', action: 'allow' },
      { match: '*Pet*', action: 'block' },
    ];
    const own = await world.newStage({ manifest: { policy } });
    expect(await own.run('return (await shop.listPets()).length;', { as: own.ada })).toMatchObject({ ok: true });
    const answer = await own.run('await shop.removePet({ petId: "p1" });', { as: own.ada });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'policy_blocked', operationId: 'removePet' } });
    expect(own.api.requests).toHaveLength(1);
  });
});

describe('one operation without a script', () => {
  test('is called by its id, and answered like a script', async () => {
    const answer = await stage.invoke('listPets', { limit: 5 });
    expect(answer).toMatchObject({
      ok: true,
      result: [{ id: 'p1' }, { id: 'p2' }],
      logs: [],
      calls: [{ operationId: 'listPets', status: 200 }],
    });
    expect(await stage.invoke('listPets')).toMatchObject({ ok: true });
  });

  test.for([
    [
      'listPets',
      { limit: 1000 },
      { kind: 'bad_arguments', operationId: 'listPets', message: expect.stringContaining('limit: must be <= 100') },
    ],
    ['breakDown', {}, { kind: 'api_error', operationId: 'breakDown', status: 500 }],
    ['goAway', {}, { kind: 'egress_blocked', operationId: 'goAway' }],
  ] as const)('%s %j fails with its kind', async ([operationId, args, error]) => {
    expect(await stage.invoke(operationId, args)).toMatchObject({ ok: false, error });
  });

  test.for([
    ['an unknown one', 'constructor', {}, 'operationId'],
    ['arguments that are no object', 'listPets', [1], 'arguments'],
  ] as const)('%s is refused naming the field', async ([_what, operationId, args, field]) => {
    await expect(stage.invoke(operationId, args)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
  });
});

describe('a caller who leaves', () => {
  test('ends the script and the call it is in', async () => {
    const own = await world.newStage();
    own.api.otherwise(() => 'hang');
    const leaving = new AbortController();
    const running = own.run('await shop.waitLong();', { signal: leaving.signal });
    await own.api.arrived(1);
    leaving.abort();
    expect(await running).toMatchObject({ ok: false, error: { kind: 'interrupted' } });
  });
});
