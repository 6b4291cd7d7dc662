// Changes of catalogs in words.
import { describe, expect, it } from 'vitest';
import { changeVerb, placeWords } from './change-words.ts';

const change = (path: string, before?: unknown, after?: unknown) => ({
  path,
  class: 'breaking' as const,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});
const said = (...fields: Parameters<typeof change>): string => `${placeWords(change(...fields))} ${changeVerb(change(...fields))}`;

describe('a change of a catalog in words', () => {
  it.each([
    ['Argument orderId: type changed', said('inputSchema.properties.orderId.type', 'string', 'integer')],
    ['Argument orderId removed', said('inputSchema.properties.orderId', { type: 'string' })],
    ['Argument filter.status: allowed values changed', said('inputSchema.properties.filter.properties.status.enum', ['a'], ['b'])],
    ['Argument items[].note: greatest length added', said('inputSchema.properties.items.items.properties.note.maxLength', undefined, 5)],
    ['Argument region now required', said('inputSchema.required', undefined, 'region')],
    ['Argument filter.status no longer required', said('inputSchema.properties.filter.required', 'status')],
    ['Result field total no longer required', said('outputSchema.required', 'total')],
    ['Arguments: further properties changed', said('inputSchema.additionalProperties', true, false)],
    ['Read-only hint removed', said('annotations.readOnlyHint', true)],
    ['Argument tone: what is required changed', said('arguments.tone.required', false, true)],
    ['Description changed', said('description', 'a', 'b')],
    ['something.new changed', said('something.new', 1, 2)],
  ])('%s', (expected, actual) => expect(actual).toBe(expected));

  it('ends for a property that is named like a keyword', () => {
    expect(said('inputSchema.properties.properties.properties.items.type', 'a', 'b')).toBe('Argument properties.items: type changed');
  });
});
