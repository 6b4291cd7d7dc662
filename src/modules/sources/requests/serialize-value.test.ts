// OpenAPI's own table of styles (3.1.1, "Style Examples"), cell by cell, and what it leaves open.
import { expect, test } from 'vitest';
import type { Parameter } from '../compile/compiled.ts';
import { encodeReserved } from './percent.ts';
import { serializeInHeader, serializeInPath, serializeInQuery } from './serialize-value.ts';

const EMPTY = '';
const TEXT = 'blue';
const LIST = ['blue', 'black', 'brown'];
const MAP = { R: 100, G: 200, B: 150 };
type Row = readonly [style: Parameter['style'], explode: boolean, value: unknown, expected: string];
const color = (style: Parameter['style'], explode: boolean) => ({ name: 'color', style, explode });

test.each<Row>([
  ['matrix', false, EMPTY, ';color'],
  ['matrix', false, TEXT, ';color=blue'],
  ['matrix', false, LIST, ';color=blue,black,brown'],
  ['matrix', false, MAP, ';color=R,100,G,200,B,150'],
  ['matrix', true, EMPTY, ';color'],
  ['matrix', true, TEXT, ';color=blue'],
  ['matrix', true, LIST, ';color=blue;color=black;color=brown'],
  ['matrix', true, MAP, ';R=100;G=200;B=150'],
  ['label', false, EMPTY, '.'],
  ['label', false, TEXT, '.blue'],
  ['label', false, LIST, '.blue,black,brown'],
  ['label', false, MAP, '.R,100,G,200,B,150'],
  ['label', true, EMPTY, '.'],
  ['label', true, TEXT, '.blue'],
  ['label', true, LIST, '.blue.black.brown'],
  ['label', true, MAP, '.R=100.G=200.B=150'],
  ['simple', false, EMPTY, ''],
  ['simple', false, TEXT, 'blue'],
  ['simple', false, LIST, 'blue,black,brown'],
  ['simple', false, MAP, 'R,100,G,200,B,150'],
  ['simple', true, EMPTY, ''],
  ['simple', true, TEXT, 'blue'],
  ['simple', true, LIST, 'blue,black,brown'],
  ['simple', true, MAP, 'R=100,G=200,B=150'],
  ['simple', false, 'a/b?c#d e%2Fé', 'a%2Fb%3Fc%23d%20e%252F%C3%A9'],
  ['simple', false, ['a,b', 'c'], 'a%2Cb,c'],
  ['simple', false, true, 'true'],
  ['simple', false, [], ''],
  ['matrix', true, {}, ''],
  ['json', false, { a: [1] }, '%7B%22a%22%3A%5B1%5D%7D'],
])('in a path %s, explode %s, %j is %s', (style, explode, value, expected) => {
  expect(serializeInPath(color(style, explode), value)).toBe(expected);
});

test.each<Row>([
  ['form', false, EMPTY, 'color='],
  ['form', false, TEXT, 'color=blue'],
  ['form', false, LIST, 'color=blue,black,brown'],
  ['form', false, MAP, 'color=R,100,G,200,B,150'],
  ['form', true, EMPTY, 'color='],
  ['form', true, TEXT, 'color=blue'],
  ['form', true, LIST, 'color=blue&color=black&color=brown'],
  ['form', true, MAP, 'R=100&G=200&B=150'],
  ['spaceDelimited', false, LIST, 'color=blue%20black%20brown'],
  ['spaceDelimited', false, MAP, 'color=R%20100%20G%20200%20B%20150'],
  ['pipeDelimited', false, LIST, 'color=blue%7Cblack%7Cbrown'],
  ['pipeDelimited', false, MAP, 'color=R%7C100%7CG%7C200%7CB%7C150'],
  ['deepObject', true, MAP, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
  [
    'deepObject',
    true,
    { a: { b: 'c d' }, list: ['x', 'y'] },
    'color%5Ba%5D%5Bb%5D=c%20d&color%5Blist%5D%5B0%5D=x&color%5Blist%5D%5B1%5D=y',
  ],
  ['pipeDelimited', true, LIST, 'color=blue&color=black&color=brown'],
  ['form', true, [], ''],
  ['form', true, {}, ''],
  ['form', true, [null, 'a'], 'color=a'],
  ['form', true, [{ a: 1 }], 'color=%7B%22a%22%3A1%7D'],
  ['form', true, 'a&b=c+d', 'color=a%26b%3Dc%2Bd'],
  ['form', false, 1e21, 'color=1e%2B21'],
  ['json', false, { a: 'é' }, 'color=%7B%22a%22%3A%22%C3%A9%22%7D'],
])('in a query %s, explode %s, %j is %s', (style, explode, value, expected) => {
  expect(serializeInQuery(color(style, explode), value).join('&')).toBe(expected);
});

test('reserved characters stay where the document allows them, but for those that end a value', () => {
  const value = 'https://shop.example/a?b=c&d#e [f]+%2F%zz';
  expect(serializeInQuery(color('form', true), value, encodeReserved)).toEqual([
    'color=https://shop.example/a?b=c%26d%23e%20%5Bf%5D%2B%2F%25zz',
  ]);
});

test('a name with characters of its own is encoded', () => {
  expect(serializeInQuery({ name: 'filter[a]&x', style: 'form', explode: true }, 'v')).toEqual(['filter%5Ba%5D%26x=v']);
});

test.each<Row>([
  ['simple', false, LIST, 'blue,black,brown'],
  ['simple', false, MAP, 'R,100,G,200,B,150'],
  ['simple', true, MAP, 'R=100,G=200,B=150'],
  ['simple', false, 'a b/c', 'a b/c'],
  ['json', false, { a: 'é' }, '{"a":"\\u00e9"}'],
])('in a header %s, explode %s, %j is %s', (style, explode, value, expected) => {
  expect(serializeInHeader(color(style, explode), value)).toBe(expected);
});
