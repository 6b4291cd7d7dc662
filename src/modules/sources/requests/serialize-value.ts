// OpenAPI's serialization of parameters (its table "Style Examples", after RFC 6570). Pure.
import type { Parameter } from '../compile/compiled.ts';
import { flatValue, textOf } from './flat-value.ts';
import type { FlatValue } from './flat-value.ts';
import { encodeAll } from './percent.ts';

type Encode = (text: string) => string;
type Serialization = Pick<Parameter, 'name' | 'style' | 'explode'>;

const MAX_NESTING = 20;

/** A path parameter, ready to stand in a path; empty where there is nothing to say. */
export function serializeInPath({ name, style, explode }: Serialization, value: unknown): string {
  if (style === 'json') return encodeAll(textOfJson(value));
  const flat = flatValue(value);
  if (flat === undefined || isEmpty(flat)) return '';
  if (style === 'matrix') return matrix(encodeAll(name), flat, explode);
  if (style === 'label') return `.${joined(flat, { explode, between: explode ? '.' : ',', encode: encodeAll })}`;
  return joined(flat, { explode, between: ',', encode: encodeAll });
}

/** A header's value as it is: headers are not percent-encoded. */
export function serializeInHeader({ style, explode }: Serialization, value: unknown): string {
  if (style === 'json') return asciiJson(value);
  const flat = flatValue(value);
  return flat === undefined ? '' : joined(flat, { explode, between: ',', encode: (text) => text });
}

/** The `name=value` parts of a query or a form. `encode` for values; names are always encoded whole. */
export function serializeInQuery({ name, style, explode }: Serialization, value: unknown, encode: Encode = encodeAll): string[] {
  const pair = (key: string, text: string): string => `${encodeAll(key)}=${encode(text)}`;
  if (style === 'json') return [pair(name, textOfJson(value))];
  if (style === 'deepObject') return deepPairs(name, value, 0).map(([key, text]) => pair(key, text));
  const flat = flatValue(value);
  if (flat === undefined || isEmpty(flat)) return [];
  if (flat.kind === 'text') return [pair(name, flat.text)];
  if (explode)
    return (flat.kind === 'list' ? flat.items.map((item) => [name, item] as const) : flat.entries).map(([key, text]) => pair(key, text));
  return [`${encodeAll(name)}=${joined(flat, { explode: false, between: DELIMITERS[style] ?? ',', encode })}`];
}

const DELIMITERS: Readonly<Partial<Record<Parameter['style'], string>>> = { spaceDelimited: '%20', pipeDelimited: '%7C' };

const isEmpty = (flat: FlatValue): boolean =>
  (flat.kind === 'list' && flat.items.length === 0) || (flat.kind === 'map' && flat.entries.length === 0);

interface Join {
  readonly explode: boolean;
  readonly between: string;
  readonly encode: Encode;
}

function joined(flat: FlatValue, { explode, between, encode }: Join): string {
  if (flat.kind === 'text') return encode(flat.text);
  if (flat.kind === 'list') return flat.items.map(encode).join(between);
  const pairs = flat.entries.map(([name, text]) => [encode(name), encode(text)] as const);
  return explode ? pairs.map(([name, text]) => `${name}=${text}`).join(between) : pairs.flat().join(between);
}

function matrix(name: string, flat: FlatValue, explode: boolean): string {
  if (flat.kind === 'text') return `;${matrixPair(name, encodeAll(flat.text))}`;
  if (!explode) return `;${name}=${joined(flat, { explode, between: ',', encode: encodeAll })}`;
  if (flat.kind === 'list') return flat.items.map((item) => `;${matrixPair(name, encodeAll(item))}`).join('');
  return flat.entries.map(([key, text]) => `;${matrixPair(encodeAll(key), encodeAll(text))}`).join('');
}

const matrixPair = (name: string, value: string): string => (value === '' ? name : `${name}=${value}`);

/** `filter[status]=sold`; lists by position, as the libraries read them that made this style common. */
function deepPairs(key: string, value: unknown, depth: number): (readonly [string, string])[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[key, textOf(value)]];
  if (depth === MAX_NESTING) throw new RangeError('nested too deeply');
  return Object.entries(value).flatMap(([name, inner]) => deepPairs(`${key}[${name}]`, inner, depth + 1));
}

const textOfJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** Headers carry no more than Latin-1, and JSON can do with ASCII. */
const asciiJson = (value: unknown): string =>
  textOfJson(value).replaceAll(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
