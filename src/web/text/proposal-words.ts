// The words of proposals: what one is, how it stands, and what its trials say.
import type { Proposal, ProposalKind, ProposalState, TrialVerdict } from '../api/proposals.ts';
import type { Word } from './tone.ts';

export const PROPOSAL_KIND_WORDS: Readonly<Record<ProposalKind, string>> = { patch: 'Change', draft: 'New workflow' };

export const PROPOSAL_STATE_WORDS: Readonly<Record<ProposalState, Word>> = {
  staged: { word: 'Staged', tone: 'partial' },
  applied: { word: 'Applied', tone: 'pass' },
  expired: { word: 'Expired', tone: 'idle' },
};

export const TRIAL_WORDS: Readonly<Record<TrialVerdict, Word>> = {
  passed: { word: 'Passed', tone: 'pass' },
  failed: { word: 'Failed', tone: 'fail' },
  undecided: { word: 'Undecided', tone: 'partial' },
  none: { word: 'Not tried', tone: 'idle' },
};

/** What to know before it is applied. */
export const TRIAL_SENTENCES: Readonly<Record<TrialVerdict, string>> = {
  passed: 'Its newest trials passed on every model.',
  failed: 'Its newest trial did not pass.',
  undecided: 'Its trials are not decided: one is under way, ended in an error, or a model was left out.',
  none: 'It was not tried.',
};

export const authorWords = ({ type, name }: Proposal['createdBy']): string => (type === 'key' ? `${name} (API key)` : name);

/** `v3`; what was never applied has no number. */
export const versionWord = (number: number | null): string => (number === null ? 'proposed' : `v${number}`);
