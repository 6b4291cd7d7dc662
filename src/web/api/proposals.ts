// Proposed changes of workflows: what is staged, what its trials say, and applying it.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { ApiError } from './error.ts';
import { asQuery, given } from './query-text.ts';
import { isFinished, startRuns } from './runs.ts';
import type { Dispatch } from './runs.ts';
import type { operations } from './schema.ts';

export type Proposal = Schemas['Proposal'];
export type ProposalState = Proposal['state'];
export type ProposalKind = Proposal['kind'];
export type TrialVerdict = Schemas['TrialVerdict'];
export type AppliedProposal = Schemas['AppliedProposal'];

export const PROPOSAL_STATES = ['staged', 'applied', 'expired'] as const satisfies readonly ProposalState[];

type ProposalQuery = NonNullable<operations['listProposals']['parameters']['query']>;
/** Filters as they stand in an address: what is empty or undefined is left out. */
type ProposalFilter = { readonly [K in keyof ProposalQuery]?: string | undefined };

const COUNT_MS = 60_000;
/** While a trial is under way, and while nothing happens but time: a proposal expires. */
const TRIAL_MS = 2_500;
const STAGED_MS = 60_000;

const at = (proposalId: string) => ({ path: { proposalId } });

export const proposalsQuery = (org: string, filter: ProposalFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'proposals', filter],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/workflow-change-proposals', { signal, params: { query: asQuery<ProposalQuery>(filter) } })),
    placeholderData: keepPreviousData,
  });

/** How many wait for a person: for the sidebar, on every page. */
export const stagedProposalsQuery = (org: string) =>
  queryOptions({ ...proposalsQuery(org, { state: 'staged', pageSize: '1' }), refetchInterval: COUNT_MS, staleTime: COUNT_MS / 2 });

export const proposalQuery = (org: string, proposalId: string) =>
  queryOptions({
    queryKey: ['org', org, 'proposal', proposalId],
    queryFn: ({ signal }) => read(rest(org).GET('/workflow-change-proposals/{proposalId}', { signal, params: at(proposalId) })),
    refetchInterval: ({ state: { data } }) => {
      if (data?.trials.runs.some(({ status }) => !isFinished(status)) === true) return TRIAL_MS;
      return data?.state === 'staged' ? STAGED_MS : false;
    },
  });

export const applyProposal = (org: string, proposalId: string, approvedBy: string): Promise<AppliedProposal> =>
  read(rest(org).POST('/workflow-change-proposals/{proposalId}/apply', { params: at(proposalId), body: given({ approvedBy }) }));

/** Of a draft the workflow is that of its source run. */
export const startTrial = (org: string, workflowId: string, proposalId: string): Promise<Dispatch> =>
  startRuns(org, workflowId, { proposalId, reason: 'trial', forceNewRun: true });

interface RegressionDraft {
  readonly runId: string;
  readonly rationale: string;
  /** Empty: the server makes one. */
  readonly name: string;
}

export const draftRegression = (org: string, { runId, rationale, name }: RegressionDraft): Promise<Proposal> =>
  read(rest(org).POST('/workflow-change-proposals', { body: { kind: 'draft', runId, rationale, ...given({ name }) } }));

const ENDED = new Set(['proposal_expired', 'proposal_already_applied', 'stale_base_version', 'proposal_not_found']);

/** The proposal is no longer what the page shows: another look at it says why. */
export const hasMovedOn = (error: unknown): boolean => error instanceof ApiError && ENDED.has(error.code);
