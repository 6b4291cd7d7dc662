// Sources: OpenAPI-backed endpoints, and the secrets their calls need (spec 05 §3, 06, 07 §5).
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { serverUsage } from '#modules/monitors';
import { checkActivation } from '#modules/products';
import {
  activateSource,
  createSource,
  createSourceInput,
  getSource,
  listSources,
  listSourceSecrets,
  pauseSource,
  putSourceSecret,
  removeSource,
  removeSourceSecret,
  SECRET_NAME,
  SOURCE_MODES,
  SOURCE_STATES,
  updateSource,
  updateSourceInput,
} from '#modules/sources';
import { withParams } from '../body.ts';
import { defineRoute } from '../route.ts';
import { searchQuery } from '../schemas/filters.ts';
import { DONE, flag, okResult, pageOf, pageOfAll, pageQuery } from '../schemas/page.ts';
import { secretBody, source, sourceSecret } from '../schemas/sources.ts';

export const sourceRoutes = [
  defineRoute({
    method: 'get',
    path: '/sources',
    operationId: 'listSources',
    tag: 'sources',
    summary: 'Sources by name',
    role: 'viewer',
    query: z.strictObject({
      ...pageQuery,
      mode: z.enum(SOURCE_MODES).optional(),
      state: z.enum(SOURCE_STATES).optional(),
      search: searchQuery('name and slug'),
    }),
    result: pageOf(source),
    handle: (ctx, { query }) => listSources(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/sources',
    operationId: 'createSource',
    tag: 'sources',
    summary: 'Adds a source with its managed MCP server record',
    role: 'editor',
    body: createSourceInput.meta({ id: 'NewSource' }),
    result: source,
    status: 201,
    errors: ['conflict', 'secret_in_arguments'],
    location: (created) => `/sources/${created.slug}`,
    handle: (ctx, { body }) => createSource(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/sources/{sourceSlug}',
    operationId: 'getSource',
    tag: 'sources',
    summary: 'One source',
    role: 'viewer',
    result: source,
    errors: ['source_not_found'],
    handle: (ctx, { params }) => getSource(ctx, { slug: params.sourceSlug }),
  }),
  defineRoute({
    method: 'patch',
    path: '/sources/{sourceSlug}',
    operationId: 'updateSource',
    tag: 'sources',
    summary: 'Changes a source; switching its mode needs the role admin',
    role: 'editor',
    body: updateSourceInput.meta({ id: 'SourcePatch' }),
    result: source,
    errors: ['source_not_found', 'conflict', 'secret_in_arguments'],
    handle: (ctx, { params, body }) => updateSource(ctx, withParams(body, { slug: params.sourceSlug }), checkActivation),
  }),
  defineRoute({
    method: 'delete',
    path: '/sources/{sourceSlug}',
    operationId: 'removeSource',
    tag: 'sources',
    summary: 'Deletes a source with its bundles and secrets; force=true pauses what uses its server first',
    role: 'admin',
    query: z.strictObject({ force: flag }),
    result: okResult,
    errors: ['source_not_found', 'conflict'],
    handle: async (ctx, { params, query }) => {
      await removeSource(ctx, { slug: params.sourceSlug, force: query.force }, serverUsage);
      return DONE;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/sources/{sourceSlug}/activate',
    operationId: 'activateSource',
    tag: 'sources',
    summary: 'Activates or resumes a source; 409 names what is missing',
    role: 'editor',
    result: source,
    errors: ['source_not_found', 'conflict'],
    handle: (ctx, { params }) => activateSource(ctx, { slug: params.sourceSlug }, checkActivation),
  }),
  defineRoute({
    method: 'post',
    path: '/sources/{sourceSlug}/pause',
    operationId: 'pauseSource',
    tag: 'sources',
    summary: 'Pauses a source: its endpoint answers source_paused',
    role: 'editor',
    result: source,
    errors: ['source_not_found'],
    handle: (ctx, { params }) => pauseSource(ctx, { slug: params.sourceSlug }),
  }),
  defineRoute({
    method: 'get',
    path: '/sources/{sourceSlug}/secrets',
    operationId: 'listSourceSecrets',
    tag: 'sources',
    summary: 'Secrets by name; their values are never read back',
    role: 'editor',
    query: z.strictObject({ ...pageQuery, environment: z.string().optional() }),
    result: pageOf(sourceSecret),
    errors: ['source_not_found'],
    handle: async (ctx, { params, query: { environment, ...page } }) =>
      pageOfAll(await listSourceSecrets(ctx, { slug: params.sourceSlug, environment }), page),
  }),
  defineRoute({
    method: 'put',
    path: '/sources/{sourceSlug}/secrets/{secretName}',
    operationId: 'putSourceSecret',
    tag: 'sources',
    summary: 'Sets a secret for one environment',
    role: 'admin',
    body: secretBody,
    result: okResult,
    errors: ['source_not_found', 'source_secret_not_found', 'conflict'],
    handle: async (ctx, { params, body }) => {
      await putSourceSecret(ctx, withParams(body, { slug: params.sourceSlug, name: secretNamed(params.secretName) }));
      return DONE;
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/sources/{sourceSlug}/secrets/{secretName}',
    operationId: 'removeSourceSecret',
    tag: 'sources',
    summary: 'Removes a secret of one environment',
    role: 'admin',
    query: z.strictObject({ environment: z.string().optional() }),
    result: okResult,
    errors: ['source_not_found', 'source_secret_not_found'],
    handle: async (ctx, { params, query }) => {
      await removeSourceSecret(ctx, { slug: params.sourceSlug, name: secretNamed(params.secretName), ...query });
      return DONE;
    },
  }),
];

/** In a path a name that no secret could have is that of none (spec 05 §1). */
function secretNamed(name: string): string {
  if (!SECRET_NAME.test(name)) throw notFound('source_secret');
  return name;
}
