// Proposals as rows; cards on a narrow screen.
import { paths } from '../api/paths.ts';
import type { Proposal } from '../api/proposals.ts';
import { authorWords, PROPOSAL_KIND_WORDS, PROPOSAL_STATE_WORDS, TRIAL_WORDS } from '../text/proposal-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { Badge } from './badge.tsx';
import { FindingText } from './finding-text.tsx';
import { PageLink } from './page-link.tsx';
import { TimeAgo } from './time-ago.tsx';

interface ProposalTableProps {
  readonly org: string;
  readonly proposals: readonly Proposal[];
}

export function ProposalTable({ org, proposals }: ProposalTableProps) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">Workflow</th>
          <th scope="col">Kind</th>
          <th scope="col">Rationale</th>
          <th scope="col">State</th>
          <th scope="col">Trial</th>
          <th scope="col">Author</th>
          <th scope="col">Expires</th>
        </tr>
      </thead>
      <tbody>
        {proposals.map((proposal) => (
          <ProposalRow key={proposal.proposalId} org={org} proposal={proposal} />
        ))}
      </tbody>
    </table>
  );
}

function ProposalRow({ org, proposal }: { readonly org: string; readonly proposal: Proposal }) {
  const { kind, state, trials, createdBy, spec } = proposal;
  const [stateWord, trial] = [PROPOSAL_STATE_WORDS[state], TRIAL_WORDS[trials.verdict]];
  return (
    <tr className="relative">
      <td data-label="Workflow" className="lead md:max-w-64">
        <PageLink to={paths.proposal(org, proposal.proposalId)} className="font-medium break-words after:absolute after:inset-0">
          {visibleText(spec.name)}
        </PageLink>
      </td>
      <td data-label="Kind" className="snug text-muted">
        {PROPOSAL_KIND_WORDS[kind]}
      </td>
      <td data-label="Rationale" className="md:max-w-80">
        <span className="line-clamp-2 break-words">
          <FindingText text={proposal.rationale.slice(0, SHOWN_CHARS)} />
        </span>
      </td>
      <td data-label="State" className="snug">
        <Badge tone={stateWord.tone}>{stateWord.word}</Badge>
      </td>
      <td data-label="Trial" className="snug">
        <Badge tone={trial.tone}>{trial.word}</Badge>
      </td>
      <td data-label="Author" className="md:max-w-44">
        <span className="break-words">{visibleText(authorWords(createdBy))}</span>
      </td>
      <td data-label="Expires" className="snug text-muted">
        <TimeAgo at={state === 'applied' ? null : proposal.expiresAt} />
      </td>
    </tr>
  );
}

/** More than two lines can hold. */
const SHOWN_CHARS = 400;
