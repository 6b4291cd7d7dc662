// The OpenAPI 3.0.3 document, made from the same definitions that serve (spec 05 §6).
import { z } from 'zod';
import { hasRole, ROLES } from '#kernel/role';
import { statusOf } from './errors.ts';
import type { WireCode } from './errors.ts';
import type { Route } from './route.ts';
import { TAGS } from './route.ts';

type JsonSchema = Record<string, unknown>;

const ERROR_SCHEMA = z
  .strictObject({
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      details: z.looseObject({
        fieldErrors: z.array(z.strictObject({ field: z.string(), message: z.string() })),
        warnings: z.array(z.string()),
      }),
    }),
  })
  .meta({ id: 'Error' });

/** The whole document. `origin` becomes the server's URL. */
export function openApiDocument(routes: readonly Route[], origin: string, version: string): Record<string, unknown> {
  const components: Record<string, JsonSchema> = {};
  const errorRef = schemaOf(ERROR_SCHEMA, 'output', components);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method] = operationOf(route, errorRef, components);
  }
  return {
    openapi: '3.0.3',
    info: { title: 'Armature REST API', version, description: 'Test, monitor and publish MCP servers.' },
    servers: [{ url: `${origin}/api/armature/v1` }],
    security: [{ bearerAuth: [] }],
    tags: TAGS.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer', description: 'An API key: amt_<id>_<secret>' } },
      schemas: Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => a.localeCompare(b))),
    },
  };
}

/** What any route may answer, beside its own errors. */
const ALWAYS: readonly WireCode[] = ['validation_failed', 'unauthenticated', 'forbidden_role', 'rate_limited', 'internal_error'];
/** A route that takes no body looks at one all the same, to refuse it. */
const WITH_BODY: readonly WireCode[] = ['payload_too_large', 'unsupported_media_type'];

function failuresOf(route: Route, errorRef: JsonSchema): Record<string, unknown> {
  const codes = new Set([...ALWAYS, ...(route.method === 'get' ? [] : WITH_BODY), ...route.errors]);
  const byStatus = Map.groupBy(codes, (code) => String(statusOf(code)));
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      { description: same.join(', '), content: { 'application/json': { schema: errorRef } } },
    ]),
  );
}

function operationOf(route: Route, errorRef: JsonSchema, components: Record<string, JsonSchema>): Record<string, unknown> {
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: `Role: ${ROLES.filter((role) => hasRole(role, route.role)).join(', ')}.`,
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
      [route.status]: {
        description: 'Done',
        ...(route.location === undefined
          ? {}
          : { headers: { Location: { schema: { type: 'string' }, description: 'Where the new object is' } } }),
        content: { 'application/json': { schema: schemaOf(route.result, 'output', components) } },
      },
      ...failuresOf(route, errorRef),
    },
  };
}

const acceptsEmpty = (body: z.ZodType): boolean => body.safeParse({}).success;

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));

function queryParameters(route: Route, components: Record<string, JsonSchema>) {
  if (route.query === undefined) return [];
  const schema = schemaOf(route.query, 'input', components);
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  return Object.entries(asObject(schema['properties'])).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: property,
  }));
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
