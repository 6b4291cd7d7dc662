// apply_workflow_change: make a staged change real, after a person agreed.
import { z } from 'zod';
import { applyProposal } from '#modules/proposals';
import { defineRepairTool, STAGES } from '../define-repair-tool.ts';
import { fieldDiff } from '../schemas/changes.ts';
import { trialVerdict } from '../schemas/proposals.ts';
import { idArgument } from '../schemas/values.ts';

const MAX_NAME = 200;

export const applyWorkflowChangeTool = defineRepairTool({
  name: 'apply_workflow_change',
  title: 'Apply a workflow change',
  description:
    'Makes a staged proposal real: a patch becomes the next version of its workflow, a draft becomes a new active manual workflow. ' +
    'Call it only after a person has seen diff and warnings and agreed; name that person in approvedBy. A proposal can be applied once, within 24 hours, ' +
    'and while its base version is still current; after stale_base_version propose again on details.currentVersionId. Then prove it: run_workflow_now with wait, compare_runs.',
  role: 'editor',
  annotations: STAGES,
  subject: 'proposalId',
  input: {
    proposalId: idArgument('From propose_workflow_patch or draft_regression_workflow_from_run'),
    approvedBy: z.string().min(1).max(MAX_NAME).optional().describe('Name of the person who approved; kept in the audit log'),
  },
  output: z.object({
    proposalId: z.string(),
    workflowId: z.string(),
    version: z.object({ id: z.string(), number: z.int() }),
    created: z.boolean().describe('A new workflow was made'),
    diff: z.array(fieldDiff),
    trial: trialVerdict,
  }),
  run: (ctx, input) => applyProposal(ctx, input),
});
