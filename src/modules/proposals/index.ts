// Front door of proposals. Nouns: proposal, trial verdict. Tables: workflow_change_proposals; the versions without a number
// that hold proposed content are workflows' own. Emits no facts. Jobs enqueued: none of its own.
export { applyProposal } from './apply-proposal.ts';
export type { AppliedProposal } from './apply-proposal.ts';
export { proposalEraser } from './departure/proposal-eraser.ts';
export { proposalExporter } from './departure/proposal-exporter.ts';
export { draftRegression } from './draft/draft-regression.ts';
export { getProposal } from './get-proposal.ts';
export { listProposals } from './list-proposals.ts';
export { PROPOSAL_KINDS, PROPOSAL_STATES, TRIAL_VERDICTS } from './proposal.ts';
export type { Proposal, TrialVerdict } from './proposal.ts';
export { proposePatch } from './propose-patch.ts';
export { startTrial } from './start-trial.ts';
export { sweepProposals } from './sweep-proposals.ts';
