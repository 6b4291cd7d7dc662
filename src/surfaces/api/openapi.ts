// The OpenAPI 3.0.3 document, made from the same definitions that serve (spec 05 §6).
import { z } from 'zod';
import { hasRole, ROLES } from '#kernel/role';
import { statusOf } from './errors.ts';
import type { WireCode } from './errors.ts';
import type { Route, Tag } from './route.ts';
import { ROUTE_BASES, TAGS } from './route.ts';

type JsonSchema = Record<string, unknown>;

const ERROR_SCHEMA = z
  .strictObject({
    error: z.strictObject({
      code: z.string().meta({ description: 'What a program branches on' }),
      message: z.string().meta({ description: 'For people; of a bad field it begins with its path' }),
      details: z.looseObject({
        fieldErrors: z.array(z.strictObject({ field: z.string(), message: z.string() })),
        warnings: z.array(z.string()),
      }),
    }),
  })
  .meta({ id: 'Error' });

const INFO = [
  'Test, monitor and publish MCP servers.',
  '',
  'Send an API key as `Authorization: Bearer amt_…`; it chooses the organization. Bodies are JSON of at most 2 MiB. Unknown fields and query parameters',
  'are refused. Lists take `page` and `pageSize`. An id in a path that nobody has, or that is another organization’s, is 404; in a body or query it is 400.',
  'Over the rate limit the answer is 429 with `Retry-After`. Every answer carries `X-Request-Id`, and every GET answers HEAD.',
].join('\n');

/** The whole document. `origin` becomes the server's URL. */
export function openApiDocument(routes: readonly Route[], origin: string, version: string): Record<string, unknown> {
  const components: Record<string, JsonSchema> = {};
  const errorRef = schemaOf(ERROR_SCHEMA, 'output', components);
  const paths: Record<string, Record<string, unknown>> = { '/openapi': { get: documentOperation(errorRef) } };
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method] = operationOf(route, errorRef, components);
  }
  return {
    openapi: '3.0.3',
    info: { title: 'Armature REST API', version, description: INFO, license: { name: 'Apache-2.0' } },
    servers: [{ url: `${origin}${ROUTE_BASES[0]}` }],
    security: [{ bearerAuth: [] }],
    tags: TAGS.map((name) => ({ name, description: TAG_TEXTS[name] })),
    paths,
    components: {
      securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer', description: 'An API key: amt_<id>_<secret>' } },
      headers: HEADERS,
      schemas: Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => a.localeCompare(b))),
    },
  };
}

/** What is not below the base of the document says where it is, seen from the document. */
const serversOf = ({ base }: Route): Record<string, unknown> => (base === ROUTE_BASES[0] ? {} : { servers: [{ url: base }] });

const TAG_TEXTS = {
  org: 'The organization, who is asking, and its status page',
  mcpServers: 'MCP servers under test: contacts, catalogs, credentials, what changed',
  workflows: 'Natural-language tests and their versions',
  proposals: 'Changes of workflows that wait for approval, with their trials',
  runs: 'Executions of workflows: start, follow, read evidence and verdicts',
  models: 'Who tests and who judges',
  monitors: 'One tool, called at an interval',
  alerts: 'Destinations, rules, incidents and deliveries',
  sources: 'OpenAPI documents published as MCP servers: their bundles, secrets, executions and approvals',
  config: 'Servers, workflows, monitors and rules as one document',
  audit: 'Who changed what',
} satisfies Record<Tag, string>;

/** Served by app.ts itself, to everyone. */
const documentOperation = (errorRef: JsonSchema) => ({
  operationId: 'getOpenApiDocument',
  tags: ['org'],
  summary: 'This document',
  description: 'Role: none; no key is needed.',
  security: [],
  parameters: [],
  responses: {
    200: {
      description: 'Done',
      headers: REQUEST_ID,
      content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
    },
    ...failures(['validation_failed', 'csrf_failed', 'rate_limited', 'internal_error'], errorRef),
  },
});

