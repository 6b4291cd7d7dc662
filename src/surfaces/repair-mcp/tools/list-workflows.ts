// list_workflows: the tests there are, with how they do.
import { z } from 'zod';
import { summarizeWorkflows } from '#modules/runs';
import { getServer } from '#modules/servers';
import { listWorkflows, WORKFLOW_STATES } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { WorkflowSummary } from '#modules/runs';
import { defineRepairTool, READS } from '../define-repair-tool.ts';
import { cursorAfter, listPage } from '../list-page.ts';
import { runStatus } from '../schemas/runs.ts';
import { idArgument, listArguments, nextCursor, time } from '../schemas/values.ts';

const MAX_SEARCH = 200;

export const listWorkflowsTool = defineRepairTool({
  name: 'list_workflows',
  title: 'List workflows',
  description:
    'Lists workflows, oldest first, with pass rate, last run and current version. A workflow tests one MCP server: an agent works through its prompt and each of its criteria is graded. ' +
    'Use get_workflow for the content of one.',
  role: 'viewer',
  annotations: READS,
  subject: 'mcpServerId',
  input: {
    mcpServerId: idArgument('Only workflows that test this MCP server').optional(),
    state: z.enum(WORKFLOW_STATES).optional().describe('Default: active and paused ones'),
    search: z.string().max(MAX_SEARCH).optional().describe('Text in name or description, case ignored'),
    ...listArguments,
  },
  output: z.object({
    workflows: z.array(
      z.object({
        workflowId: z.string(),
        name: z.string(),
        mcpServerId: z.string(),
        state: z.enum(WORKFLOW_STATES),
        scheduleLabel: z.string(),
        passRate7d: z.number().nullable().describe('0–1, of graded runs; null without one'),
        lastRun: z.object({ runId: z.string(), status: runStatus, endedAt: time.nullable() }).nullable(),
        currentVersion: z.object({ id: z.string(), number: z.int(), createdAt: time }),
      }),
    ),
    nextCursor,
  }),
  run: async (ctx, { mcpServerId, state = 'live', search, ...list }) => {
    const asked = listPage(list);
    if (mcpServerId !== undefined) await getServer(ctx, { serverId: mcpServerId });
    const page = await listWorkflows(ctx, { ...asked, mcpServerId, state, search, environment: 'all', sort: 'createdAt' });
    const summaries = await summarizeWorkflows(
      ctx,
      page.rows.map(({ id }) => id),
    );
    return { workflows: page.rows.map((one) => rowOf(one, summaries.get(one.id))), nextCursor: cursorAfter(page) };
  },
});

const rowOf = (one: Workflow, summary: WorkflowSummary | undefined) => ({
  workflowId: one.id,
  name: one.name,
  mcpServerId: one.mcpServerId,
  state: one.state,
  scheduleLabel: one.scheduleLabel,
  passRate7d: summary?.passRate7d ?? null,
  lastRun: summary?.lastRun ?? null,
  currentVersion: one.currentVersion,
});
