// search_runs: the way in. Which runs there are, newest first.
import { z } from 'zod';
import { CLASSIFICATIONS, RUN_STATUSES, searchRuns } from '#modules/runs';
import { defineRepairTool, READS } from '../define-repair-tool.ts';
import { runSummary } from '../schemas/runs.ts';
import { idArgument, time } from '../schemas/values.ts';

const MAX_TIME = 64;
const timeArgument = (description: string) => z.string().max(MAX_TIME).optional().describe(description);

export const searchRunsTool = defineRepairTool({
  name: 'search_runs',
  title: 'Search runs',
  description:
    'Lists test runs, newest first. Start here to find a failing run: filter by status fail, error or partial, then pass its runId to diagnose_run. ' +
    'A run is one execution of a workflow (a prompt with success criteria) against an MCP server by one model.',
  role: 'viewer',
  annotations: READS,
  subject: 'workflowId',
  input: {
    workflowId: idArgument('Only runs of this workflow').optional(),
    mcpServerId: idArgument('Only runs against this MCP server').optional(),
    modelId: idArgument('Only runs by this model, such as anthropic/claude-sonnet-4-5').optional(),
    status: z
      .enum(RUN_STATUSES)
      .optional()
      .describe('pass, partial, fail: graded. error: could not be graded. pending, running: not finished'),
    classification: z.enum(CLASSIFICATIONS).optional().describe('Only runs that are the fault of this'),
    before: timeArgument('Only runs started before this time (ISO 8601); to page, the nextBefore of the page before'),
    after: timeArgument('Only runs started after this time (ISO 8601)'),
    limit: z.int().min(1).max(100).optional().describe('How many at most, 1–100; default 20. Runs of one millisecond stay on one page'),
  },
  output: z.object({
    runs: z.array(runSummary),
    nextBefore: time.nullable().describe('`before` of the next page; null at the end'),
  }),
  run: (ctx, input) => searchRuns(ctx, input),
});
