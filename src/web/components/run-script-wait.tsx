// A script that stopped inside a call for a person: what it waits for, and once somebody has decided, what became of it.
import { useQuery } from '@tanstack/react-query';
import { approvalQuery } from '../api/approvals.ts';
import type { Approval, ApprovalState } from '../api/approvals.ts';
import { paths } from '../api/paths.ts';
import { APPROVAL_WORDS, errorKindWord } from '../text/source-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { Banner } from './banner.tsx';
import { ButtonLink } from './button.tsx';
import { TimeAgo } from './time-ago.tsx';

interface ScriptWaitProps {
  readonly org: string;
  readonly approvalId: string;
  readonly operationId: string;
}

const WHAT: Readonly<Record<ApprovalState, string>> = {
  pending: 'Nothing is sent until somebody approves exactly this request. To run the script again asks a second time.',
  approved: 'The script goes on by itself. How it ends stands under Executions; its result does not come back here.',
  rejected: 'It was not sent. The script was told so.',
  expired: 'Nobody decided in time, so it was not sent. The script was told so.',
};

export function ScriptWait({ org, approvalId, operationId }: ScriptWaitProps) {
  const { data: approval } = useQuery(approvalQuery(org, approvalId));
  const state = approval?.state ?? 'pending';
  const { word, tone } = APPROVAL_WORDS[state];
  return (
    <Banner
      tone={tone}
      title={`${state === 'pending' ? errorKindWord('approval_pending') : word}: ${visibleText(operationId)}`}
      actions={
        approval === undefined || state === 'pending' ? (
          <ButtonLink to={paths.approval(org, approvalId)}>See the request</ButtonLink>
        ) : (
          <ButtonLink to={paths.source(org, approval.sourceSlug, { tab: 'executions' })}>Executions</ButtonLink>
        )
      }
    >
      <p>
        {WHAT[state]} {approval !== undefined && <When approval={approval} />}
      </p>
    </Banner>
  );
}

function When({ approval: { state, expiresAt, decidedAt, decidedBy } }: { readonly approval: Approval }) {
  if (state === 'expired') return null;
  if (state === 'pending')
    return (
      <>
        Expires <TimeAgo at={expiresAt} />.
      </>
    );
  return (
    <>
      Decided by {visibleText(decidedBy?.name ?? 'somebody')} <TimeAgo at={decidedAt} />.
    </>
  );
}
