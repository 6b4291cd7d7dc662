// One call becomes one request, and no argument takes it anywhere else.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation, Parameter, RequestBody } from '../compile/compiled.ts';
import { addCredential } from './add-credential.ts';
import { buildRequest } from './build-request.ts';
import { hasDotSegment } from './percent.ts';

const BASE = 'https://api.shop.example/v1';

const parameter = (place: Parameter['place'], name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  argument: name,
  place,
  required: place === 'path',
  description: '',
  schema: true,
  style: place === 'query' ? 'form' : 'simple',
  explode: place === 'query',
  allowReserved: false,
  ...more,
});

const jsonBody: RequestBody = {
  required: false,
  description: '',
  contentType: 'application/json',
  kind: 'json',
  schema: true,
  encoding: {},
};
const formBody: RequestBody = { ...jsonBody, contentType: 'application/x-www-form-urlencoded', kind: 'form' };

const operation = (over: Partial<Operation>): Operation => ({
  operationId: 'updatePet',
  jsName: 'updatePet',
  toolName: 'updatePet',
  method: 'PATCH',
  path: '/pets/{petId}',
  summary: '',
  description: '',
  tags: [],
  deprecated: false,
  aliases: [],
  parameters: [parameter('path', 'petId')],
  body: null,
  response: { kind: 'json', schema: null },
  annotations: {},
  signature: '',
  mentions: [],
  ...over,
});

const built = (one: Operation, args: unknown, baseUrl = BASE) => {
  const result = buildRequest(one, args, { baseUrl });
  if (!result.ok) throw new Error(JSON.stringify(result.fieldErrors));
  return result;
};
const faultsOf = (one: Operation, args: unknown) => {
  const result = buildRequest(one, args, { baseUrl: BASE });
  return result.ok ? [] : result.fieldErrors;
};

test('path, query, headers and a JSON body each go to their place', () => {
  const one = operation({
    parameters: [parameter('path', 'petId'), parameter('query', 'dry'), parameter('header', 'X-Trace')],
    body: jsonBody,
  });
  expect(built(one, { petId: 'a b', dry: true, 'X-Trace': 't-1', body: { tags: ['spring'] } })).toEqual({
    ok: true,
    method: 'PATCH',
    url: 'https://api.shop.example/v1/pets/a%20b?dry=true',
    headers: { accept: 'application/json, */*;q=0.5', 'content-type': 'application/json', 'x-trace': 't-1' },
    body: '{"tags":["spring"]}',
  });
});

test('arguments go by their own names where names clash', () => {
  const one = operation({
    path: '/pets/{id}',
    parameters: [parameter('path', 'id', { argument: 'id_path' }), parameter('query', 'id', { argument: 'id_query' })],
  });
  expect(built(one, { id_path: 'a', id_query: 'b' }).url).toBe(`${BASE}/pets/a?id=b`);
});

test('a base URL with a path keeps it, with or without a slash at its end', () => {
  for (const base of [BASE, `${BASE}/`]) expect(built(operation({}), { petId: 'x' }, base).url).toBe(`${BASE}/pets/x`);
  expect(built(operation({}), { petId: 'x' }, 'https://api.shop.example').url).toBe('https://api.shop.example/pets/x');
});

test('a template with a query of its own keeps it before the arguments', () => {
  const one = operation({ path: '/pets?view=full#part', parameters: [parameter('query', 'limit')] });
  expect(built(one, { limit: 5 }).url).toBe(`${BASE}/pets?view=full&limit=5`);
});

test('a form repeats lists, writes objects as JSON, and follows the document where it says otherwise', () => {
  const one = operation({
    parameters: [],
    path: '/pets',
    body: { ...formBody, encoding: { meta: { style: 'deepObject', explode: true } } },
  });
  const request = built(one, { body: { name: 'R&B', tags: ['a', 'b'], owner: { id: 1 }, meta: { k: 'v' }, none: null } });
  expect(request.body).toBe('name=R%26B&tags=a&tags=b&owner=%7B%22id%22%3A1%7D&meta%5Bk%5D=v');
  expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded');
});

