// The noun: a staged change of a workflow, or a workflow made of a failed run, that can be tried before it is applied (spec 04).
import { AppError } from '#kernel/errors';
import { days, hours } from '#kernel/duration';
import type { RunSummary } from '#modules/runs';
import type { FieldDiff, WireWorkflowSpec } from '#modules/workflows';

export const PROPOSAL_STATES = ['staged', 'applied', 'expired'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

export const PROPOSAL_KINDS = ['patch', 'draft'] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

/** From the newest trial of each target of the proposed content. */
export const TRIAL_VERDICTS = ['passed', 'failed', 'undecided', 'none'] as const;
export type TrialVerdict = (typeof TRIAL_VERDICTS)[number];

export const APPLICABLE_MS = hours(24);
export const KEPT_MS = days(7);

export interface Proposer {
  readonly type: 'user' | 'key' | 'system';
  readonly id: string;
  readonly name: string;
}

export interface Proposal {
  readonly proposalId: string;
  readonly kind: ProposalKind;
  /** Of a draft null until it is applied. */
  readonly workflowId: string | null;
  readonly baseVersionId: string | null;
  readonly sourceRunId: string | null;
  readonly rationale: string;
  readonly evidence: readonly string[];
  readonly spec: WireWorkflowSpec;
  /** Of a patch to its base, of a draft to the version of its source run; paths in the names of `spec`. */
  readonly diff: readonly FieldDiff[];
  readonly warnings: readonly string[];
  readonly state: ProposalState;
  readonly createdBy: Proposer;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly appliedAt: string | null;
  readonly appliedVersionId: string | null;
  readonly appliedWorkflowId: string | null;
  readonly approvedBy: string | null;
  readonly trials: ProposalTrials;
  readonly resourceUri: string;
  readonly url: string;
}

export interface ProposalTrials {
  /** The newest 20, the newest first. */
  readonly runs: readonly RunSummary[];
  /** Beside them: of the workflow's current version the newest run of each target. */
  readonly current: readonly RunSummary[];
  readonly verdict: TrialVerdict;
}

/** A proposal as it is stored: without its content and its trials. */
export interface StoredProposal extends Pick<
  Proposal,
  | 'kind'
  | 'baseVersionId'
  | 'sourceRunId'
  | 'rationale'
  | 'evidence'
  | 'diff'
  | 'warnings'
  | 'createdBy'
  | 'createdAt'
  | 'expiresAt'
  | 'appliedAt'
  | 'appliedWorkflowId'
  | 'approvedBy'
> {
  readonly id: string;
  /** Under which its trials are listed: what a patch changes, what the source run of a draft belongs to. */
  readonly homeWorkflowId: string;
  /** The row that holds the content, before it is applied and after. */
  readonly versionId: string;
}

export function stateOf({ appliedAt, expiresAt }: Pick<StoredProposal, 'appliedAt' | 'expiresAt'>, now: Date): ProposalState {
  if (appliedAt !== null) return 'applied';
  return new Date(expiresAt) <= now ? 'expired' : 'staged';
}

/** Throws unless it can still be applied and tried. */
export function refuseEnded(proposal: Pick<StoredProposal, 'appliedAt' | 'expiresAt'>, now: Date): void {
  const state = stateOf(proposal, now);
  if (state === 'applied') throw new AppError('proposal_already_applied', 'This proposal was applied already.');
  if (state === 'expired')
    throw new AppError('proposal_expired', 'This proposal was not applied within 24 hours; propose the change again.');
}
