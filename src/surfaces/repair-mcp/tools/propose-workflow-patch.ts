// propose_workflow_patch: stage a change of a workflow. Nothing changes until it is applied.
import { z } from 'zod';
import { proposePatch } from '#modules/proposals';
import { workflowChanges } from '#modules/workflows';
import { defineRepairTool, STAGES } from '../define-repair-tool.ts';
import { stagedFields } from '../schemas/proposals.ts';
import { evidenceArgument, rationaleArgument } from '../schemas/proposal-arguments.ts';
import { idArgument } from '../schemas/values.ts';

const CHANGES =
  'Only what is to change, in the format of armature://schemas/workflow, except mcpServerId. `criteria` takes operations instead of a list: ' +
  'add, update, remove, move, by 1-based position, carried out in order';

export const proposeWorkflowPatchTool = defineRepairTool({
  name: 'propose_workflow_patch',
  title: 'Propose a workflow patch',
  description:
    'Stages a change of a workflow: prompt, criteria, models, limits, tool policy, schedule. Nothing changes and nothing runs yet. Answers the field diff and warnings. ' +
    'Next: try it (run_workflow_now with proposalId and wait), show diff, warnings and trial to a person, and only after approval apply_workflow_change. ' +
    'Never weaken a criterion just to make a run pass: removing or loosening a required one is answered with a warning that the person sees.',
  role: 'viewer',
  annotations: STAGES,
  subject: 'workflowId',
  input: {
    workflowId: idArgument('The workflow to change; not archived'),
    baseVersionId: idArgument('version.id of get_workflow; must be the current one, else stale_base_version'),
    rationale: rationaleArgument,
    changes: z.record(z.string(), z.unknown()),
    evidence: evidenceArgument,
  },
  // The verb decides, and names the field as the caller wrote it.
  shown: { changes: workflowChanges.describe(CHANGES) },
  output: z.object({ kind: z.literal('patch'), workflowId: z.string(), ...stagedFields }),
  run: async (ctx, input) => {
    const proposal = await proposePatch(ctx, input);
    return { ...proposal, kind: 'patch' as const, workflowId: input.workflowId };
  },
});
