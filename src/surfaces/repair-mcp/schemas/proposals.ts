// Proposals as the repair endpoint answers them: what is staged until a person agrees (spec 04 §3).
import { z } from 'zod';
import { PROPOSAL_STATES, TRIAL_VERDICTS } from '#modules/proposals';
import { fieldDiff } from './changes.ts';
import { runSummary } from './runs.ts';
import { time } from './values.ts';

export const stagedFields = {
  proposalId: z.string(),
  baseVersionId: z.string().nullable(),
  state: z.enum(PROPOSAL_STATES),
  expiresAt: time.describe('It cannot be applied any more then'),
  resourceUri: z.string().describe('Resource with the whole proposal and the results of its trials'),
  url: z.string().describe('Page to show to the person who approves'),
  diff: z.array(fieldDiff).describe('Show this to the person who approves'),
  warnings: z.array(z.string()).describe('Show these too'),
};

export const trialVerdict = z
  .enum(TRIAL_VERDICTS)
  .describe('What the runs of the proposal say: none was started, or some are not finished (undecided)');

/** What was tried beside what is current. */
export const trials = z.object({
  proposalId: z.string(),
  verdict: trialVerdict,
  runs: z.array(runSummary).describe('Trials of the proposal, newest first'),
  current: z.array(runSummary).describe('Newest run of the current version by each model'),
});
