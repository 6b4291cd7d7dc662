// The applications a person has let in, with the organization and role of each, and a way to disconnect it.
import { useQuery } from '@tanstack/react-query';
import { disconnectOwnApp, ownAppsQuery } from '../api/connected-apps.ts';
import type { OwnApp } from '../api/connected-apps.ts';
import { AppTable } from './app-table.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';

export function AccountApps() {
  const apps = useQuery(ownAppsQuery);
  return (
    <Panel flush title="Connected apps">
      <Part name="the connected apps" query={apps} skeleton={<RowsSkeleton rows={2} />}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="px-4 py-3 text-sm text-muted">
              None. An MCP client that connects to <span className="data text-xs break-all">{window.location.origin}/api/mcp</span> without
              a key asks you here.
            </p>
          ) : (
            <AppTable
              apps={rows}
              owner={{ label: 'Organization', of: ({ organization }: OwnApp) => organization.name }}
              disconnect={disconnectOwnApp}
              refreshes={ownAppsQuery.queryKey}
            />
          )
        }
      </Part>
    </Panel>
  );
}
