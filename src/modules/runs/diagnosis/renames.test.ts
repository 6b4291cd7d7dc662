// What can be told of two input schemas: only what is certain.
import { expect, test } from 'vitest';
import type { Catalog } from '#platform/mcp/mcp';
import { changedArguments, renamedTools } from './renames.ts';

const catalog = (inputSchema: Record<string, unknown>): Catalog => ({
  tools: [{ name: 'tool', inputSchema }],
  resources: [],
  resourceTemplates: [],
  prompts: [],
});
const text = { type: 'string' };
const number = { type: 'number' };

test.each([
  ['one for one of its type', { a: text }, { b: text }, [], { removed: ['a'], newlyRequired: [], renamed: { from: 'a', to: 'b' } }],
  ['one for one of another type', { a: text }, { b: number }, [], { removed: ['a'], newlyRequired: [], renamed: undefined }],
  ['one for two of its type', { a: text }, { b: text, c: text }, [], { removed: ['a'], newlyRequired: [], renamed: undefined }],
  [
    'one for two of which one fits',
    { a: text },
    { b: text, c: number },
    ['c'],
    { removed: ['a'], newlyRequired: ['c'], renamed: { from: 'a', to: 'b' } },
  ],
  ['two for one', { a: text, b: text }, { c: text }, [], { removed: ['a', 'b'], newlyRequired: [], renamed: undefined }],
  ['a new required one', { a: text }, { a: text, b: text }, ['b'], { removed: [], newlyRequired: ['b'], renamed: undefined }],
  [
    'the required new name is the rename',
    { a: text },
    { b: text },
    ['b'],
    { removed: ['a'], newlyRequired: [], renamed: { from: 'a', to: 'b' } },
  ],
  [
    'names of a prototype are names',
    { constructor: text },
    { toString: text },
    [],
    { removed: ['constructor'], newlyRequired: [], renamed: { from: 'constructor', to: 'toString' } },
  ],
])('%s', (_what, before, after, required, expected) => {
  expect(changedArguments('tool', catalog({ properties: before }), catalog({ properties: after, required }))).toEqual(expected);
});

test.each([
  ['nothing', {}],
  ['properties that are a list', { properties: ['a'], required: 'a' }],
  ['required that holds no names', { properties: null, required: [1, null] }],
])('a schema of %s has no arguments', (_what, schema) => {
  expect(changedArguments('tool', catalog(schema), catalog(schema))).toEqual({ removed: [], newlyRequired: [], renamed: undefined });
});

test('a tool that only one of them lists cannot be compared', () => {
  expect(changedArguments('other', catalog({}), catalog({}))).toBeUndefined();
});

test('tools that the comparison took for renamed, and nothing else', () => {
  const added = [
    { kind: 'tool', name: 'new', class: 'non_breaking', hint: 'looks renamed from old' },
    { kind: 'tool', name: 'fresh', class: 'non_breaking' },
    { kind: 'prompt', name: 'p', class: 'non_breaking', hint: 'looks renamed from q' },
  ] as const;
  const diff = { fromSnapshotId: null, toSnapshotId: null, breakingCount: 0, added, removed: [], changed: [] };
  expect(renamedTools(diff)).toEqual(new Map([['old', 'new']]));
});