test('a text body goes as it is', () => {
  const one = operation({ parameters: [], path: '/notes', body: { ...jsonBody, kind: 'text', contentType: 'text/plain' } });
  expect(built(one, { body: 'hé\r\n' }).body).toBe('hé\r\n');
  expect(faultsOf(one, { body: { a: 1 } })).toEqual([{ field: 'body', message: 'must be a text' }]);
});

test('what is missing and what is unknown is said at once, with its name', () => {
  const one = operation({
    parameters: [parameter('path', 'petId'), parameter('query', 'q', { required: true })],
    body: { ...jsonBody, required: true },
  });
  expect(faultsOf(one, { limit: 1 }).map(({ field, message }) => `${field} ${message}`)).toEqual([
    'limit is not an argument of this operation',
    'body is required',
    'petId is required',
    'q is required',
  ]);
  expect(faultsOf(one, [1])).toEqual([{ field: 'arguments', message: 'must be an object' }]);
});

test('null is sent as a JSON body and is otherwise the same as nothing', () => {
  const one = operation({ parameters: [parameter('query', 'q')], path: '/pets', body: jsonBody });
  expect(built(one, { q: null, body: null })).toMatchObject({ url: `${BASE}/pets`, body: 'null' });
});

test.each(['GET', 'HEAD'] as const)('a %s request has no body', (method) => {
  expect(faultsOf(operation({ method, body: jsonBody }), { petId: 'x', body: {} })).toEqual([
    { field: 'body', message: `cannot be sent: ${method} requests have no body` },
  ]);
});

test('TRACE is not sent', () => {
  expect(faultsOf(operation({ method: 'TRACE' }), { petId: 'x' })).toEqual([
    { field: 'operation', message: 'has the method TRACE, which is not sent' },
  ]);
});

describe('hostile path values', () => {
  test.each([
    '..',
    '.',
    '%2e%2e',
    '.%2E',
    '%252e%252e',
    'a/../b',
    '..\\..\\admin',
    'x%2f..%2fadmin',
    '..;/admin',
    '..%5cadmin',
    'a/..;jsessionid=1/b',
    `%${'25'.repeat(9)}2e%2e`,
  ])('%s is refused', (petId) => {
    expect(faultsOf(operation({}), { petId })).toEqual([{ field: 'petId', message: 'must not make a "." or ".." segment of the path' }]);
  });

  test('the empty one is refused, which would make another path', () => {
    expect(faultsOf(operation({}), { petId: '' })).toEqual([{ field: 'petId', message: 'must not be empty: it is part of the path' }]);
    expect(faultsOf(operation({}), { petId: [] })).toHaveLength(1);
  });

  test.each(['a\r\nHost: evil.example', 'a\0b', 'a\tb', 'a\x7f'])('control characters are refused (%j)', (petId) => {
    expect(faultsOf(operation({}), { petId })).toEqual([
      { field: 'petId', message: 'must not contain control characters: it is part of the path' },
    ]);
  });

  test.each([
    ['https://evil.example/x', 'https%3A%2F%2Fevil.example%2Fx'],
    ['//evil.example', '%2F%2Fevil.example'],
    ['@evil.example', '%40evil.example'],
    ['x?admin=1#f', 'x%3Fadmin%3D1%23f'],
    ['src/index.ts', 'src%2Findex.ts'],
    ['...', '...'],
    ['v1..2', 'v1..2'],
    ['\ud800', '%EF%BF%BD'],
  ])('%s stays one segment', (petId, segment) => {
    expect(built(operation({}), { petId }).url).toBe(`${BASE}/pets/${segment}`);
  });

  test('two values cannot make the segment that one may not', () => {
    const one = operation({ path: '/files/{a}{b}', parameters: [parameter('path', 'a'), parameter('path', 'b')] });
    expect(faultsOf(one, { a: '.', b: '.' })).toEqual([{ field: 'a', message: 'must not make a "." or ".." segment of the path' }]);
  });

  test('a label of nothing is a dot, and refused', () => {
    const one = operation({ path: '/files/{a}', parameters: [parameter('path', 'a', { style: 'label' })] });
    expect(faultsOf(one, { a: '' })).toHaveLength(1);
    expect(built(one, { a: 'png' }).url).toBe(`${BASE}/files/.png`);
  });
});

