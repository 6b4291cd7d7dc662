// The monitors of one server, on its page: the newest hundred, and the way to all of them.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { monitorsQuery } from '../api/monitors.ts';
import { paths } from '../api/paths.ts';
import { ButtonLink } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { MonitorTable } from './monitor-table.tsx';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';

interface MonitorListProps {
  readonly org: string;
  readonly serverId: string;
  readonly canEdit: boolean;
}

const SHOWN = '100';

export function MonitorList({ org, serverId, canEdit }: MonitorListProps) {
  const monitors = useQuery(monitorsQuery(org, { mcpServerId: serverId, pageSize: SHOWN }));
  const total = monitors.data?.total ?? 0;
  const setUp = (
    <ButtonLink to={paths.newMonitors(org, { server: serverId })} icon={<Plus size={14} aria-hidden="true" />}>
      Set up monitors
    </ButtonLink>
  );
  return (
    <Panel title="Monitors" hint={total > 0 ? total : undefined} actions={canEdit && total > 0 ? setUp : undefined} flush>
      <Part name="monitors" query={monitors} skeleton={<RowsSkeleton />}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyState title="Watch a tool every minute" actions={canEdit ? setUp : undefined}>
              A monitor calls one tool of this server with fixed arguments, again and again.
            </EmptyState>
          ) : (
            <>
              <MonitorTable org={org} monitors={rows} canEdit={canEdit} hasServer={false} />
              {total > rows.length && (
                <p className="border-t border-line px-4 py-2.5 text-sm">
                  <PageLink to={paths.monitors(org, { server: serverId })} className="link">
                    All {total} monitors of this server
                  </PageLink>
                </p>
              )}
            </>
          )
        }
      </Part>
    </Panel>
  );
}
