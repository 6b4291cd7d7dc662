// Calls of agents that wait for a person (spec 11 §7).
import { z } from 'zod';
import { APPROVAL_STATES, decideApproval, getApproval, listApprovals } from '#modules/codemode';
import { withParams } from '../body.ts';
import { defineRoute } from '../route.ts';
import { approval, approvalSummary, decisionBody } from '../schemas/approvals.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';

/** For people only, who have sessions. */
export const decideRoute = defineRoute({
  method: 'post',
  path: '/approvals/{approvalId}/decide',
  operationId: 'decideApproval',
  tag: 'sources',
  summary: 'Approves or rejects it, once; the script goes on. Only people may: a key is refused, whatever its role',
  role: 'editor',
  body: decisionBody,
  result: approval,
  errors: ['approval_not_found', 'conflict'],
  handle: (ctx, { params, body }) => decideApproval(ctx, withParams(body, { approvalId: params.approvalId })),
});

export const approvalRoutes = [
  defineRoute({
    method: 'get',
    path: '/approvals',
    operationId: 'listApprovals',
    tag: 'sources',
    summary: 'Calls that wait or waited for a person, newest first',
    role: 'viewer',
    query: z.strictObject({
      ...pageQuery,
      state: z.enum(APPROVAL_STATES).optional(),
      source: z.string().max(200).optional().describe('Slug of a source'),
    }),
    result: pageOf(approvalSummary),
    handle: (ctx, { query }) => listApprovals(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/approvals/{approvalId}',
    operationId: 'getApproval',
    tag: 'sources',
    summary: 'One of them, with exactly what is sent on approval',
    role: 'viewer',
    result: approval,
    errors: ['approval_not_found'],
    handle: (ctx, { params }) => getApproval(ctx, { approvalId: params.approvalId }),
  }),
  decideRoute,
];
