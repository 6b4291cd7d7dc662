// One call that waits or waited for a person: where notices lead.
import { useQuery } from '@tanstack/react-query';
import { approvalQuery } from '../api/approvals.ts';
import { isNotFound } from '../api/error.ts';
import { paths } from '../api/paths.ts';
import { ApprovalCard } from '../components/approval-card.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Part } from '../components/part.tsx';
import { CardsSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';
import { visibleText } from '../text/visible-text.ts';
import { NotFound } from './not-found.tsx';

export function ApprovalPage() {
  const { org, params, may } = usePage();
  const approval = useQuery(approvalQuery(org, params.approvalId ?? ''));
  if (isNotFound(approval.error)) return <NotFound />;
  return (
    <Part name="the approval" query={approval} skeleton={<CardsSkeleton cards={1} />}>
      {(found) => (
        <>
          <PageHeader
            title={`Call of ${visibleText(found.operationId)}`}
            crumbs={[
              { label: 'Product MCPs', to: paths.sources(org) },
              { label: found.sourceSlug, to: paths.source(org, found.sourceSlug, { tab: 'approvals' }) },
            ]}
          />
          <ApprovalCard org={org} summary={found} canDecide={may('editor')} isOpenAtFirst showsSource={false} />
        </>
      )}
    </Part>
  );
}
