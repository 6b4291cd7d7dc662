// The OpenAPI document says what the routes serve, is valid OpenAPI 3.0.3, and is the one that is committed.
import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRestWorld } from '#test/rest-world';
import type { RestWorld } from '#test/rest-world';
import { openApiDocument } from '../src/surfaces/api/openapi.ts';
import { statusOf } from '../src/surfaces/api/errors.ts';
import { TAGS } from '../src/surfaces/api/route.ts';
import { ALL_ROUTES } from '../src/surfaces/api/routes/all-routes.ts';

const ORIGIN = 'http://127.0.0.1:4600';
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));

/** What this test reads of a document. */
interface Doc {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<'schemas' | 'headers' | 'securitySchemes', Readonly<Record<string, unknown>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: unknown }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
  readonly security?: readonly unknown[];
  readonly 'x-required-role'?: string;
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}

const { version } = read('package.json') as { version: string };
const document = openApiDocument(ALL_ROUTES, ORIGIN, version) as unknown as Doc;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

let world: RestWorld;
beforeAll(async () => {
  world = await makeRestWorld();
});
afterAll(() => world.close());

test('every route is in the document with its id, tag, role, answer and errors, and nothing else is', () => {
  expect(operations.map(({ path, method }) => `${method} ${path}`).toSorted()).toEqual(
    [...ALL_ROUTES, { method: 'get', path: '/openapi' }].map(({ path, method }) => `${method} ${path}`).toSorted(),
  );
  for (const route of ALL_ROUTES) {
    const operation = document.paths[route.path]?.[route.method];
    expect(operation).toMatchObject({
      operationId: route.operationId,
      tags: [route.tag],
      description: expect.stringContaining(route.role),
      'x-required-role': route.role,
    });
    const described = Object.entries(operation?.responses ?? {});
    expect(described.find(([status]) => status === String(route.status))?.[1].content).toBeDefined();
    for (const code of [...route.errors, 'unauthenticated', 'forbidden_role', 'rate_limited', 'internal_error'] as const) {
      expect(operation?.responses[String(statusOf(code))]?.description.split(', ')).toContain(code);
    }
    const inPath = operation?.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
    expect(inPath).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(operation?.requestBody === undefined).toBe(route.body === undefined);
  }
});

test('what every answer carries is said: the request id, and where it belongs Location, Retry-After and WWW-Authenticate', () => {
  for (const route of ALL_ROUTES) {
    const responses = document.paths[route.path]?.[route.method]?.responses ?? {};
    expect(Object.values(responses).filter(({ headers }) => headers?.['X-Request-Id'] === undefined)).toEqual([]);
    // what was made has an address; a list of things has that of the list
    if (route.status === 201)
      expect([route.operationId, responses[201]?.headers]).toEqual([
        route.operationId,
        expect.objectContaining({ Location: expect.anything() }),
      ]);
    expect(responses[429]?.headers).toHaveProperty('Retry-After');
    expect(responses[401]?.headers).toHaveProperty('WWW-Authenticate');
  }
});

test('the document describes itself, and needs no key', () => {
  expect(document.paths['/openapi']?.['get']).toMatchObject({ operationId: 'getOpenApiDocument', tags: ['org'], security: [] });
});

test('numbers and switches of a query are numbers and switches, with their bounds and defaults', () => {
  const parametersOf = (path: string, method = 'get') =>
    Object.fromEntries((document.paths[path]?.[method]?.parameters ?? []).map(({ name, schema }) => [name, schema]));
  expect(parametersOf('/runs')).toMatchObject({
    page: { type: 'integer', minimum: 1, maximum: 10_000, default: 1 },
    pageSize: { type: 'integer', minimum: 1, maximum: 100, default: 25 },
    range: { type: 'string', enum: ['24h', '7d', '30d'], default: '24h' },
    sort: { default: '-startedAt' },
  });
  expect(parametersOf('/mcp-servers/{serverId}', 'delete')).toMatchObject({ force: { type: 'boolean', default: false } });
  expect(parametersOf('/workflows')['state']).toMatchObject({ enum: expect.arrayContaining(['active', 'all']), default: 'active' });
  for (const { operation } of operations) {
    for (const { name, schema } of operation.parameters)
      expect([operation.operationId, name, schema]).not.toEqual([
        operation.operationId,
        name,
        expect.objectContaining({ asQuery: expect.anything() }),
      ]);
  }
});

test('operation ids and component names are unique, and tags are those of the specification', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(operations.flatMap(({ operation }) => operation.tags))).toEqual(new Set(TAGS));
  expect(document.tags).toEqual(TAGS.map((name) => ({ name, description: expect.any(String) })));
});