test.each(['/../admin', '/%2e%2e/admin', '/a/./b', '\\..\\admin'])('a document cannot leave the base path either (%s)', (path) => {
  expect(faultsOf(operation({ path, parameters: [] }), {})).toEqual([
    { field: 'operation', message: 'must not make a "." or ".." segment of the path' },
  ]);
});

test.each(['//evil.example/x', '@evil.example/x', ':8080/x', '/x/{unknown}', '/a b/<c>'])(
  'a document cannot leave the origin (%s)',
  (path) => {
    const url = new URL(built(operation({ path, parameters: [] }), {}).url);
    expect(url.origin).toBe('https://api.shop.example');
    expect(url.pathname.startsWith('/v1/')).toBe(true);
  },
);

describe('headers', () => {
  test.each([
    'Authorization',
    'cookie',
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Proxy-Authorization',
    'X-Forwarded-Host',
    'X-HTTP-Method-Override',
    'bad name',
  ])('%s cannot be set by an argument', (name) => {
    const one = operation({ path: '/pets', parameters: [parameter('header', name, { required: true })] });
    expect(faultsOf(one, { [name]: 'x' })).toEqual([{ field: name, message: 'is a header that arguments cannot set' }]);
    // A document that requires one is served all the same: whoever sends it, it is not the caller.
    expect(faultsOf(one, {})).toEqual([]);
  });

  test.each(['a\r\nX-Admin: 1', 'a\nb', 'a\0', 'snow ☃'])('%j is no header value', (value) => {
    const one = operation({ path: '/pets', parameters: [parameter('header', 'X-Note')] });
    expect(faultsOf(one, { 'X-Note': value })).toMatchObject([{ field: 'X-Note' }]);
    expect(faultsOf(one, { 'X-Note': [value] })).toHaveLength(1);
    expect(faultsOf(one, { 'X-Note': { a: value } })).toHaveLength(1);
  });

  test('a very long value is refused', () => {
    const one = operation({ path: '/pets', parameters: [parameter('header', 'X-Note')] });
    expect(faultsOf(one, { 'X-Note': 'x'.repeat(5000) })).toEqual([
      { field: 'X-Note', message: 'makes a header longer than 4096 characters' },
    ]);
  });
});

test('names that mean something to JavaScript are names like others', () => {
  const args: unknown = JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t"}');
  const parameters = ['__proto__', 'constructor', 'toString'].map((name) => parameter('query', name));
  expect(built(operation({ path: '/x', parameters }), args).url).toBe(`${BASE}/x?__proto__=p&constructor=c&toString=t`);
  expect(built(operation({ path: '/x', parameters }), {}).url).toBe(`${BASE}/x`);
  const headers = built(
    operation({ path: '/x', parameters: [parameter('header', '__proto__')] }),
    args instanceof Object ? JSON.parse('{"__proto__":"p"}') : {},
  );
  expect(Object.entries(headers.headers)).toContainEqual(['__proto__', 'p']);
  expect(faultsOf(operation({ path: '/x', parameters: [] }), args).map(({ field }) => field)).toEqual([
    '__proto__',
    'constructor',
    'toString',
  ]);
});

test('what is nested without end is refused in words', () => {
  const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
  const one = operation({ path: '/x', parameters: [parameter('query', 'q', { style: 'deepObject' })], body: jsonBody });
  expect(faultsOf(one, { q: deep, body: deep })).toEqual([
    { field: 'body', message: 'is nested too deeply' },
    { field: 'q', message: 'is nested too deeply' },
  ]);
});

test('a URL that no server takes is refused, naming the longest argument', () => {
  const one = operation({ path: '/x', parameters: [parameter('query', 'a'), parameter('query', 'ids')] });
  expect(faultsOf(one, { a: '1', ids: Array.from({ length: 3000 }, () => 'id') })).toEqual([
    { field: 'ids', message: 'makes the URL longer than 8000 characters' },
  ]);
});

