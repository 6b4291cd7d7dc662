import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { childrenOf, entryOf } from '#platform/process/process-table';
import { silentLog } from '../log.ts';
import { createTypeChecker } from './type-checker.ts';
import type { TypeCheck, TypeFault } from './type-checker.ts';

const TYPES = `type Pet = { id: string; name: string; tags?: string[] };
declare class ApiError extends Error { status: number; operationId: string; body: unknown }
declare const petstore: {
  /** List pets — GET /pets */
  listPets(args?: { status?: "available" | "sold"; limit?: number }): Promise<Pet[]>;
  updatePet(args: { petId: string; body: { tags?: string[] } }): Promise<Pet>;
};
`;

/** Types that take the compiler longer than anybody waits. */
const ENDLESS =
  'type P<T extends string> = T extends `${infer A}${infer B}` ? P<`${B}a`> | P<`${A}b${B}`> : never;\nlet q: P<"abcdefghijklmnop">;\n' +
  'type F<N extends number, A extends unknown[] = []> = A["length"] extends N ? A : F<N, [...A, 1]>;\nlet x: [F<999>, F<998>, F<997>];';

const checker = createTypeChecker({ log: silentLog });
afterAll(() => checker.close());

/** The first check starts the compiler, on machines that are busy with other tests. */
const TIMEOUT_MS = 20_000;

const check = (code: string, types = TYPES, key = types): Promise<TypeCheck> => checker.check({ key, types, code, timeoutMs: TIMEOUT_MS });

const faults = async (code: string): Promise<readonly TypeFault[]> => {
  const found = await check(code);
  if (found.kind === 'unchecked') throw new Error(found.message);
  return found.faults;
};

describe('a script that fits has no faults', () => {
  test.each([
    [
      'the worked example',
      `const pets = await petstore.listPets({ status: "available", limit: 100 });
const todo = pets.filter((p) => !p.tags?.includes("spring"));
for (const p of todo) {
  await petstore.updatePet({ petId: p.id, body: { tags: [...(p.tags ?? []), "spring"] } });
}
return { seen: pets.length, tagged: todo.map((p) => p.name) };`,
    ],
    [
      'JavaScript without a type',
      'const seen = []; const byName = {};\nfunction note(pet) { seen.push(pet); byName[pet.name] = pet; }\nreturn seen;',
    ],
    ['a caught error', 'try { await petstore.listPets(); } catch (e) { if (e instanceof ApiError) return e.status; return e.message; }'],
    ['names that types have too', 'const Pet = 1; const Console = 2; return Pet + Console;'],
    ['new built-ins', 'return [Object.groupBy([1], () => "a"), [3, 1].toSorted(), new Set([1]).union(new Set([2]))];'],
    ['the console', 'console.log(1); console.table([]); return;'],
    ['code that is never reached', 'return 1; petstore.listPets();'],
  ])('%s', async (_, code) => {
    expect(await faults(code)).toEqual([]);
  });
});

describe('a fault says where and what was meant', () => {
  test.each([
    ['a method that does not exist', 'return 1 + 1 && petstore.lstPets();', 2551, 1, 26, "Did you mean 'listPets'?"],
    ['an argument that does not exist', '\nawait petstore.listPets({ stats: "sold" });', 2561, 2, 27, "Did you mean to write 'status'?"],
    ['a value that is not allowed', 'await petstore.listPets({ status: "availble" });', 2820, 1, 27, `Did you mean '"available"'?`],
    ['a missing argument', 'await petstore.updatePet({ body: {} });', 2741, 1, 26, "'petId' is missing"],
    ['behind characters of two units', 'const s = "😀é"; petstore.lstPets();', 2551, 1, 27, 'listPets'],
    ['what may be missing', 'const [pet] = await petstore.listPets();\nreturn pet.tags.length;', 18048, 2, 8, 'possibly'],
    ['what only Node has', 'process.exit();', 2591, 1, 1, 'the client of the SDK'],
    ['what only browsers have', 'await fetch("https://example.com");', 2304, 1, 7, 'the client of the SDK'],
  ])('%s', async (_, code, number, line, column, words) => {
    const [fault] = await faults(code);
    expect(fault).toMatchObject({ code: number, line, column });
    expect(fault?.message).toContain(words);
  });

  test('at most twenty are told', async () => {
    expect(await faults('petstore.no();\n'.repeat(100))).toHaveLength(20);
  });
});

test('no file of this machine is read', async () => {
  const found = await faults(
    `/// <reference path="${import.meta.filename}" />\nconst a: typeof import(${JSON.stringify(import.meta.filename)}) = 1;\nconst b: import("node:fs").Stats = 1;`,
  );
  expect(found.map(({ code }) => code)).toEqual([2307, 2591]);
});

test('bundles do not see each other’s types', async () => {
  const other = 'declare const shop: { listOrders(): Promise<string[]> };';
  expect(await check('return shop.listOrders();', other)).toEqual({ kind: 'checked', faults: [] });
  expect(await faults('return shop.listOrders();')).toHaveLength(1);
});

