// One call that waits or waited for a person: who asks, what for, the exact request, and the decision.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { approvalQuery } from '../api/approvals.ts';
import type { ApprovalSummary } from '../api/approvals.ts';
import { paths } from '../api/paths.ts';
import { APPROVAL_WORDS } from '../text/source-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { ApprovalDecision } from './approval-decision.tsx';
import { Badge } from './badge.tsx';
import { FindingText } from './finding-text.tsx';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { PendingRequestView } from './pending-request.tsx';
import { TextSkeleton } from './skeleton.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

interface ApprovalCardProps {
  readonly org: string;
  readonly summary: ApprovalSummary;
  readonly canDecide: boolean;
  readonly isOpenAtFirst: boolean;
  /** Where the list is of more than one source. */
  readonly showsSource: boolean;
}

export function ApprovalCard({ org, summary, canDecide, isOpenAtFirst, showsSource }: ApprovalCardProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const approval = useQuery({ ...approvalQuery(org, summary.id), enabled: isOpen });
  const { operationId, sourceSlug, state, environment, askedBy, intent, createdAt } = summary;
  const { word, tone } = APPROVAL_WORDS[state];
  return (
    <Panel
      title={visibleText(operationId)}
      hint={
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <Badge tone={tone}>{word}</Badge>
          {showsSource && (
            <PageLink to={paths.source(org, sourceSlug, { tab: 'approvals' })} className="link data">
              {sourceSlug}
            </PageLink>
          )}
          <Tag>{environment}</Tag>
        </span>
      }
    >
      <div className="grid gap-4">
        <div className="grid gap-1 text-sm">
          <p className="break-words">
            {intent === null ? (
              <span className="text-faint">The script says nothing of what it is for.</span>
            ) : (
              <FindingText text={intent} />
            )}
          </p>
          <p className="text-muted">
            Asked by {visibleText(askedBy.name)} <TimeAgo at={createdAt} />. <Ending summary={summary} />
          </p>
        </div>
        {isOpen ? (
          <Part name="the request" query={approval} skeleton={<TextSkeleton lines={4} />}>
            {({ request }) =>
              request === null ? (
                <p className="text-sm text-muted">The request is no longer kept.</p>
              ) : (
                <PendingRequestView request={request} />
              )
            }
          </Part>
        ) : (
          <button type="button" className="link justify-self-start text-sm" onClick={() => setOpen(true)}>
            Show the request
          </button>
        )}
        {state === 'pending' && canDecide && (
          // Who has not seen the request decides nothing.
          <ApprovalDecision org={org} approval={summary} request={approval.data?.request ?? null} />
        )}
      </div>
    </Panel>
  );
}

function Ending({ summary: { state, expiresAt, decidedAt, decidedBy } }: { readonly summary: ApprovalSummary }) {
  if (state === 'pending')
    return (
      <>
        Expires <TimeAgo at={expiresAt} />.
      </>
    );
  if (state === 'expired')
    return (
      <>
        Expired <TimeAgo at={expiresAt} />.
      </>
    );
  return (
    <>
      {APPROVAL_WORDS[state].word} by {visibleText(decidedBy?.name ?? 'somebody')} <TimeAgo at={decidedAt} />.
    </>
  );
}
