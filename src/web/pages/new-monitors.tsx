// Setting up monitors: one server, its tools, their arguments, a test call of each, and all of them made at once.
import { useQuery } from '@tanstack/react-query';
import { paths } from '../api/paths.ts';
import { serversQuery } from '../api/servers.ts';
import { ButtonLink } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { MonitorWizardForm } from '../components/monitor-wizard.tsx';
import { NotAllowed } from '../components/not-allowed.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Part } from '../components/part.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';

export function NewMonitorsPage() {
  const { org, may } = usePage();
  const servers = useQuery(serversQuery(org));
  return (
    <>
      <PageHeader title="Set up monitors" crumbs={[{ label: 'Monitors', to: paths.monitors(org) }]} />
      {may('editor') ? (
        <Part name="servers" query={servers} skeleton={<TextSkeleton lines={8} />}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState
                title="A monitor needs a server"
                actions={
                  <ButtonLink to={paths.servers(org, { new: '1' })} look="primary">
                    Connect a server
                  </ButtonLink>
                }
              >
                Connect the MCP server whose tools are to be watched.
              </EmptyState>
            ) : (
              <MonitorWizardForm servers={rows.filter(({ state }) => state === 'active')} />
            )
          }
        </Part>
      ) : (
        <NotAllowed needs="editor" />
      )}
    </>
  );
}
