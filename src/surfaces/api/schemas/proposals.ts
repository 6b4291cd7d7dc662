// Proposals, as REST answers them (spec 04 §3, 05 §3).
import { z } from 'zod';
import { PROPOSAL_KINDS, PROPOSAL_STATES, TRIAL_VERDICTS } from '#modules/proposals';
import { wireSpecResult, workflowChanges } from '#modules/workflows';
import { time } from './page.ts';
import { runSummary } from './runs.ts';
import { fieldDiff } from './workflows.ts';

const trialVerdict = z.enum(TRIAL_VERDICTS).meta({ id: 'TrialVerdict' });

export const proposal = z
  .strictObject({
    proposalId: z.string(),
    kind: z.enum(PROPOSAL_KINDS),
    workflowId: z.string().nullable().describe('Of a draft null until it is applied'),
    baseVersionId: z.string().nullable(),
    sourceRunId: z.string().nullable(),
    rationale: z.string(),
    evidence: z.array(z.string()),
    spec: wireSpecResult.meta({ id: 'WorkflowContent' }),
    diff: z.array(fieldDiff),
    warnings: z.array(z.string()),
    state: z.enum(PROPOSAL_STATES),
    createdBy: z.strictObject({ type: z.enum(['user', 'key', 'system']), id: z.string(), name: z.string() }),
    createdAt: time,
    expiresAt: time,
    appliedAt: time.nullable(),
    appliedVersionId: z.string().nullable(),
    appliedWorkflowId: z.string().nullable(),
    approvedBy: z.string().nullable(),
    trials: z.strictObject({
      runs: z.array(runSummary).describe('The newest 20'),
      current: z.array(runSummary).describe("The current version's newest run of each target"),
      verdict: trialVerdict,
    }),
    resourceUri: z.string(),
    url: z.string(),
  })
  .meta({ id: 'Proposal' });

const rationale = z.string().min(10).max(4000);

export const proposalBody = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('patch'),
      workflowId: z.string(),
      baseVersionId: z.string().describe('Must be the current version'),
      rationale,
      changes: workflowChanges,
      evidence: z.array(z.string()).max(50).optional().describe('Ids of runs, criteria, tool calls and trace events'),
    }),
    z.strictObject({
      kind: z.literal('draft'),
      runId: z.string().describe('Finished, with status partial, fail or error'),
      rationale,
      name: z.string().min(1).max(120).optional(),
      criterionIds: z.array(z.string()).min(1).max(50).optional(),
    }),
  ])
  .meta({ id: 'NewProposal' });

export const applyBody = z.strictObject({ approvedBy: z.string().min(1).max(200).optional() }).meta({ id: 'ApplyProposal' });

export const appliedProposal = z
  .strictObject({
    proposalId: z.string(),
    workflowId: z.string(),
    version: z.strictObject({ id: z.string(), number: z.int() }),
    created: z.boolean().describe('True: a draft became a workflow'),
    diff: z.array(fieldDiff),
    trial: trialVerdict,
  })
  .meta({ id: 'AppliedProposal' });
