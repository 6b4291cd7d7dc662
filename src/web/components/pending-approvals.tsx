// Leads from the sources to the calls that wait for a person; nothing while there are none.
import { useQuery } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { pendingApprovalsQuery } from '../api/approvals.ts';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { ButtonLink } from './button.tsx';

export function PendingApprovals({ org }: { readonly org: string }) {
  const total = useQuery(pendingApprovalsQuery(org)).data?.total ?? 0;
  if (total === 0) return null;
  return (
    <ButtonLink to={paths.approvals(org)} icon={<Hand size={15} aria-hidden="true" />}>
      {plural(total, 'call to approve', 'calls to approve')}
    </ButtonLink>
  );
}
