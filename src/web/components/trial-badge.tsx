// Marks a run of a proposed change, so that nobody takes it for one of the workflow.
import { paths } from '../api/paths.ts';
import type { RunSummary } from '../api/runs.ts';
import { PageLink } from './page-link.tsx';
import { Tag } from './tag.tsx';

const MEANING = 'Ran a proposed change. A trial counts for no statistic, and nobody is alerted.';

export const TrialBadge = () => (
  <Tag tone="accent" title={MEANING}>
    trial
  </Tag>
);

/** Nothing for a run that is none. */
export function TrialLink({ org, run }: { readonly org: string; readonly run: Pick<RunSummary, 'trial'> }) {
  if (run.trial === null) return null;
  return (
    <PageLink to={paths.proposal(org, run.trial.proposalId)} className="link inline-flex items-center gap-1.5 text-sm">
      <TrialBadge /> of a proposal
    </PageLink>
  );
}
