// How many calls of a source wait for a person.
import { useQuery } from '@tanstack/react-query';
import { approvalsQuery } from '../api/approvals.ts';
import type { Source } from '../api/sources.ts';

export function usePendingApprovals(org: string, { slug, mode }: Pick<Source, 'slug' | 'mode'>): number {
  const pending = useQuery({ ...approvalsQuery(org, { source: slug, state: 'pending', pageSize: '1' }), enabled: mode === 'code' });
  return pending.data?.total ?? 0;
}
