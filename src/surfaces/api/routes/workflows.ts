// Workflows, their versions, and starting runs of them (spec 05 §3–4).
import { z } from 'zod';
import { startTrial } from '#modules/proposals';
import { startRuns, summarizeWorkflows } from '#modules/runs';
import type { StartedRuns } from '#modules/runs';
import {
  checkWorkflow,
  createWorkflow,
  getVersion,
  getWorkflow,
  listVersions,
  listWorkflows,
  removeWorkflow,
  restoreVersion,
  updateWorkflow,
  WORKFLOW_STATES,
  workflowInput,
  workflowPatch,
} from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { withParams } from '../body.ts';
import { namedInBody } from '../named-in-body.ts';
import { defineRoute } from '../route.ts';
import { categoryQuery, environmentQuery, oneOfQuery, searchQuery, sortQuery } from '../schemas/filters.ts';
import { DONE, okResult, pageOf, pageQuery } from '../schemas/page.ts';
import { startedRuns, startRunsBody } from '../schemas/runs.ts';
import { checkBody, version, versionRow, workflow, workflowCheck } from '../schemas/workflows.ts';

export const workflowRoutes = [
  defineRoute({
    method: 'get',
    path: '/workflows',
    operationId: 'listWorkflows',
    tag: 'workflows',
    summary: 'Active workflows unless state says otherwise',
    role: 'viewer',
    query: z.strictObject({
      ...pageQuery,
      ...categoryQuery,
      environment: environmentQuery,
      mcpServerId: z.string().optional(),
      state: oneOfQuery([...WORKFLOW_STATES, 'live', 'all'], 'active').meta({ description: 'live: all but the archived ones' }),
      search: searchQuery('name and description'),
      sort: sortQuery(['name', 'createdAt', 'updatedAt'], '-createdAt'),
    }),
    result: pageOf(workflow),
    handle: async (ctx, { query }) => {
      const page = await listWorkflows(ctx, query);
      return { ...page, rows: await withRuns(ctx, page.rows) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/workflows',
    operationId: 'createWorkflow',
    tag: 'workflows',
    summary: 'Saves version 1 and computes the first tick; no run starts at once',
    role: 'editor',
    body: workflowInput,
    result: workflow,
    status: 201,
    errors: ['secret_in_arguments'],
    location: (created) => `/workflows/${created.id}`,
    handle: async (ctx, { body }) => oneWithRuns(ctx, await createWorkflow(ctx, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/workflows/check',
    operationId: 'checkWorkflow',
    tag: 'workflows',
    summary: 'Checks an unsaved workflow; changes nothing',
    role: 'viewer',
    body: checkBody,
    result: workflowCheck,
    handle: (ctx, { body }) => checkWorkflow(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/workflows/{workflowId}',
    operationId: 'getWorkflow',
    tag: 'workflows',
    summary: 'One workflow with its current version',
    role: 'viewer',
    result: workflow,
    errors: ['workflow_not_found'],
    handle: async (ctx, { params }) => oneWithRuns(ctx, await getWorkflow(ctx, { workflowId: params.workflowId })),
  }),
  defineRoute({
    method: 'patch',
    path: '/workflows/{workflowId}',
    operationId: 'updateWorkflow',
    tag: 'workflows',
    summary: 'Saves a new version; criteria replaces the list, schedule null makes it manual',
    role: 'editor',
    body: workflowPatch,
    result: workflow,
    errors: ['workflow_not_found', 'conflict', 'stale_base_version', 'secret_in_arguments'],
    handle: async (ctx, { params, body }) =>
      oneWithRuns(ctx, await updateWorkflow(ctx, withParams(body, { workflowId: params.workflowId }))),
  }),
  defineRoute({
    method: 'delete',
    path: '/workflows/{workflowId}',
    operationId: 'removeWorkflow',
    tag: 'workflows',
    summary: 'Archives a workflow',
    role: 'editor',
    result: okResult,
    errors: ['workflow_not_found'],
    handle: async (ctx, { params }) => {
      await removeWorkflow(ctx, { workflowId: params.workflowId });
      return DONE;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/workflows/{workflowId}/versions',
    operationId: 'listWorkflowVersions',
    tag: 'workflows',
    summary: 'Versions, newest first, each with its difference to the one before',
    role: 'viewer',
    query: z.strictObject(pageQuery),
    result: pageOf(versionRow),
    errors: ['workflow_not_found'],
    handle: (ctx, { params, query }) => listVersions(ctx, { workflowId: params.workflowId, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: '/workflows/{workflowId}/versions/{versionId}',
    operationId: 'getWorkflowVersion',
    tag: 'workflows',
    summary: 'One version with its content',
    role: 'viewer',
    result: version,
    errors: ['workflow_not_found', 'version_not_found'],
    handle: (ctx, { params }) => getVersion(ctx, { workflowId: params.workflowId, versionId: params.versionId }),
  }),
  defineRoute({
    method: 'post',
    path: '/workflows/{workflowId}/versions/{versionId}/restore',
    operationId: 'restoreWorkflowVersion',
    tag: 'workflows',
    summary: 'Copies an earlier version into a new one',
    role: 'editor',
    result: workflow,
    errors: ['workflow_not_found', 'version_not_found', 'conflict'],
    handle: async (ctx, { params }) =>
      oneWithRuns(ctx, await restoreVersion(ctx, { workflowId: params.workflowId, versionId: params.versionId })),
  }),
  defineRoute({
    method: 'post',
    path: '/workflows/{workflowId}/runs',
    operationId: 'startRuns',
    tag: 'runs',
    summary: 'Queues a run per target, of the current version or of a proposal; the same idempotency key returns the existing ones',
    role: 'editor',
    body: startRunsBody,
    result: startedRuns,
    status: 202,
    errors: ['workflow_not_found', 'conflict', 'proposal_already_applied', 'proposal_expired'],
    handle: (ctx, { params, body }) => start(ctx, withParams(body, { workflowId: params.workflowId })),
  }),
];

const start = (ctx: Ctx, wanted: Record<string, unknown>): Promise<StartedRuns> =>
  Object.hasOwn(wanted, 'proposalId') ? namedInBody('proposal', 'proposalId', startTrial(ctx, wanted)) : startRuns(ctx, wanted);

/** What is derived from runs is joined here: workflows know nothing of runs. */
async function withRuns(ctx: Ctx, workflows: readonly Workflow[]) {
  const summaries = await summarizeWorkflows(
    ctx,
    workflows.map(({ id }) => id),
  );
  return workflows.map((one) => ({
    ...one,
    passRate7d: summaries.get(one.id)?.passRate7d ?? null,
    lastRun: summaries.get(one.id)?.lastRun ?? null,
  }));
}

async function oneWithRuns(ctx: Ctx, one: Workflow) {
  const summaries = await summarizeWorkflows(ctx, [one.id]);
  const summary = summaries.get(one.id);
  return { ...one, passRate7d: summary?.passRate7d ?? null, lastRun: summary?.lastRun ?? null };
}
