// run_workflow_now: run a workflow, or try a proposal, and wait for the end if asked.
import { z } from 'zod';
import { getProposal, startTrial } from '#modules/proposals';
import { inspectRun, startRuns } from '#modules/runs';
import type { StartedRuns } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import type { ToolContext } from '#platform/mcp/define-tool';
import { defineRepairTool } from '../define-repair-tool.ts';
import { inspectedRun, startedRunsFields } from '../schemas/runs.ts';
import { trials } from '../schemas/proposals.ts';
import { idArgument } from '../schemas/values.ts';
import { waitForEnd } from '../wait-for-end.ts';

const MAX_REASON = 200;
const MAX_KEY = 128;
const MAX_TARGETS = 8;

export const runWorkflowNowTool = defineRepairTool({
  name: 'run_workflow_now',
  title: 'Run a workflow now',
  description:
    'Starts a run of a workflow for each of its models: really calls the tools of the MCP server under test, which may change data there. ' +
    'With proposalId it runs the proposed content instead, without applying it (a trial: it counts for no statistic), and `trial` answers its results beside those of the current version. ' +
    'With wait true it answers when all runs have ended, with what inspect_run shows of each; if that takes too long the error is run_wait_timeout, the runs go on, ' +
    'and details.runs says how far they are: use inspect_run later. The same reason and idempotencyKey (default: you and the current minute) answer the runs that exist.',
  role: 'editor',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  subject: 'workflowId',
  input: {
    workflowId: idArgument('Active or paused'),
    proposalId: idArgument('A staged proposal to try instead of the current version').optional(),
    reason: z
      .string()
      .max(MAX_REASON)
      .optional()
      .describe('Shown with the run, such as "after fixing the refund prompt"; default "manual run"'),
    idempotencyKey: z
      .string()
      .min(1)
      .max(MAX_KEY)
      .optional()
      .describe('1–128 printable ASCII characters: makes a repeated call answer the same runs'),
    forceNewRun: z.boolean().optional().describe('Start new runs whatever exists; default false'),
    baselineRunId: idArgument('A finished run of this workflow to compare with; name the failing run to prove a repair').optional(),
    modelIds: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(MAX_TARGETS)
      .optional()
      .describe("Only these of the workflow's models; default all"),
    wait: z.boolean().optional().describe('Wait until all runs have ended; default false'),
  },
  output: z.object({
    ...startedRunsFields,
    results: z.array(inspectedRun).nullable().describe('With wait: as inspect_run, in the order of runs'),
    trial: trials.nullable().describe('With proposalId'),
  }),
  run: async (ctx, { wait = false, proposalId, ...order }, context) => {
    const started = proposalId === undefined ? await startRuns(ctx, order) : await startTrial(ctx, { ...order, proposalId });
    const ended = wait ? await endOf(ctx, started, context) : { ...started, results: null };
    return { ...ended, trial: proposalId === undefined ? null : await trialsOf(ctx, proposalId) };
  },
});

async function endOf(ctx: Ctx, started: StartedRuns, context: ToolContext) {
  const statuses = await waitForEnd(ctx, started, context);
  const results = await Promise.all(started.runs.map(({ runId }) => inspectRun(ctx, { runId })));
  return { ...started, runs: started.runs.map((run) => ({ ...run, status: statuses.get(run.runId) ?? run.status })), results };
}

async function trialsOf(ctx: Ctx, proposalId: string) {
  const { trials: found } = await getProposal(ctx, { proposalId });
  return { proposalId, ...found };
}
