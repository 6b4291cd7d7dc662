// Changes of workflows that are proposed, tried and applied (spec 05 §3).
import { z } from 'zod';
import { validationFailed } from '#kernel/errors';
import {
  applyProposal,
  draftRegression,
  getProposal,
  listProposals,
  PROPOSAL_KINDS,
  PROPOSAL_STATES,
  proposePatch,
} from '#modules/proposals';
import type { Proposal } from '#modules/proposals';
import type { Ctx } from '#platform/ctx';
import { withParams } from '../body.ts';
import { namedInBody } from '../named-in-body.ts';
import { defineRoute } from '../route.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';
import { appliedProposal, applyBody, proposal, proposalBody } from '../schemas/proposals.ts';

export const proposalRoutes = [
  defineRoute({
    method: 'get',
    path: '/workflow-change-proposals',
    operationId: 'listProposals',
    tag: 'proposals',
    summary: 'Proposed changes of workflows, newest first',
    role: 'viewer',
    query: z.strictObject({ ...pageQuery, state: z.enum(PROPOSAL_STATES).optional(), workflowId: z.string().optional() }),
    result: pageOf(proposal),
    handle: (ctx, { query }) => listProposals(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/workflow-change-proposals',
    operationId: 'createProposal',
    tag: 'proposals',
    summary: 'Stages a patch of a workflow, or a regression workflow drafted from a failed run; nothing is changed',
    role: 'viewer',
    body: proposalBody,
    result: proposal,
    status: 201,
    errors: ['stale_base_version', 'secret_in_arguments'],
    location: (created) => `/workflow-change-proposals/${created.proposalId}`,
    handle: (ctx, { body }) => propose(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/workflow-change-proposals/{proposalId}',
    operationId: 'getProposal',
    tag: 'proposals',
    summary: 'One proposal with its difference, its warnings and its trials',
    role: 'viewer',
    result: proposal,
    errors: ['proposal_not_found'],
    handle: (ctx, { params }) => getProposal(ctx, { proposalId: params.proposalId }),
  }),
  defineRoute({
    method: 'post',
    path: '/workflow-change-proposals/{proposalId}/apply',
    operationId: 'applyProposal',
    tag: 'proposals',
    summary: 'Makes a patch the next version, or a draft an active manual workflow',
    role: 'editor',
    body: applyBody,
    result: appliedProposal,
    errors: ['proposal_not_found', 'proposal_already_applied', 'proposal_expired', 'stale_base_version', 'secret_in_arguments'],
    handle: (ctx, { params, body }) => applyProposal(ctx, withParams(body, { proposalId: params.proposalId })),
  }),
];

function propose(ctx: Ctx, body: unknown): Promise<Proposal> {
  const { kind, ...rest } = withParams(body, {});
  if (kind === 'patch') return namedInBody('workflow', 'workflowId', proposePatch(ctx, rest));
  if (kind === 'draft') return namedInBody('run', 'runId', draftRegression(ctx, rest));
  const unknown = Object.keys(rest).filter((name) => !KNOWN_FIELDS.has(name));
  throw validationFailed([
    { field: 'kind', message: `must be one of ${PROPOSAL_KINDS.join(', ')}` },
    ...unknown.map((field) => ({ field, message: 'is not a known field' })),
  ]);
}

/** Of either kind. */
const KNOWN_FIELDS = new Set(proposalBody.options.flatMap(({ shape }) => Object.keys(shape)));
