// armature://workflow-change-proposals/{id}: what is staged, why, and what its trials say beside the current version.
import { getProposal } from '#modules/proposals';
import { proposalIds } from '../completions.ts';
import { boundedJson } from './bounded-json.ts';
import type { RepairTemplate } from './repair-resource.ts';

export const proposalResource: RepairTemplate = {
  uriTemplate: 'armature://workflow-change-proposals/{id}',
  name: 'workflow-change-proposal',
  title: 'Workflow change proposal',
  description:
    'A staged change: rationale, evidence, diff, warnings, state (staged, applied, expired), who made it, until when it can be applied, ' +
    'and `trials`: runs of the proposed content beside the newest runs of the current version, with a verdict.',
  read: async (ctx, proposalId) => boundedJson(await getProposal(ctx, { proposalId })),
  complete: proposalIds,
};
