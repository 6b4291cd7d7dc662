// compare_runs: better or worse than before.
import { z } from 'zod';
import { compareRuns } from '#modules/runs';
import { defineRepairTool, READS } from '../define-repair-tool.ts';
import { catalogDiff, fieldDiff } from '../schemas/changes.ts';
import { runStatus } from '../schemas/runs.ts';
import { idArgument, verdict } from '../schemas/values.ts';

const metric = z.object({ before: z.number().nullable(), after: z.number().nullable(), deltaPercent: z.number().nullable() });
const tools = z.array(z.string());

export const compareRunsTool = defineRepairTool({
  name: 'compare_runs',
  title: 'Compare runs',
  description:
    'Compares a finished run with a baseline: verdict (improved, regressed, mixed, unchanged), each criterion before and after, tools called, time, cost, and what changed in workflow and server. ' +
    'To prove a repair, name the failing run as baselineRunId. Without one, the newest earlier run of the workflow and model that passed is the baseline.',
  role: 'viewer',
  annotations: READS,
  subject: 'runId',
  input: {
    runId: idArgument('The later run; finished'),
    baselineRunId: idArgument('The earlier run, of the same workflow; finished').optional(),
  },
  output: z.object({
    runId: z.string(),
    baselineRunId: z.string().nullable(),
    verdict: z.enum(['regressed', 'improved', 'mixed', 'unchanged', 'no_baseline']).describe('From required criteria'),
    status: z.object({ before: runStatus.nullable(), after: runStatus }),
    criteria: z.array(
      z.object({
        criterionId: z.string(),
        criterionText: z.string(),
        isRequired: z.boolean(),
        before: verdict.nullable(),
        after: verdict.nullable(),
        change: z.enum(['regressed', 'improved', 'same', 'added', 'removed']),
      }),
    ),
    toolCalls: z
      .object({ added: tools, removed: tools, newErrors: tools, fixedErrors: tools, orderChanged: z.boolean() })
      .describe('Names of tools'),
    metrics: z.object({ durationMs: metric, costUsd: metric, tokens: metric, toolCalls: metric, steps: metric }),
    workflowDiff: z.array(fieldDiff),
    catalogDiff: catalogDiff.nullable(),
  }),
  run: (ctx, input) => compareRuns(ctx, input),
});
