// Around every page of an organization: who is signed in and a member sees it, everyone else the 404 page.
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';
import { AppShell } from '../components/app-shell.tsx';
import { usePage } from '../components/use-page.ts';
import { NotFound } from './not-found.tsx';

export function OrganizationFrame() {
  const { org } = usePage();
  const session = useQuery(sessionQuery);
  if (session.data === undefined) return null;
  if (!session.data.organizations.some(({ slug }) => slug === org)) return <NotFound />;
  return (
    <AppShell org={org} session={session.data}>
      <Outlet />
    </AppShell>
  );
}