test('types that were opened ahead are not asked for again', async () => {
  let asked = 0;
  const types = async (): Promise<string> => {
    asked += 1;
    return 'declare const till: { open(): Promise<number> };';
  };
  await checker.warm({ key: 'ahead', types });
  await checker.warm({ key: 'ahead', types });
  expect(asked).toBe(1);
  expect(await check('return (await till.open()) + 1;', 'declare const never: read;', 'ahead')).toEqual({ kind: 'checked', faults: [] });
});

test('types that cannot be had are the first check’s to miss, and are not asked for at every search', async () => {
  let asked = 0;
  const types = (): Promise<string> => {
    asked += 1;
    return Promise.reject(new Error('no bundle'));
  };
  await checker.warm({ key: 'gone', types });
  await checker.warm({ key: 'gone', types });
  expect(asked).toBe(1);
});

test('types that were put away are given again', async () => {
  for (let i = 0; i < 20; i += 1) await check('return 1;', `declare const client${i}: 1;`);
  expect(await check('return client0;', 'declare const client0: 1;')).toEqual({ kind: 'checked', faults: [] });
  expect(await faults('petstore.no();')).toHaveLength(1);
});

test('a check without end is ended, said to be unchecked, and harms no other', async () => {
  const hanging = checker.check({ key: TYPES, types: TYPES, code: ENDLESS, timeoutMs: 300 });
  const next = check('petstore.no();');
  expect(await hanging).toMatchObject({ kind: 'unchecked', reason: 'timeout' });
  expect(await next).toMatchObject({ kind: 'checked', faults: [{ code: 2339 }] });
});

test.runIf(process.platform === 'linux')('a check that needs too much memory is ended and said to be unchecked', async () => {
  const small = createTypeChecker({ log: silentLog, maxMemoryMb: 20 });
  const found = await small.check({ key: 'a', types: TYPES, code: 'petstore.no();', timeoutMs: TIMEOUT_MS });
  await small.close();
  expect(found).toMatchObject({ kind: 'unchecked', reason: 'memory' });
});

test('more than can wait are turned away at once', async () => {
  const found = await Promise.all(Array.from({ length: 130 }, () => check('return 1;')));
  const turnedAway = found.filter((each) => each.kind === 'unchecked' && each.reason === 'busy');
  // One is answered while a hundred wait.
  expect(turnedAway).toHaveLength(29);
  expect(found.filter(({ kind }) => kind === 'checked')).toHaveLength(101);
});

test('one owner’s checks fill half of what can wait, and another’s is the next', async () => {
  const done: string[] = [];
  const checkOf = async (owner: string): Promise<void> => {
    const { kind } = await checker.check({ key: TYPES, types: TYPES, code: 'return 1;', timeoutMs: TIMEOUT_MS, owner });
    done.push(`${owner} ${kind}`);
  };
  await Promise.all([...Array.from({ length: 60 }, () => checkOf('eve')), checkOf('ada')]);
  const checked = done.filter((each) => each.endsWith(' checked'));
  expect(checked.indexOf('ada checked')).toBe(1);
  expect([checked.length, done.length]).toEqual([52, 61]);
});

test.runIf(process.platform === 'linux')('when our process dies, the compiler dies with it, even in the middle of a check', async () => {
  const program = `import { createTypeChecker } from ${JSON.stringify(join(import.meta.dirname, 'type-checker.ts'))};
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    void createTypeChecker({ log }).check({ key: 'a', types: '', code: ${JSON.stringify(ENDLESS)}, timeoutMs: 60_000 });`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore', env: { NODE_NO_WARNINGS: '1' } });
  const descendants = (): number[] => childrenOf(parent.pid ?? 0).flatMap((pid) => [pid, ...childrenOf(pid)]);
  await expect.poll(() => descendants().length, { timeout: TIMEOUT_MS }).toBe(2);
  const left = descendants();
  parent.kill('SIGKILL');
  await expect.poll(() => left.filter((pid) => entryOf(pid) !== undefined), { timeout: TIMEOUT_MS }).toEqual([]);
});

test('what is cancelled is unchecked', async () => {
  const found = await checker.check({ key: TYPES, types: TYPES, code: 'return 1;', timeoutMs: TIMEOUT_MS, signal: AbortSignal.abort() });
  expect(found).toMatchObject({ kind: 'unchecked', reason: 'aborted' });
});

test('once closed it is unavailable', async () => {
  const closed = createTypeChecker({ log: silentLog });
  await closed.check({ key: 'a', types: '', code: '', timeoutMs: TIMEOUT_MS });
  await closed.close();
  expect(await closed.check({ key: 'a', types: '', code: '', timeoutMs: TIMEOUT_MS })).toMatchObject({
    kind: 'unchecked',
    reason: 'unavailable',
  });
});
