// What members of the organization have let in, for those who look after it. Without any there is nothing to show.
import { useQuery } from '@tanstack/react-query';
import { connectedAppsQuery, disconnectApp } from '../api/connected-apps.ts';
import type { MembersApp } from '../api/connected-apps.ts';
import { AppTable } from './app-table.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';

export function ConnectedApps({ org }: { readonly org: string }) {
  const apps = useQuery(connectedAppsQuery(org));
  if (apps.data?.rows.length === 0) return null;
  return (
    <Panel flush title="Connected apps" hint="MCP clients that members signed in with" className="mt-5">
      <Part name="the connected apps" query={apps} skeleton={<RowsSkeleton rows={2} />}>
        {({ rows }) => (
          <AppTable
            apps={rows}
            owner={{ label: 'Member', of: ({ user }: MembersApp) => user.name }}
            disconnect={(id) => disconnectApp(org, id)}
            refreshes={connectedAppsQuery(org).queryKey}
          />
        )}
      </Part>
    </Panel>
  );
}
