// Stages a change of a workflow's content; nothing of the workflow changes until somebody applies it (spec 04 §3).
import { z } from 'zod';
import { validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { diffToWire, planChange } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { checkEvidence } from './check-evidence.ts';
import { presentOne } from './present-proposals.ts';
import type { Proposal } from './proposal.ts';
import { rationaleField } from './rationale-field.ts';
import { stageProposal } from './stage-proposal.ts';

const MAX_EVIDENCE = 50;
const MAX_ID = 200;

const input = z.strictObject({
  workflowId: z.string('must be text'),
  baseVersionId: z.string('must be text'),
  rationale: rationaleField,
  // Looked at by planChange, which says what is wrong in it.
  changes: z.unknown(),
  evidence: z.array(z.string('must be text').max(MAX_ID)).max(MAX_EVIDENCE).default([]),
});

/** Throws, in this order, for an unknown workflow, a base that is not current, and everything else that is wrong at once. */
export async function proposePatch(ctx: Ctx, raw: unknown): Promise<Proposal> {
  requireRole(ctx, 'viewer');
  refuseSecrets(raw);
  const { rationale, evidence, ...wanted } = parseInput(input, raw);
  const planned = await planChange(ctx, { ...wanted, changes: wanted.changes });
  const [first, ...rest] = [...planned.errors, ...(await checkEvidence(ctx, evidence))];
  if (first) throw validationFailed([first, ...rest]);
  const stored = await stageProposal(ctx, {
    kind: 'patch',
    homeWorkflowId: planned.workflowId,
    baseVersionId: planned.baseVersionId,
    sourceRunId: null,
    rationale,
    evidence,
    diff: diffToWire(planned.diff),
    warnings: planned.warnings,
    spec: planned.spec,
  });
  return presentOne(ctx, stored);
}
