// Calls of scripts that wait for a person, with the exact request each would send.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { asQuery } from './query-text.ts';
import type { operations } from './schema.ts';

export type Approval = Schemas['Approval'];
export type ApprovalSummary = Schemas['ApprovalSummary'];
export type ApprovalState = ApprovalSummary['state'];
export type PendingRequest = NonNullable<Approval['request']>;

export const APPROVAL_STATES = ['pending', 'approved', 'rejected', 'expired'] as const satisfies readonly ApprovalState[];

type ApprovalQuery = NonNullable<operations['listApprovals']['parameters']['query']>;
type ApprovalFilter = { readonly [K in keyof ApprovalQuery]?: string | undefined };

const COUNT_MS = 30_000;
/** Somebody waits for each of them. */
const PENDING_MS = 10_000;

const at = (approvalId: string) => ({ path: { approvalId } });

export const approvalsQuery = (org: string, filter: ApprovalFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'approvals', filter],
    queryFn: ({ signal }) => read(rest(org).GET('/approvals', { signal, params: { query: asQuery<ApprovalQuery>(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: PENDING_MS,
  });

/** How many wait for a person: for the sidebar, on every page. */
export const pendingApprovalsQuery = (org: string) =>
  queryOptions({ ...approvalsQuery(org, { state: 'pending', pageSize: '1' }), refetchInterval: COUNT_MS, staleTime: COUNT_MS / 2 });

export const approvalQuery = (org: string, approvalId: string) =>
  queryOptions({
    queryKey: ['org', org, 'approval', approvalId],
    queryFn: ({ signal }) => read(rest(org).GET('/approvals/{approvalId}', { signal, params: at(approvalId) })),
    // Somebody else may decide it.
    refetchInterval: ({ state: { data } }) => (data?.state === 'pending' ? PENDING_MS : false),
  });

export const decideApproval = (org: string, approvalId: string, decision: 'approve' | 'reject'): Promise<Approval> =>
  read(rest(org).POST('/approvals/{approvalId}/decide', { params: at(approvalId), body: { decision } }));
