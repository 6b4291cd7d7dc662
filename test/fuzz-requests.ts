// Requests for one route: some right, most of them wrong in one place, some wrong altogether.
import fc from 'fast-check';
import type { FuzzRoute } from './fuzz-routes.ts';
import { HOSTILE, SPOIL, spoilt, valid } from './fuzz-values.ts';
import type { Pools } from './fuzz-values.ts';

export interface FuzzRequest {
  readonly params: Readonly<Record<string, string>>;
  /** Pairs, so that a name may come twice. */
  readonly query: readonly (readonly [string, string])[];
  readonly body: { readonly text: string | Uint8Array<ArrayBuffer>; readonly type: string | undefined } | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly who: 'owner' | 'viewer' | 'stranger' | 'nobody' | 'forged';
}

export const requestTo = (route: FuzzRoute, pools: Pools): fc.Arbitrary<FuzzRequest> =>
  fc.record({
    params: fc.record(Object.fromEntries([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, paramOf(name, pools)]))),
    query: queryOf(route, pools),
    body: bodyOf(route, pools),
    headers: fc.oneof({ weight: 8, arbitrary: fc.constant({}) }, ODD_HEADERS),
    who: fc.oneof(
      { weight: 30, arbitrary: fc.constant('owner' as const) },
      { weight: 2, arbitrary: fc.constantFrom('viewer' as const, 'stranger' as const) },
      { weight: 1, arbitrary: fc.constantFrom('nobody' as const, 'forged' as const) },
    ),
  });

const ODD_PARAMS = [
  '0',
  '-1',
  '..',
  '.',
  '%',
  '%00',
  '\0',
  ' ',
  'a/b',
  'a\\b',
  '__proto__',
  'constructor',
  'null',
  "'",
  'ü',
  '🙂',
  ':id',
  '{id}',
  '*',
  'x'.repeat(300),
  'x'.repeat(9_000),
];

const paramOf = (name: string, { known }: Pools): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...(known[name] ?? ['absent'])) },
    fc.constantFrom(...ODD_PARAMS),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  );

function queryOf(route: FuzzRoute, pools: Pools): fc.Arbitrary<FuzzRequest['query']> {
  const named = Object.entries(route.query).map(([name, schema]) =>
    fc.tuple(fc.constant(name), fc.oneof({ weight: 3, arbitrary: valid(schema, pools, { name }) }, HOSTILE).map(asText)),
  );
  const strange = fc.tuple(
    fc.oneof(fc.constantFrom('', '__proto__', 'page', 'page[]', 'a.b', 'x'.repeat(2_000)), fc.string({ maxLength: 10 })),
    HOSTILE.map(asText),
  );
  const known = named.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...named), { maxLength: 4 });
  return fc.oneof({ weight: 6, arbitrary: known }, fc.array(fc.oneof(...named, strange), { maxLength: 3 }));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 6_000);

const JSON_TYPE = 'application/json';

function bodyOf(route: FuzzRoute, pools: Pools): fc.Arbitrary<FuzzRequest['body']> {
  if (route.method === 'GET') return fc.constant(undefined);
  const right = route.body === undefined ? fc.constantFrom<unknown>({}, undefined) : valid(route.body, pools);
  const spoiltBody = fc.tuple(right, fc.array(SPOIL, { minLength: 1, maxLength: 2 })).map(([value, spoils]) => spoilt(value ?? {}, spoils));
  const json = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map((value) => ({ text: JSON.stringify(value) ?? '', type: JSON_TYPE }));
  return fc.oneof(
    { weight: 8, arbitrary: json(right) },
    { weight: 10, arbitrary: json(spoiltBody) },
    { weight: 1, arbitrary: json(HOSTILE) },
    { weight: 1, arbitrary: fc.tuple(json(right), fc.nat(200)).map(([{ text }, at]) => ({ text: text.slice(0, at), type: JSON_TYPE })) },
    { weight: 1, arbitrary: json(right).map(({ text }) => ({ text: twice(text), type: JSON_TYPE })) },
    { weight: 1, arbitrary: fc.tuple(json(right), ODD_TYPES).map(([{ text }, type]) => ({ text, type })) },
    { weight: 1, arbitrary: ODD_TEXTS.map((text) => ({ text, type: JSON_TYPE })) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

/** Every field a second time, with another value. */
const twice = (text: string): string =>
  text.startsWith('{') && text !== '{}' ? `${text.slice(0, -1)},${text.slice(1, -1)},"name":7}` : `[${text},${text}]`;

const ODD_TYPES = fc.constantFrom(
  undefined,
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'APPLICATION/JSON',
  'application/json, text/html',
  'application/vnd.api+json',
  '*/*',
);

const ODD_TEXTS: fc.Arbitrary<string | Uint8Array<ArrayBuffer>> = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    '0',
    '""',
    '[]',
    '[{}]',
    '{',
    '}',
    '[',
    '"',
    '{"a":}',
    '{a:1}',
    "{'a':1}",
    '{"a":1,}',
    '1e999',
    '-',
    'NaN',
    '\ufeff{}',
    ' ',
    '\n',
    '//',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"name":"a","name":"b"}',
    '{"a":"\\ud800"}',
    '{"a":"\\u0000"}',
    '['.repeat(10_000),
    `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
    `{"name":"${'x'.repeat(1_000_000)}"}`,
    `{"name":"${'x'.repeat(2 * 1024 * 1024)}"}`,
    `{"n":${'9'.repeat(20_000)}}`,
  ),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => new Uint8Array(bytes)),
);

const ODD_HEADERS: fc.Arbitrary<Readonly<Record<string, string>>> = fc.constantFrom<Readonly<Record<string, string>>[]>(
  { accept: 'application/xml' },
  { accept: '' },
  { 'accept-language': 'x'.repeat(5_000) },
  { 'content-encoding': 'gzip' },
  { 'content-length': '-1' },
  { 'content-length': '99999999999' },
  { 'content-length': 'x' },
  { 'transfer-encoding': 'chunked' },
  { 'x-armature-organization': '__proto__' },
  { 'x-armature-organization': '%00' },
  { 'x-armature-csrf': 'x' },
  { cookie: 'armature_session=; armature_session=%E0%A4%A; a=b;;;=' },
  { cookie: `armature_session=${'x'.repeat(6_000)}` },
  { authorization: 'Bearer' },
  { authorization: 'Basic YTpi' },
  { authorization: 'Bearer amt_a1B2c3D4e5F6_x' },
  { authorization: `Bearer ${'y'.repeat(7_000)}` },
  { host: 'evil.example' },
  { host: '' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'x-forwarded-for': "1.2.3.4, ' or 1=1, ::ffff:127.0.0.1" },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' },
  { 'x-http-method-override': 'DELETE' },
  { 'if-none-match': '*', 'if-modified-since': 'never', range: 'bytes=0-0' },
  { 'last-event-id': '99:-1' },
  { 'idempotency-key': '\t'.repeat(10) },
  { 'user-agent': 'ÿ'.repeat(500) },
  { upgrade: 'websocket', connection: 'upgrade' },
  { expect: '100-continue' },
);
