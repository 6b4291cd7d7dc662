// Runs: the list, one run, its trace, verdicts, calls, artifacts, comparison; cancel and rerun (spec 05 §4).
import { z } from 'zod';
import {
  cancelRun,
  CLASSIFICATIONS,
  compareRuns,
  diagnoseRun,
  getEvaluation,
  getRun,
  getTrace,
  listArtifacts,
  listRuns,
  listToolCalls,
  rerunRun,
  RUN_STATUSES,
} from '#modules/runs';
import { withParams } from '../body.ts';
import { defineRoute } from '../route.ts';
import { DONE, okResult, pageOf, pageOfAll, pageQuery, wholeNumber } from '../schemas/page.ts';
import { artifact, comparison, diagnosis, evaluation, run, runSummary, startedRuns, toolCallRow, trace } from '../schemas/runs.ts';

const MAX_ATTEMPTS = 5;
const MAX_SEQ = 999_999_999;

const RUN_SORTS = ['-startedAt', 'startedAt', '-durationMs', 'durationMs', '-costUsd', 'costUsd'] as const;

export const runRoutes = [
  defineRoute({
    method: 'get',
    path: '/runs',
    operationId: 'listRuns',
    tag: 'runs',
    summary: 'Runs in a range, newest first',
    role: 'viewer',
    query: z.strictObject({
      ...pageQuery,
      range: z.enum(['24h', '7d', '30d']).default('24h'),
      workflowId: z.string().optional(),
      mcpServerId: z.string().optional(),
      modelId: z.string().optional(),
      status: z.enum(RUN_STATUSES).optional(),
      classification: z.enum(CLASSIFICATIONS).optional(),
      search: z.string().max(200).optional(),
      sort: z.enum(RUN_SORTS).default('-startedAt'),
    }),
    result: pageOf(runSummary),
    handle: (ctx, { query }) => listRuns(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{runId}',
    operationId: 'getRun',
    tag: 'runs',
    summary: 'One run',
    role: 'viewer',
    result: run,
    errors: ['run_not_found'],
    handle: (ctx, { params }) => getRun(ctx, { runId: params.runId }),
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{runId}/trace',
    operationId: 'getRunTrace',
    tag: 'runs',
    summary: 'Events of one attempt, in order; afterSeq continues',
    role: 'viewer',
    query: z.strictObject({
      attempt: wholeNumber(1, MAX_ATTEMPTS).optional(),
      type: z.string().max(40).optional(),
      afterSeq: wholeNumber(0, MAX_SEQ).optional(),
      limit: wholeNumber(1, 1000).default(500),
    }),
    result: trace,
    errors: ['run_not_found', 'trace_expired'],
    handle: async (ctx, { params, query }) => traceOf(await getTrace(ctx, { runId: params.runId, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{runId}/evaluation',
    operationId: 'getRunEvaluation',
    tag: 'runs',
    summary: 'Verdicts with their evidence',
    role: 'viewer',
    result: evaluation,
    errors: ['run_not_found'],
    handle: (ctx, { params }) => getEvaluation(ctx, { runId: params.runId }),
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{runId}/tool-calls',
    operationId: 'listRunToolCalls',
    tag: 'runs',
    summary: 'Tool calls with arguments and results',
    role: 'viewer',
    query: z.strictObject({ ...pageQuery, attempt: wholeNumber(1, MAX_ATTEMPTS).optional() }),
    result: pageOf(toolCallRow),
    errors: ['run_not_found', 'trace_expired'],
    handle: async (ctx, { params, query: { attempt, ...page } }) =>
      pageOfAll(await listToolCalls(ctx, { runId: params.runId, ...(attempt === undefined ? {} : { attempt }) }), page),
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{runId}/artifacts',
    operationId: 'listRunArtifacts',
    tag: 'runs',
    summary: 'Final answer, judge report and other files of a run',
    role: 'viewer',
    result: z.strictObject({ runId: z.string(), artifacts: z.array(artifact) }),
    errors: ['run_not_found', 'trace_expired'],
    handle: async (ctx, { params }) => ({ runId: params.runId, artifacts: await listArtifacts(ctx, { runId: params.runId }) }),
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{runId}/diagnosis',
    operationId: 'diagnoseRun',
    tag: 'runs',
    summary: 'Why a finished run ended as it did, and what could be changed: from stored evidence, without a model',
    role: 'viewer',
    result: diagnosis,
    errors: ['run_not_found'],
    handle: (ctx, { params }) => diagnoseRun(ctx, { runId: params.runId }),
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{runId}/compare',
    operationId: 'compareRuns',
    tag: 'runs',
    summary: 'This run against its baseline, or a named one',
    role: 'viewer',
    query: z.strictObject({ baselineRunId: z.string().optional() }),
    result: comparison,
    errors: ['run_not_found'],
    handle: (ctx, { params, query }) => compareRuns(ctx, { runId: params.runId, ...query }),
  }),
  defineRoute({
    method: 'post',
    path: '/runs/{runId}/cancel',
    operationId: 'cancelRun',
    tag: 'runs',
    summary: 'Ends a pending or running run as cancelled',
    role: 'editor',
    result: okResult,
    errors: ['run_not_found', 'conflict'],
    handle: async (ctx, { params }) => {
      await cancelRun(ctx, { runId: params.runId });
      return DONE;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/runs/{runId}/rerun',
    operationId: 'rerunRun',
    tag: 'runs',
    summary: 'Runs the same target again with this run as baseline',
    role: 'editor',
    body: z.strictObject({ version: z.enum(['current', 'own']).optional() }),
    result: startedRuns,
    status: 202,
    errors: ['run_not_found', 'conflict'],
    handle: (ctx, { params, body }) => rerunRun(ctx, withParams(body, { runId: params.runId })),
  }),
];

type Trace = Awaited<ReturnType<typeof getTrace>>;

/** An event's data is one of many shapes; on the wire it is an object. */
const traceOf = ({ events, ...rest }: Trace) => ({ ...rest, events: events.map((event) => ({ ...event, data: { ...event.data } })) });