describe('the credential', () => {
  const one = operation({ path: '/x', parameters: [parameter('query', 'filter'), parameter('header', 'X-Api-Key')] });

  test('comes last and replaces what arguments said in its place', () => {
    const request = built(one, { filter: { api_key: 'theirs', 'api%5Fkey': 'too', b: 'c' } });
    expect(addCredential(request, { location: 'query', name: 'api_key', value: 'a&b' }).url).toBe(
      `${BASE}/x?api%255Fkey=too&b=c&api_key=a%26b`,
    );
    const named = built(one, { 'X-Api-Key': 'theirs' });
    expect(addCredential(named, { location: 'header', name: 'X-API-Key', value: 'ours' }).headers).toMatchObject({ 'x-api-key': 'ours' });
  });

  test('goes alone where there is no query', () => {
    expect(addCredential(built(one, {}), { location: 'query', name: 'k', value: 'v' }).url).toBe(`${BASE}/x?k=v`);
    expect(addCredential(built(one, {}), undefined)).toEqual(built(one, {}));
  });
});

describe('whatever the arguments are', () => {
  const nasty = fc.constantFrom(
    '..',
    '/',
    '\\',
    '%2e',
    '%2f',
    '@',
    ':',
    '?',
    '#',
    '\r\n',
    '\0',
    ';',
    '//',
    'https://evil.example',
    '{petId}',
    '&',
    '=',
    '%',
    ' ',
    'é',
    '\ud800',
  );
  const text = fc.array(fc.oneof(nasty, fc.string({ maxLength: 4 })), { maxLength: 6 }).map((parts) => parts.join(''));
  const scalar = fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null));
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(text, scalar, { maxKeys: 3 }),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const style = fc.constantFrom<Parameter['style']>(
    'simple',
    'label',
    'matrix',
    'form',
    'spaceDelimited',
    'pipeDelimited',
    'deepObject',
    'json',
  );
  const shape = fc.record({
    place: fc.constantFrom<Parameter['place']>('path', 'query', 'header'),
    style,
    explode: fc.boolean(),
    allowReserved: fc.boolean(),
    value,
  });
  const call = fc.record({
    shapes: fc.array(shape, { minLength: 1, maxLength: 4 }),
    prefix: fc.constantFrom('/pets', '/a/b', '', '/x:y', '/v2.1'),
    base: fc.constantFrom(BASE, 'https://api.shop.example', 'https://api.shop.example:8443/t/tenant-1'),
    body: fc.option(fc.record({ form: fc.boolean(), value }), { nil: undefined }),
    credential: fc.constantFrom('header' as const, 'query' as const),
  });

  test('the request stays on the origin and below the base path, and carries one credential', () => {
    let sent = 0;
    fc.assert(
      fc.property(call, ({ shapes, prefix, base, body, credential }) => {
        const parameters = shapes.map(({ place, ...more }, index) =>
          parameter(place, `p${index}`, { style: more.style, explode: more.explode, allowReserved: more.allowReserved }),
        );
        const path =
          prefix +
            parameters
              .filter(({ place }) => place === 'path')
              .map(({ name }) => `/{${name}}`)
              .join('') || '/';
        const one = operation({ method: 'POST', path, parameters, body: body ? (body.form ? formBody : jsonBody) : null });
        const args = {
          ...Object.fromEntries(shapes.map((each, index) => [`p${index}`, each.value])),
          ...(body ? { body: body.value } : {}),
        };
        const result = buildRequest(one, args, { baseUrl: base });
        if (!result.ok) return;
        sent += 1;
        const final = addCredential(result, { location: credential, name: 'authorization', value: 'Bearer ours' });
        const url = new URL(final.url);
        const root = new URL(base).pathname.replace(/\/$/, '');
        expect(url.origin).toBe(new URL(base).origin);
        expect(url.username + url.password + url.hash).toBe('');
        expect(url.pathname.startsWith(`${root}/`)).toBe(true);
        expect(hasDotSegment(url.pathname)).toBe(false);
        // As many segments as the template has: no value makes another path.
        expect(url.pathname.slice(root.length).split('/')).toHaveLength(path.split('/').length);
        const request = new Request(final.url, { method: final.method, headers: final.headers, body: final.body });
        const names = [...request.headers.keys()].filter((name) => !/^p\d$/.test(name)).toSorted();
        expect(names).toEqual([
          'accept',
          ...(credential === 'header' ? ['authorization'] : []),
          ...(final.body === null ? [] : ['content-type']),
        ]);
        expect(credential === 'header' ? [request.headers.get('authorization')] : url.searchParams.getAll('authorization')).toEqual([
          'Bearer ours',
        ]);
      }),
      { numRuns: 3000 },
    );
    expect(sent).toBeGreaterThan(300);
  });
});
