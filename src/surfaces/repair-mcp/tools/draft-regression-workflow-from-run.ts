// draft_regression_workflow_from_run: stage a new workflow that watches for the same failure.
import { z } from 'zod';
import { draftRegression } from '#modules/proposals';
import { defineRepairTool, STAGES } from '../define-repair-tool.ts';
import { rationaleArgument } from '../schemas/proposal-arguments.ts';
import { stagedFields } from '../schemas/proposals.ts';
import { idArgument } from '../schemas/values.ts';
import { specResult } from '../schemas/workflow-spec.ts';

const MAX_NAME = 120;
const MAX_CRITERIA = 50;

export const draftRegressionTool = defineRepairTool({
  name: 'draft_regression_workflow_from_run',
  title: 'Draft a regression workflow',
  description:
    'Stages a new workflow made from a run that did not pass, so that the same failure is caught again: same prompt, server and limits, the failing criteria, ' +
    'and checks distilled from the trace. Manual: it has no schedule. Nothing is created yet; after a person approved, apply_workflow_change creates it.',
  role: 'viewer',
  annotations: STAGES,
  subject: 'runId',
  input: {
    runId: idArgument('A finished run with status partial, fail or error'),
    rationale: rationaleArgument,
    name: z.string().min(1).max(MAX_NAME).optional().describe('Of the new workflow; default "Regression: <workflow> <date>"'),
    criterionIds: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(MAX_CRITERIA)
      .optional()
      .describe("Criteria of the run's version to keep; default the failing required ones, or all after an error"),
  },
  output: z.object({
    kind: z.literal('draft'),
    workflowId: z.null().describe('There is none before it is applied'),
    sourceRunId: z.string(),
    ...stagedFields,
    spec: specResult,
  }),
  run: async (ctx, input) => {
    const proposal = await draftRegression(ctx, input);
    return { ...proposal, kind: 'draft' as const, workflowId: null, sourceRunId: proposal.sourceRunId ?? input.runId };
  },
});
