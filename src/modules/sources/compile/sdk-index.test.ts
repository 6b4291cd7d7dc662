// The index an agent gets: whole while it is short, groups when it is not, never more than 24 KiB.
import { expect, test } from 'vitest';
import { compile } from './compile.ts';
import type { Compiled } from './compiled.ts';
import { createCards } from './operation-card.ts';

const settings = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };

function compiledOf(paths: object, schemas: object = {}): Compiled {
  const openapi = {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '2' },
    servers: [{ url: 'https://a.example' }],
    paths,
    components: { schemas },
  };
  const result = compile({ slug: 'shop', openapi, environment: 'production', mode: 'code', settings });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.compiled;
}

const pathsOf = (count: number, tagOf: (index: number) => string, schema: unknown = { type: 'string' }): object =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/things/${index}`,
      {
        get: {
          operationId: `getThing${index}`,
          tags: [tagOf(index)],
          summary: 'Get one',
          responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } },
        },
      },
    ]),
  );

const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const wide = {
  type: 'object',
  properties: Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`property_${index}`, { type: 'string' }])),
};

test('one operation is one', () =>
  expect(compiledOf(pathsOf(1, () => 'a')).index.split('\n')[0]).toBe('// client: shop — Shop 2, 1 operation'));

test('types go first when there is no room for everything', () => {
  const { index } = compiledOf(
    pathsOf(3, () => 'a', reference('Wide')),
    { Wide: wide },
  );
  expect(index).toContain('// Types are left out here: search_sdk shows them.');
  expect(index).not.toContain('type Wide');
  expect(index).toContain('shop.getThing2(): Promise<Wide>;');
});

test('many operations become groups with counts, largest first', () => {
  const { index } = compiledOf(pathsOf(300, (number) => (number % 3 === 0 ? 'small' : 'large')));
  const lines = index.split('\n');
  expect(lines[1]).toContain('search_sdk');
  expect(lines[3]).toMatch(/^\/\/ large — 200: getThing1, getThing10, /);
  expect(lines[4]).toMatch(/^\/\/ small — 100: getThing0, /);
});

test('very many groups end at 24 KiB and say how many are left', () => {
  const { index } = compiledOf(pathsOf(3_000, (number) => `Gruppe ü ${number}`));
  expect(Buffer.byteLength(index)).toBeLessThanOrEqual(24 * 1024);
  expect(index).toMatch(/\/\/ and \d+ smaller groups$/);
});

test('a card has the call and as many types as there is room for, nearest first', () => {
  const schemas = { Near: { type: 'object', properties: { far: reference('Far') } }, Far: wide };
  const compiled = compiledOf(
    pathsOf(1, () => 'a', reference('Near')),
    schemas,
  );
  const cards = createCards({ clientName: 'shop', schemas: compiled.schemas });
  const [operation] = compiled.operations;
  if (!operation) throw new Error('there is one');
  const call = '/** Get one — GET /things/0 */\nshop.getThing0(): Promise<Near>;';
  expect(cards.cardOf(operation, 400)).toBe(`type Near = { far?: Far };\n${call}`);
  expect(cards.cardOf(operation, 20_000)).toContain('type Far = { property_0?: string;');
  expect(cards.cardOf(operation, 10)).toBe(call);
});
