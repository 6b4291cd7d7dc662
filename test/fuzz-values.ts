// Values for requests nobody should send: made from the schemas of our own document, then spoilt.
import fc from 'fast-check';

export type Schema = Readonly<Record<string, unknown>>;

export interface Pools {
  /** Real ids and addresses by the name of the field or parameter that takes them. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  readonly components: Readonly<Record<string, Schema>>;
}

const MAX_DEPTH = 5;

const PLAIN_WRONG: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  5e-324,
  [],
  {},
  [[]],
  [null],
];
const INJECTIONS = [
  "' or 1=1 --",
  '%',
  '_',
  '\\',
  '%00',
  '%ff',
  '../../etc/passwd',
  '..',
  '.',
  '${7*7}',
  '{{7*7}}',
  '<script>',
  '$$',
  '$1',
];

/** What breaks readers: nothing, everything, too much, and what other languages take for something else. */
export const HOSTILE: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...PLAIN_WRONG,
    '\0',
    'a\0b',
    '\ud800',
    '\u202e\u2066',
    '\ufeff',
    'İ',
    '🏴‍☠️',
    '\u{10ffff}',
    'é'.normalize('NFD'),
    '\r\nSet-Cookie: a=b',
    '\x1b[31m',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'undefined',
    'NaN',
    'null',
    '[object Object]',
    ...INJECTIONS,
    '(a+)+$',
    '(?=x)',
    '[',
    '\\',
    '$..*',
    '$[?(@.a)]',
    '* * * * *',
    '99 99 * * *',
    '2026-02-30',
    '9999-12-31T23:59:59Z',
    '1e400',
    '0x10',
    '٣',
    'http://127.0.0.1:1/mcp',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://[::1]:1/',
    'http://u:p@127.0.0.1:1/',
    '//x',
    { constructor: { prototype: { polluted: true } } },
    { prototype: { polluted: true }, toJSON: 1, valueOf: 1, length: -1 },
    { $ref: '#' },
    { length: 1e9, 0: 'a' },
  ),
  fc.constantFrom(100, 5_000, 70_000).map((length) => 'x'.repeat(length)),
  fc.constantFrom(50, 63, 64, 200).map(nested),
  fc.constantFrom(200, 3_000).map((length) => Array.from({ length }, (_, i) => i)),
  fc.constant(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i]))),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

interface Place {
  /** Of the field or parameter. */
  readonly name?: string;
  readonly depth?: number;
}
type More = (inner: unknown, name?: string) => fc.Arbitrary<unknown>;

/** Something the schema accepts, as far as a schema of OpenAPI 3.0 says what is accepted. */
export function valid(schema: Schema, pools: Pools, { name = '', depth = 0 }: Place = {}): fc.Arbitrary<unknown> {
  const more: More = (inner, innerName = name) => valid(asSchema(inner), pools, { name: innerName, depth: depth + 1 });
  const ref = schema['$ref'];
  if (typeof ref === 'string') return depth > MAX_DEPTH ? fc.constant(null) : more(pools.components[ref.split('/').at(-1) ?? ''] ?? {});
  const plain = ofChoices(schema, more) ?? ofType(schema, more, depth);
  const pool = takesText(schema) ? pools.known[name] : undefined;
  const withKnown = pool ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pool) }, plain) : plain;
  return schema['nullable'] === true ? fc.oneof({ weight: 5, arbitrary: withKnown }, fc.constant(null)) : withKnown;
}

const takesText = ({ type, enum: choices }: Schema): boolean => (type === 'string' || type === undefined) && choices === undefined;

function ofChoices(schema: Schema, more: More): fc.Arbitrary<unknown> | undefined {
  const choices = listOf(schema['enum']);
  if (choices.length > 0) return fc.constantFrom(...choices);
  const either = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])];
  if (either.length > 0) return fc.oneof(...either.map((one) => more(one)));
  const all = listOf(schema['allOf']);
  return all.length === 0 ? undefined : fc.tuple(...all.map((one) => more(one))).map((parts) => Object.assign({}, ...parts) as unknown);
}

