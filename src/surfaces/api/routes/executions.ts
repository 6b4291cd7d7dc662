// What agents ran on a source in mode code, and the same for people who try it out (spec 05 §3, 07 §6, §8).
import { z } from 'zod';
import {
  checkScript,
  checkScriptInput,
  listExecutions,
  TOOLS,
  tryScript,
  tryScriptInput,
  trySearch,
  trySearchInput,
} from '#modules/codemode';
import { defineRoute } from '../route.ts';
import { execution, executionAnswer, scriptCheck, searchResult } from '../schemas/executions.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';

const yesOrNo = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((text) => text === 'true')
  .meta({ asQuery: { type: 'boolean' } });

export const executionRoutes = [
  defineRoute({
    method: 'get',
    path: '/sources/{sourceSlug}/executions',
    operationId: 'listExecutions',
    tag: 'sources',
    summary: 'Tool calls of agents on a source, newest first: without scripts, arguments and results',
    role: 'viewer',
    query: z.strictObject({
      ...pageQuery,
      environment: z.string().max(32).optional(),
      tool: z.enum(TOOLS).optional(),
      ok: yesOrNo.optional(),
    }),
    result: pageOf(execution),
    errors: ['source_not_found'],
    handle: (ctx, { params, query }) => listExecutions(ctx, { ...query, slug: params.sourceSlug }),
  }),
  defineRoute({
    method: 'post',
    path: '/sources/{sourceSlug}/search',
    operationId: 'searchSource',
    tag: 'sources',
    summary: "Searches the SDK of a source's active bundle, as search_sdk does",
    role: 'viewer',
    body: trySearchInput.meta({ id: 'SourceSearch' }),
    result: searchResult,
    errors: ['source_not_found', 'bundle_not_found', 'source_paused'],
    handle: (ctx, { params, body }) => trySearch(ctx, { slug: params.sourceSlug }, body),
  }),
  defineRoute({
    method: 'post',
    path: '/sources/{sourceSlug}/check',
    operationId: 'checkScript',
    tag: 'sources',
    summary: "What is wrong with a script, by its syntax and the types of a source's active bundle; nothing runs and nothing is kept",
    role: 'viewer',
    body: checkScriptInput.meta({ id: 'SourceScriptCheck' }),
    result: scriptCheck,
    errors: ['source_not_found', 'bundle_not_found', 'source_paused', 'unavailable'],
    handle: (ctx, { params, body }) => checkScript(ctx, { slug: params.sourceSlug }, body),
  }),
  defineRoute({
    method: 'post',
    path: '/sources/{sourceSlug}/execute',
    operationId: 'executeOnSource',
    tag: 'sources',
    summary: "Runs a script against a source's active bundle, as execute_script does; a script that fails is answered with 200 and why",
    role: 'viewer',
    body: tryScriptInput.meta({ id: 'SourceScript' }),
    result: executionAnswer,
    errors: ['source_not_found', 'bundle_not_found', 'source_paused', 'unavailable'],
    handle: (ctx, { params, body }) => tryScript(ctx, { slug: params.sourceSlug }, body),
  }),
];
