// The fingerprint of a catalog ignores what no caller could notice, and nothing else.
import { describe, expect, it } from 'vitest';
import { catalogHash } from './catalog-hash.ts';
import type { Catalog, CatalogTool } from './mcp.ts';

const catalog = (...tools: CatalogTool[]): Catalog => ({ tools, resources: [], resourceTemplates: [], prompts: [] });
const base: CatalogTool = { name: 'a', description: 'A', inputSchema: { type: 'object', properties: { x: { type: 'string' } } } };
const hash = (...tools: CatalogTool[]): string => catalogHash(catalog(...tools));

describe('two catalogs have the same hash', () => {
  const same: [string, CatalogTool][] = [
    [
      'when keys are in another order',
      { inputSchema: { properties: { x: { type: 'string' } }, type: 'object' }, description: 'A', name: 'a' },
    ],
    [
      'when a schema names its dialect',
      { ...base, inputSchema: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...base.inputSchema } },
    ],
    [
      'when a nested schema names its dialect',
      { ...base, inputSchema: { type: 'object', properties: { x: { $schema: 'x', type: 'string' } } } },
    ],
    ['when an era adds its own fields', { ...base, execution: { taskSupport: 'forbidden' } }],
    ['when a field is undefined', { ...base, title: undefined }],
  ];
  it.each(same)('%s', (_name, tool) => expect(hash(tool)).toBe(hash(base)));
  it('when tools are listed in another order', () => {
    expect(hash(base, { ...base, name: 'b' })).toBe(hash({ ...base, name: 'b' }, base));
  });
});

describe('two catalogs differ', () => {
  const different: [string, CatalogTool][] = [
    ['in a description', { ...base, description: 'B' }],
    ['in an annotation', { ...base, annotations: { readOnlyHint: true } }],
    [
      'in a property called $schema',
      { ...base, inputSchema: { type: 'object', properties: { x: { type: 'string' }, $schema: { type: 'string' } } } },
    ],
    ['in the order of a list inside a schema', { ...base, inputSchema: { ...base.inputSchema, required: ['x'] } }],
  ];
  it.each(different)('%s', (_name, tool) => expect(hash(tool)).not.toBe(hash(base)));
  it('when a tool stands twice', () => expect(hash(base, base)).not.toBe(hash(base)));
});
