// The small print of a proposal: for what, by whom, until when.
import { useQuery } from '@tanstack/react-query';
import { paths } from '../api/paths.ts';
import type { Proposal } from '../api/proposals.ts';
import { versionsQuery } from '../api/workflows.ts';
import { authorWords, PROPOSAL_KIND_WORDS } from '../text/proposal-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { CopyButton } from './copy-button.tsx';
import { Facts } from './facts.tsx';
import type { Fact } from './facts.tsx';
import { PageLink } from './page-link.tsx';
import { TimeAgo } from './time-ago.tsx';

interface ProposalFactsProps {
  readonly org: string;
  readonly proposal: Proposal;
  readonly workflowName: string | undefined;
}

export function ProposalFacts({ org, proposal, workflowName }: ProposalFactsProps) {
  const { kind, workflowId, sourceRunId, resourceUri } = proposal;
  const facts: Fact[] = [
    { label: 'Kind', value: PROPOSAL_KIND_WORDS[kind] },
    { label: 'Author', value: visibleText(authorWords(proposal.createdBy)) },
    { label: 'Staged', value: <TimeAgo at={proposal.createdAt} /> },
    proposal.state === 'applied'
      ? { label: 'Applied', value: <TimeAgo at={proposal.appliedAt} /> }
      : { label: proposal.state === 'expired' ? 'Expired' : 'Expires', value: <TimeAgo at={proposal.expiresAt} /> },
  ];
  if (workflowId !== null) {
    const value = (
      <PageLink to={paths.workflow(org, workflowId)} className="link">
        {visibleText(workflowName ?? proposal.spec.name)}
      </PageLink>
    );
    facts.push({ label: 'Workflow', value });
  }
  if (workflowId !== null && proposal.baseVersionId !== null)
    facts.push({ label: 'Made for', value: <BaseVersion org={org} workflowId={workflowId} versionId={proposal.baseVersionId} /> });
  if (sourceRunId !== null) {
    const value = (
      <PageLink to={paths.run(org, sourceRunId)} className="link data text-xs break-all">
        {sourceRunId}
      </PageLink>
    );
    facts.push({ label: 'Drafted from', value, isWide: true });
  }
  const uri = (
    <span className="inline-flex min-w-0 items-center gap-1">
      <span className="data text-xs break-all">{resourceUri}</span>
      <CopyButton text={resourceUri} label="Copy resource address" />
    </span>
  );
  return <Facts facts={[...facts, { label: 'For agents', value: uri, isWide: true }]} />;
}

interface BaseVersionProps {
  readonly org: string;
  readonly workflowId: string;
  readonly versionId: string;
}

function BaseVersion({ org, workflowId, versionId }: BaseVersionProps) {
  const number = useQuery(versionsQuery(org, workflowId)).data?.rows.find(({ id }) => id === versionId)?.number;
  return (
    <PageLink to={paths.workflow(org, workflowId, { tab: 'history' })} className="link data">
      {number === undefined ? 'an earlier version' : `v${number}`}
    </PageLink>
  );
}
