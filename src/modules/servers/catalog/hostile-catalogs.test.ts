// Catalogs made to cost much, or to hide a change in what is too much to look at.
import { expect, test } from 'vitest';
import { catalogHash } from '#platform/mcp/catalog-hash';
import type { Catalog, CatalogTool } from '#platform/mcp/mcp';
import { compareCatalogs } from './compare-catalogs.ts';

type Schema = Record<string, unknown>;
const catalogOf = (tools: readonly CatalogTool[]): Catalog => ({ tools, resources: [], resourceTemplates: [], prompts: [] });
const toolsOf = (count: number, name: string, inputSchema: Schema): Catalog =>
  catalogOf(Array.from({ length: count }, (_, i) => ({ name: `${name}${i}`, inputSchema: { type: 'object', ...inputSchema } })));
const listOf = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const named = (count: number, prefix: string, schema: unknown): Schema =>
  Object.fromEntries(listOf(count, (i) => [`${prefix}${i}`, schema] as const));

/** Each level refers `width` times to the next, wrapped. */
const levels = (depth: number, wrap: (next: Schema) => Schema, leaf: Schema): Schema => ({
  properties: { a: { $ref: '#/$defs/d0' } },
  $defs: { ...Object.fromEntries(listOf(depth, (i) => [`d${i}`, wrap({ $ref: `#/$defs/d${i + 1}` })] as const)), [`d${depth}`]: leaf },
});
const twice = (next: Schema): Schema => ({ type: 'object', properties: { l: next, r: next } });
const either = (next: Schema): Schema => ({ anyOf: [next, { type: 'object', properties: { x: next } }, { type: 'array', items: next }] });
const many = (next: Schema): Schema => ({ anyOf: listOf(250, (i) => ({ ...next, title: `t${i}` })) });
const choices = (prefix: string): Schema => ({
  properties: { a: { anyOf: listOf(40, (i) => ({ type: 'object', properties: { [`${prefix}${i}`]: {} }, required: [`${prefix}${i}`] })) } },
});
const nested = (depth: number, leaf: string): Schema => {
  let schema: Schema = { type: leaf };
  for (let i = 0; i < depth; i += 1) schema = { type: 'object', properties: { a: schema } };
  return schema;
};
const big = (type: string): Schema => ({
  properties: { a: { anyOf: listOf(200, (i) => ({ $ref: '#/$defs/big', title: `t${i}` })) } },
  $defs: { big: { type: 'object', properties: named(2000, 'k', { type, description: 'z'.repeat(300) }) } },
});

/** Several times what the worst takes on an idle machine; what grows with the square or worse takes minutes. */
const MOST_CPU_MS = 8_000;

test.each<[string, Catalog, Catalog]>([
  [
    'a thousand tools of one shape, all renamed',
    toolsOf(1000, 'a', { properties: named(50, 'p', {}) }),
    toolsOf(1000, 'b', { properties: named(50, 'p', {}) }),
  ],
  [
    'twenty thousand properties, all renamed',
    toolsOf(1, 't', { properties: named(20_000, 'a', {}) }),
    toolsOf(1, 't', { properties: named(20_000, 'b', {}) }),
  ],
  [
    'sixty thousand required names',
    toolsOf(1, 't', { required: listOf(60_000, (i) => `a${i}`) }),
    toolsOf(1, 't', { required: listOf(60_000, (i) => `b${i}`) }),
  ],
  ['a thousand tools with many choices each', toolsOf(1000, 't', choices('a')), toolsOf(1000, 't', choices('b'))],
  [
    'references that double',
    toolsOf(300, 't', levels(30, twice, { type: 'string' })),
    toolsOf(300, 't', levels(30, twice, { type: 'integer' })),
  ],
  [
    'choices that triple',
    toolsOf(300, 't', levels(30, either, { type: 'string' })),
    toolsOf(300, 't', levels(30, either, { type: 'integer' })),
  ],
  [
    'choices of choices of choices',
    toolsOf(1, 't', levels(4, many, { type: 'string' })),
    toolsOf(1, 't', levels(4, many, { type: 'integer' })),
  ],
  ['two hundred references to a megabyte', toolsOf(1, 't', big('string')), toolsOf(1, 't', big('integer'))],
])('%s: compared in bounded time, told in bounded words', (_what, before, after) => {
  const began = process.cpuUsage();
  const diff = compareCatalogs(before, after);
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(MOST_CPU_MS);
  expect(diff.breakingCount).toBeGreaterThan(0);
  expect(JSON.stringify(diff).length).toBeLessThan(16 * 1024 * 1024);
});

test('of so many changes that some must go, each tool keeps one', () => {
  const diff = compareCatalogs(toolsOf(1000, 't', choices('a')), toolsOf(1000, 't', choices('b')));
  expect(diff.changed.length).toBe(1000);
});

test.each([65, 150, 210, 400])('a change %i levels deep is a change', (depth) => {
  const [before, after] = [toolsOf(1, 't', nested(depth, 'string')), toolsOf(1, 't', nested(depth, 'integer'))];
  expect(catalogHash(before)).not.toBe(catalogHash(after));
  expect(compareCatalogs(before, after).breakingCount).toBeGreaterThan(0);
});

test('a value of a megabyte is told shortened', () => {
  const describe = (text: string): Catalog =>
    catalogOf([{ name: 't', description: text.repeat(1024 * 1024), inputSchema: { type: 'object' } }]);
  const [change] = compareCatalogs(describe('a'), describe('b')).changed[0]?.changes ?? [];
  expect(change).toMatchObject({ path: 'description', review: true });
  expect(String(change?.after).length).toBeLessThan(21_000);
});
