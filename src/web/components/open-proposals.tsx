// Leads from the workflows to the changes that wait for a person; nothing while there are none.
import { useQuery } from '@tanstack/react-query';
import { GitPullRequestArrow } from 'lucide-react';
import { paths } from '../api/paths.ts';
import { stagedProposalsQuery } from '../api/proposals.ts';
import { plural } from '../text/amounts.ts';
import { ButtonLink } from './button.tsx';

export function OpenProposals({ org }: { readonly org: string }) {
  const total = useQuery(stagedProposalsQuery(org)).data?.total ?? 0;
  if (total === 0) return null;
  return (
    <ButtonLink to={paths.proposals(org, { state: 'staged' })} icon={<GitPullRequestArrow size={15} aria-hidden="true" />}>
      {plural(total, 'staged proposal')}
    </ButtonLink>
  );
}
