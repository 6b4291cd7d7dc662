// Where a credential is found, what counts as missing, and how it goes on.
import { expect, test } from 'vitest';
import type { SourceConnection } from '#modules/sources';
import { credentialIn, forwarded } from './credential-in.ts';

const bearer: SourceConnection = {
  credentialLocation: 'header',
  credentialName: 'Authorization',
  credentialPrefix: 'Bearer ',
  forward: { location: 'header', name: 'Authorization', format: 'Bearer {credential}' },
  validationMode: 'presence_only',
  validationPath: null,
};
const inQuery: SourceConnection = { ...bearer, credentialLocation: 'query', credentialName: 'api_key', credentialPrefix: '' };
const keyed: SourceConnection = { ...bearer, credentialName: 'X-Api-Key', credentialPrefix: 'key-' };

type Row = readonly [
  name: string,
  connection: SourceConnection,
  headers: Record<string, string>,
  query: string,
  expected: string | undefined,
];

test.each<Row>([
  ['behind its prefix', bearer, { authorization: 'Bearer abc' }, '', 'abc'],
  ['behind its scheme in another case', bearer, { authorization: 'bearer  abc ' }, '', 'abc'],
  ['without its prefix', bearer, { authorization: 'abc' }, '', undefined],
  ['with another scheme', bearer, { authorization: 'Basic abc' }, '', undefined],
  ['with nothing behind the prefix', bearer, { authorization: 'Bearer ' }, '', undefined],
  ['not there', bearer, {}, '?api_key=abc', undefined],
  ['in its own header', keyed, { 'x-api-key': 'key-abc' }, '', 'abc'],
  ['a prefix that is no scheme, in another case', keyed, { 'x-api-key': 'KEY-abc' }, '', undefined],
  ['in the query', inQuery, {}, '?api_key=a%20b', 'a b'],
  ['in the query in vain, when it belongs into a header', bearer, {}, '?Authorization=Bearer%20abc', undefined],
  ['in the query twice', inQuery, {}, '?api_key=a&api_key=b', undefined],
  ['with a line break', inQuery, {}, '?api_key=a%0d%0aX-Admin:1', undefined],
  ['with what no header carries', inQuery, {}, '?api_key=%E2%98%83', undefined],
  ['longer than any credential', inQuery, {}, `?api_key=${'x'.repeat(9000)}`, undefined],
  ['empty', inQuery, {}, '?api_key=', undefined],
])('a credential %s', (_name, connection, headers, query, expected) => {
  expect(credentialIn(connection, { headers: new Headers(headers), query: new URLSearchParams(query) })).toBe(expected);
});

test('it goes on in its format, whatever characters are in it', () => {
  expect(forwarded(bearer, "a$&b$1`'")).toEqual({ location: 'header', name: 'Authorization', value: "Bearer a$&b$1`'" });
  const query = { ...bearer, forward: { location: 'query', name: 'key', format: 'v1.{credential}.x' } } as const;
  expect(forwarded(query, '{credential}')).toEqual({ location: 'query', name: 'key', value: 'v1.{credential}.x' });
});