test('every reference resolves, and every component is used', () => {
  const wanted = new Set([...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref));
  const known = new Set(
    (['schemas', 'headers'] as const).flatMap((kind) =>
      Object.keys(document.components[kind]).map((name) => `#/components/${kind}/${name}`),
    ),
  );
  expect([...wanted].filter((ref) => ref === undefined || !known.has(ref))).toEqual([]);
  expect([...known].filter((ref) => !wanted.has(ref))).toEqual([]);
});

/** The keywords of a Schema Object in OpenAPI 3.0.3; later drafts' keywords are not among them. */
const KEYWORDS = new Set([
  'title',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
  'required',
  'enum',
  'type',
  'allOf',
  'oneOf',
  'anyOf',
  'not',
  'items',
  'properties',
  'additionalProperties',
  'description',
  'format',
  'default',
  'nullable',
  'discriminator',
  'readOnly',
  'writeOnly',
  'xml',
  'externalDocs',
  'example',
  'deprecated',
]);
const TYPES = new Set(['array', 'boolean', 'integer', 'number', 'object', 'string']);

function faultsOf(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [`${at} is no schema`];
  const known = schema as Readonly<Record<string, unknown>>;
  if ('$ref' in known) return Object.keys(known).length === 1 ? [] : [`${at} has siblings of $ref`];
  const inside = [
    ...Object.entries(known['properties'] ?? {}).map(([name, one]) => [one, `${at}.${name}`] as const),
    ...(['allOf', 'oneOf', 'anyOf'] as const).flatMap((word) =>
      ((known[word] ?? []) as unknown[]).map((one, i) => [one, `${at}.${word}[${i}]`] as const),
    ),
    ...(['items', 'not'] as const).flatMap((word) => (word in known ? [[known[word], `${at}.${word}`] as const] : [])),
    ...(typeof known['additionalProperties'] === 'object' ? [[known['additionalProperties'], `${at}.*`] as const] : []),
  ];
  return [
    ...Object.keys(known)
      .filter((word) => !KEYWORDS.has(word))
      .map((word) => `${at}: ${word} is not of OpenAPI 3.0`),
    ...('type' in known && !TYPES.has(String(known['type'])) ? [`${at}: type ${JSON.stringify(known['type'])}`] : []),
    ...(known['type'] === 'array' && !('items' in known) ? [`${at}: an array needs items`] : []),
    ...(known['nullable'] === true && !('type' in known) && !('allOf' in known) && !('anyOf' in known) && !('oneOf' in known)
      ? [`${at}: nullable needs a type`]
      : []),
    ...(typeof known['exclusiveMinimum'] === 'number' || typeof known['exclusiveMaximum'] === 'number'
      ? [`${at}: exclusive bounds are booleans here`]
      : []),
    ...inside.flatMap(([one, where]) => faultsOf(one, where)),
  ];
}

test('every schema uses only what OpenAPI 3.0.3 knows', () => {
  const bodies = operations.flatMap(({ operation }) => [
    ...operation.parameters.map(({ name, schema }) => [schema, `${operation.operationId}?${name}`] as const),
    ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => [schema, `${operation.operationId} body`] as const),
    ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
      Object.values(content ?? {}).map(({ schema }) => [schema, `${operation.operationId} ${status}`] as const),
    ),
  ]);
  const components = Object.entries(document.components.schemas).map(([name, schema]) => [schema, name] as const);
  expect([...components, ...bodies].flatMap(([schema, at]) => faultsOf(schema, at))).toEqual([]);
  expect(document.openapi).toBe('3.0.3');
});

test('a client generator accepts it', async () => {
  const text = astToString(await openapiTS(JSON.stringify(document)));
  for (const { operation } of operations) expect(text).toContain(`${operation.operationId}: {`);
});

test('it is the document in docs/reference', () => {
  expect(read('docs/reference/openapi.json')).toEqual(JSON.parse(JSON.stringify(document)));
});

test('it is served without a key, with the origin that was asked', async () => {
  const { status, body } = await world.nobody('GET', '/openapi');
  expect(status).toBe(200);
  expect(body.servers).toEqual([{ url: `${ORIGIN}/api/armature/v1` }]);
  // the version is that of the program that serves
  expect({ ...body, info: undefined }).toEqual({ ...JSON.parse(JSON.stringify(document)), info: undefined });
  const elsewhere = await world.nobody('GET', '/openapi', { headers: { host: 'localhost:9999' } });
  expect(elsewhere.body.servers).toEqual([{ url: 'http://localhost:9999/api/armature/v1' }]);
});

test('a page elsewhere that asks for the document is refused as the document says', async () => {
  const { status } = await world.request('/api/armature/v1/openapi', { headers: { origin: 'null' } });
  expect(status).toBe(403);
  expect(Object.keys(document.paths['/openapi']?.['get']?.responses ?? {})).toContain('403');
});
