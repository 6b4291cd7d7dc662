// Calls of scripts that wait for a person, over all sources.
import { paths } from '../api/paths.ts';
import { ApprovalList } from '../components/approval-list.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { usePage } from '../components/use-page.ts';

export function ApprovalsPage() {
  const { org, search } = usePage();
  return (
    <>
      <PageHeader
        title="Approvals"
        crumbs={[{ label: 'Product MCPs', to: paths.sources(org) }]}
        lead="A script waits inside each of these calls. Nothing is sent until somebody approves exactly that request."
      />
      <ApprovalList org={org} source={undefined} to={(page) => paths.approvals(org, { ...search, page })} />
    </>
  );
}