function ofType(schema: Schema, more: More, depth: number): fc.Arbitrary<unknown> {
  const isTooDeep = depth > MAX_DEPTH;
  switch (schema['type']) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: bound(schema['minimum'], -1_000), max: bound(schema['maximum'], 1_000_000) });
    case 'number':
      return fc.double({ min: bound(schema['minimum'], -1_000), max: bound(schema['maximum'], 1_000_000), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return isTooDeep ? fc.constant([]) : arrayOf(schema, more);
    case 'object':
      return isTooDeep ? fc.constant({}) : objectOf(schema, more);
    default:
      return schema['properties'] === undefined ? fc.jsonValue({ maxDepth: 1 }) : objectOf(schema, more);
  }
}

const arrayOf = (schema: Schema, more: More): fc.Arbitrary<unknown> =>
  fc.array(more(schema['items'] ?? {}), { minLength: Math.min(bound(schema['minItems'], 0), 5), maxLength: 4 });

function objectOf(schema: Schema, more: More): fc.Arbitrary<unknown> {
  const properties = asSchema(schema['properties'] ?? {});
  const required = listOf(schema['required']).map(String);
  const fields = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, more(inner, name)]));
  const optional = Object.keys(fields).filter((name) => !required.includes(name));
  // Few of the optional ones at a time: all of them together are refused for how they contradict each other.
  return fc.tuple(fc.record(fields), fc.subarray(optional, { maxLength: Math.min(3, optional.length) })).map(([all, kept]) => {
    const names = [...required.filter((name) => name in fields), ...kept];
    return Object.fromEntries(names.map((name) => [name, all[name]]));
  });
}

const PLAIN = ['a', 'Shop', 'order_get', 'Say hello.', 'x y', '1. call order_get\nanswer done', 'production', 'ada@example.test', 'A1'];

function text(schema: Schema): fc.Arbitrary<string> {
  const [min, max] = [bound(schema['minLength'], 0), bound(schema['maxLength'], 60)];
  const { pattern, format } = schema;
  if (format === 'date-time') return fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-11-21T08:00:00Z');
  if (format === 'email') return fc.constantFrom('ada@example.test', 'a+b@example.test');
  const free = fc.oneof(
    fc.constantFrom(...PLAIN),
    fc.string({ minLength: Math.min(min, 300), maxLength: Math.min(Math.max(min, max), 300) }),
  );
  if (typeof pattern !== 'string') return free;
  try {
    return fc.stringMatching(new RegExp(pattern), { maxLength: 200 });
  } catch {
    return free;
  }
}

/** The value with up to `spoils.length` of its places replaced, its fields dropped or joined by strangers. */
export function spoilt(value: unknown, spoils: readonly Spoil[]): unknown {
  return spoils.reduce(spoiltOnce, structuredClone(value));
}

export interface Spoil {
  readonly at: number;
  readonly how: 'replace' | 'drop' | 'add';
  readonly by: unknown;
}
export const SPOIL: fc.Arbitrary<Spoil> = fc.record({
  at: fc.nat(40),
  how: fc.constantFrom<Spoil['how'][]>('replace', 'replace', 'replace', 'drop', 'add'),
  by: HOSTILE,
});

function spoiltOnce(value: unknown, { at, how, by: kept }: Spoil): unknown {
  const by = structuredClone(kept);
  const holders: { holder: Record<string, unknown>; key: string }[] = [];
  const walk = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null || holders.length > 60) return;
    for (const key of Object.keys(inner)) {
      holders.push({ holder: inner as Record<string, unknown>, key });
      walk((inner as Record<string, unknown>)[key]);
    }
  };
  walk(value);
  const place = holders[at % Math.max(holders.length + 1, 1)];
  if (place === undefined) return how === 'replace' ? by : value;
  if (how === 'drop') delete place.holder[place.key];
  else if (how === 'add') place.holder[typeof by === 'string' ? by.slice(0, 50) : 'surprise'] = by;
  else place.holder[place.key] = by;
  return value;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {});
const bound = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
