// One definition per endpoint: what it serves and what the OpenAPI document says are the same value.
import type { z } from 'zod';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { WireCode } from './errors.ts';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

export const TAGS = [
  'org',
  'mcpServers',
  'workflows',
  'runs',
  'proposals',
  'models',
  'monitors',
  'alerts',
  'sources',
  'config',
  'audit',
] as const;
export type Tag = (typeof TAGS)[number];

/** Almost everything is below the first; uploads and their bundles are below the second (spec 07 §3). */
export const ROUTE_BASES = ['/api/armature/v1', '/api'] as const;
export type RouteBase = (typeof ROUTE_BASES)[number];
export type SuccessStatus = 200 | 201 | 202;

/** `/runs/{runId}/trace` → `{ runId: string }`. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & ParamsOf<Rest>
  : unknown;

/** Modules answer readonly values; a response schema infers mutable ones. */
export type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

export interface RouteDefinition<Path extends string, Query extends z.ZodType, Result extends z.ZodType> {
  readonly method: Method;
  /** Below `base`, parameters in braces. */
  readonly path: Path;
  /** Default `/api/armature/v1`. */
  readonly base?: RouteBase | undefined;
  readonly operationId: string;
  readonly tag: Tag;
  readonly summary: string;
  /** Lowest role; checked here before anything is parsed, and again in the verb. */
  readonly role: Role;
  readonly query?: Query;
  /** Documentation of the body. The verb parses it, so that one schema decides for every surface. Without it a body is refused. */
  readonly body?: z.ZodType;
  readonly result: Result;
  readonly status?: SuccessStatus;
  /** Where the answer decides: all of them, and which it is. */
  readonly statuses?: { readonly all: readonly SuccessStatus[]; of(result: DeepReadonly<z.infer<Result>>): SuccessStatus };
  /** Errors beyond 400, 401, 403, 429 and 500. */
  readonly errors?: readonly WireCode[];
  readonly location?: (result: DeepReadonly<z.infer<Result>>) => string;
  handle(
    ctx: Ctx,
    input: { readonly params: ParamsOf<Path>; readonly query: z.infer<Query>; readonly body: unknown },
  ): Promise<DeepReadonly<z.infer<Result>>>;
}

/** What app.ts and openapi.ts need to know of a route, its types erased. */
export interface Route {
  readonly method: Method;
  readonly base: RouteBase;
  readonly path: string;
  readonly operationId: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly role: Role;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly result: z.ZodType;
  readonly status: SuccessStatus;
  readonly statuses: readonly SuccessStatus[];
  readonly statusOf: (result: unknown) => SuccessStatus;
  readonly errors: readonly WireCode[];
  readonly location: ((result: unknown) => string) | undefined;
  readonly handle: (ctx: Ctx, input: { params: Readonly<Record<string, string>>; query: unknown; body: unknown }) => Promise<unknown>;
}

export function defineRoute<
  const Path extends string,
  Result extends z.ZodType,
  Query extends z.ZodType = z.ZodType<Record<string, never>>,
>(definition: RouteDefinition<Path, Query, Result>): Route {
  // The casts are safe: app.ts fills `params` from the same path and parses `query` with the same schema.
  const { handle, location, statuses, status = 200 } = definition;
  return {
    method: definition.method,
    base: definition.base ?? ROUTE_BASES[0],
    path: definition.path,
    operationId: definition.operationId,
    tag: definition.tag,
    summary: definition.summary,
    role: definition.role,
    query: definition.query,
    body: definition.body,
    result: definition.result,
    status,
    statuses: statuses?.all ?? [status],
    statusOf: (result) => statuses?.of(result as DeepReadonly<z.infer<Result>>) ?? status,
    errors: definition.errors ?? [],
    location: location === undefined ? undefined : (result) => location(result as DeepReadonly<z.infer<Result>>),
    handle: (ctx, input) => handle(ctx, input as { params: ParamsOf<Path>; query: z.infer<Query>; body: unknown }),
  };
}