const HEADERS = {
  RequestId: { description: 'Names this request in the log of the instance', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds to wait before the next request', schema: { type: 'integer' } },
  WwwAuthenticate: { description: 'Bearer', schema: { type: 'string' } },
};
const header = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });
const REQUEST_ID = { 'X-Request-Id': header('RequestId') };
const HEADERS_OF_STATUS: Readonly<Record<string, JsonSchema>> = {
  401: { ...REQUEST_ID, 'WWW-Authenticate': header('WwwAuthenticate') },
  429: { ...REQUEST_ID, 'Retry-After': header('RetryAfter') },
};

/** What any route may answer, beside its own errors. */
const ALWAYS: readonly WireCode[] = [
  'validation_failed',
  'unauthenticated',
  'forbidden_role',
  'csrf_failed',
  'rate_limited',
  'internal_error',
];
/** A route that takes no body looks at one all the same, to refuse it. */
const WITH_BODY: readonly WireCode[] = ['payload_too_large', 'unsupported_media_type'];

export const documentedCodes = (route: Route): ReadonlySet<WireCode> =>
  new Set([...ALWAYS, ...(route.method === 'get' ? [] : WITH_BODY), ...route.errors]);

function failures(codes: Iterable<WireCode>, errorRef: JsonSchema): Record<string, unknown> {
  const byStatus = Map.groupBy(codes, (code) => String(statusOf(code)));
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.join(', '),
        headers: HEADERS_OF_STATUS[status] ?? REQUEST_ID,
        content: { 'application/json': { schema: errorRef } },
      },
    ]),
  );
}

function operationOf(route: Route, errorRef: JsonSchema, components: Record<string, JsonSchema>): Record<string, unknown> {
  return {
    ...serversOf(route),
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: `Role: ${ROLES.filter((role) => hasRole(role, route.role)).join(', ')}.`,
    'x-required-role': route.role,
    parameters: [...pathParameters(route.path), ...queryParameters(route, components)],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: route.method !== 'post' || !acceptsEmpty(route.body),
            content: { 'application/json': { schema: schemaOf(route.body, 'input', components) } },
          },
        }),
    responses: {
      ...successes(route, components),
      ...failures(documentedCodes(route), errorRef),
    },
  };
}

function successes(route: Route, components: Record<string, JsonSchema>): Record<string, unknown> {
  const location = { Location: { schema: { type: 'string' }, description: 'Where the new object is' } };
  const answer = {
    description: 'Done',
    headers: { ...REQUEST_ID, ...(route.location === undefined ? {} : location) },
    content: { 'application/json': { schema: schemaOf(route.result, 'output', components) } },
  };
  return Object.fromEntries(route.statuses.map((status) => [status, answer]));
}

const acceptsEmpty = (body: z.ZodType): boolean => body.safeParse({}).success;

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));

function queryParameters(route: Route, components: Record<string, JsonSchema>) {
  if (route.query === undefined) return [];
  const schema = schemaOf(route.query, 'input', components);
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  return Object.entries(asObject(schema['properties'])).map(([name, property]) => {
    const { description, asQuery, ...text } = asObject(property);
    return {
      name,
      in: 'query',
      required: required.has(name),
      ...(description === undefined ? {} : { description }),
      // what is a number or a switch for the caller is text only in the address
      schema: asQuery ?? text,
    };
  });
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** One zod schema as OpenAPI 3.0; schemas with an id move to `components` and leave a reference. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Record<string, JsonSchema>): JsonSchema {
  const id = schema.meta()?.id;
  const json = z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' }) as JsonSchema;
  const { definitions, id: _id, ...body } = rewriteRefs(json);
  for (const [name, definition] of Object.entries(asObject(definitions))) components[name] ??= asObject(definition);
  if (id === undefined) return body;
  components[id] ??= body;
  return { $ref: `#/components/schemas/${id}` };
}

function rewriteRefs<T>(json: T): T {
  const text = JSON.stringify(json).replaceAll('"#/definitions/', '"#/components/schemas/');
  return JSON.parse(text) as T;
}
