// Why a proposal can no longer be applied, or what became of it: the first thing to read.
import { paths } from '../api/paths.ts';
import type { Proposal } from '../api/proposals.ts';
import { visibleText } from '../text/visible-text.ts';
import { Banner } from './banner.tsx';
import { ButtonLink } from './button.tsx';
import { TimeAgo } from './time-ago.tsx';

interface ProposalOutcomeProps {
  readonly org: string;
  readonly proposal: Proposal;
  /** The number of the version that is current by now; undefined: the proposal is still made for the current one. */
  readonly staleAt: number | undefined;
}

export function ProposalOutcome({ org, proposal, staleAt }: ProposalOutcomeProps) {
  const { state, kind, appliedWorkflowId, workflowId, approvedBy } = proposal;
  if (state === 'applied') {
    const made = appliedWorkflowId ?? workflowId;
    return (
      <Banner
        tone="pass"
        title={kind === 'patch' ? 'Applied: it is a version of the workflow' : 'Applied: it became a workflow'}
        actions={
          made === null ? undefined : (
            <ButtonLink to={paths.workflow(org, made, kind === 'patch' ? { tab: 'history' } : {})}>Open the workflow</ButtonLink>
          )
        }
      >
        <TimeAgo at={proposal.appliedAt} />
        {approvedBy !== null && <>, approved by {visibleText(approvedBy)}</>}. It cannot be applied again; to take it back, restore an
        earlier version.
      </Banner>
    );
  }
  if (state === 'expired') {
    return (
      <Banner tone="idle" title="Expired: it was not applied within 24 hours">
        What it was made for may have changed since. Have it proposed again; this one is deleted 7 days after it was staged.
      </Banner>
    );
  }
  if (staleAt === undefined) return null;
  return (
    <Banner
      tone="partial"
      title={`Stale: version ${staleAt} was saved meanwhile`}
      actions={
        workflowId === null ? undefined : <ButtonLink to={paths.workflow(org, workflowId, { tab: 'history' })}>See the versions</ButtonLink>
      }
    >
      It was made for an earlier version and would undo what was saved since, so it cannot be applied. Have it proposed again.
    </Banner>
  );
}
