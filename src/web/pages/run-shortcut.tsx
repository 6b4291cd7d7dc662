// `/runs/<id>` without an organization: goes to the one that owns the run.
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { locationOf } from '../api/location.ts';
import { paths } from '../api/paths.ts';
import { findRunOwner } from '../api/runs.ts';
import { sessionQuery } from '../api/session.ts';
import { usePage } from '../components/use-page.ts';
import { NotFound } from './not-found.tsx';

export function RunShortcutPage() {
  const { params } = usePage();
  const runId = params.runId ?? '';
  const session = useQuery(sessionQuery);
  const slugs = session.data?.organizations.map(({ slug }) => slug) ?? [];
  const owner = useQuery({
    queryKey: ['run-owner', runId, slugs],
    queryFn: () => findRunOwner(slugs, runId),
    enabled: slugs.length > 0,
    retry: false,
  });
  if (owner.data === null || owner.isError) return <NotFound />;
  if (owner.data === undefined) return null;
  return <Navigate {...locationOf(paths.run(owner.data, runId))} replace />;
}
