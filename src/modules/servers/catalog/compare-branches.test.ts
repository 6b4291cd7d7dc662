// Choices (anyOf, oneOf) that were regrouped, widened or split: the smallest cases of changes that real servers made.
import { describe, expect, test } from 'vitest';
import { compareSchemas } from './compare-schemas.ts';

const text = { type: 'string' };
const byId = { type: 'object', properties: { id: text }, required: ['id'], additionalProperties: true };
const byName = { type: 'object', properties: { name: text }, required: ['name'], additionalProperties: true };
const anyObject = { type: 'object', additionalProperties: true };
const closed = { type: 'object', properties: { title: text }, required: ['title'], additionalProperties: false };

const at = (side: 'input' | 'output', before: object, after: object): string[] =>
  compareSchemas(side, 'a', { before, after }).map((change) => `${change.path} ${change.class}`);
const input = (before: object, after: object): string[] => at('input', before, after);
const output = (before: object, after: object): string[] => at('output', before, after);

describe('inputs', () => {
  test.each<[string, object, object, string[]]>([
    [
      'a choice that moved into a choice',
      { anyOf: [byId, byName] },
      { anyOf: [{ oneOf: [byId, byName] }, text] },
      ['a.anyOf[1] non_breaking'],
    ],
    [
      'a choice that moved behind a reference',
      { anyOf: [byId, byName] },
      { anyOf: [{ $ref: '#/$defs/p' }, text], $defs: { p: { oneOf: [byId, byName] } } },
      ['a.anyOf[1] non_breaking'],
    ],
    [
      'a schema that any object satisfies now',
      closed,
      { anyOf: [anyObject, text] },
      ['a.anyOf[0] non_breaking', 'a.anyOf[1] non_breaking'],
    ],
    ['a choice that another, kept one accepts as well', { anyOf: [byId, anyObject] }, { anyOf: [anyObject] }, ['a.anyOf[0] non_breaking']],
    ['a choice that nothing accepts any more', { anyOf: [byId, text] }, { anyOf: [text] }, ['a.anyOf[0] breaking']],
    [
      'a choice of another required property',
      { anyOf: [byId, text] },
      { anyOf: [byName, text] },
      ['a.anyOf[0].properties.id breaking', 'a.anyOf[0].properties.name breaking'],
    ],
    [
      'one of its type, narrowed inside, beside a new one',
      { ...byId },
      { anyOf: [{ ...byId, properties: { id: { ...text, enum: ['x'] } } }, text] },
      ['a.anyOf[0].properties.id.enum breaking', 'a.anyOf[1] non_breaking'],
    ],
    [
      'a looser object that refuses other fields is no cover',
      { anyOf: [byId, text] },
      { anyOf: [{ type: 'object', properties: { id: {} }, additionalProperties: false }, text] },
      ['a.anyOf[0].properties.id.type non_breaking', 'a.anyOf[0].required non_breaking', 'a.anyOf[0].additionalProperties breaking'],
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(input(before, after)).toEqual(expected);
  });

  test('a choice that contains itself ends', () => {
    const tree = (extra: object) => ({
      $ref: '#/$defs/t',
      $defs: { t: { anyOf: [{ $ref: '#/$defs/t' }, { anyOf: [{ $ref: '#/$defs/t' }, extra] }, text] } },
    });
    expect(input(tree(byId), tree(byId))).toEqual([]);
    expect(input(tree(byId), tree({ type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] })).join()).toContain(
      'breaking',
    );
  });
});

describe('outputs', () => {
  const media = {
    type: 'object',
    properties: { kind: { type: 'string', enum: ['image', 'blob'] }, data: text },
    required: ['kind', 'data'],
  };
  const image = { ...media, properties: { ...media.properties, kind: { type: 'string', enum: ['image'] } } };
  const link = { type: 'object', properties: { kind: { type: 'string', const: 'link' }, uri: text }, required: ['kind', 'uri'] };

  test('one shape split into a narrower one and one that lacks what was promised', () => {
    expect(output(media, { anyOf: [image, link] })).toEqual(['a.anyOf[0].properties.kind.enum non_breaking', 'a.anyOf[1] breaking']);
  });
  test('a choice that was told of already by a wider one', () => {
    expect(output({ anyOf: [media, text] }, { anyOf: [media, image, text] })).toEqual(['a.anyOf[1] non_breaking']);
  });
  test('a choice that goes', () => {
    expect(output({ anyOf: [image, link] }, { anyOf: [image] })).toEqual(['a.anyOf[1] non_breaking']);
  });
});
