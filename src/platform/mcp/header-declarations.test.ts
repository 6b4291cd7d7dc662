// Which `x-mcp-header` declarations forbid a tool to be called.
import { describe, expect, it } from 'vitest';
import { headerFault } from './header-declarations.ts';

const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}): unknown => ({
  type: 'object',
  properties,
  ...more,
});
const region = { type: 'string', 'x-mcp-header': 'Region' };

const cases: [string, unknown, string | undefined][] = [
  ['no declaration at all', object({ a: { type: 'string' } }), undefined],
  ['a string', object({ a: region }), undefined],
  [
    'a boolean and an integer',
    object({ a: { type: 'boolean', 'x-mcp-header': 'A' }, b: { type: 'integer', 'x-mcp-header': 'B' } }),
    undefined,
  ],
  ['a nested property', object({ a: object({ b: region }) }), undefined],
  ['a property that is called x-mcp-header', object({ 'x-mcp-header': { type: 'string' } }), undefined],
  ['a default that looks like a declaration', object({ a: { type: 'object', default: { 'x-mcp-header': 'no name' } } }), undefined],
  ['a number', object({ a: { type: 'number', 'x-mcp-header': 'A' } }), 'only string, boolean and integer'],
  ['an object', object({ a: { type: 'object', 'x-mcp-header': 'A' } }), 'only string, boolean and integer'],
  ['an empty name', object({ a: { type: 'string', 'x-mcp-header': '' } }), 'not a header name'],
  ['a name with a blank', object({ a: { type: 'string', 'x-mcp-header': 'My Region' } }), 'not a header name'],
  ['a name that is no text', object({ a: { type: 'string', 'x-mcp-header': 7 } }), 'not a header name'],
  ['a name with a line break', object({ a: { type: 'string', 'x-mcp-header': 'A\r\nB' } }), 'not a header name'],
  ['the same name in another case', object({ a: region, b: { type: 'string', 'x-mcp-header': 'REGION' } }), 'declared twice'],
  ['inside an array', object({ a: { type: 'array', items: object({ b: region }) } }), 'cannot be found'],
  ['inside a composition', object({}, { anyOf: [object({ b: region })] }), 'cannot be found'],
  ['inside a definition', object({}, { $defs: { d: object({ b: region }) } }), 'cannot be found'],
  ['inside a conditional', object({}, { if: object({ b: region }) }), 'cannot be found'],
  ['on the schema itself', { type: 'object', 'x-mcp-header': 'A' }, 'on the schema itself'],
  ['a schema that is none', 'nothing', undefined],
];

describe('a header declaration', () => {
  it.each(cases)('%s', (_name, schema, fault) => {
    if (fault === undefined) expect(headerFault(schema)).toBeUndefined();
    else expect(headerFault(schema)).toContain(fault);
  });
});
