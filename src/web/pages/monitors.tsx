// Monitors: one tool each, called again and again, and how it fares.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { CHECK_STATUSES, monitorsQuery } from '../api/monitors.ts';
import { paths } from '../api/paths.ts';
import { serversQuery } from '../api/servers.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterChoice } from '../components/filter-choice.tsx';
import { MonitorTable } from '../components/monitor-table.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';
import { CHECK_WORDS } from '../text/monitor-words.ts';

const PAGE_SIZE = '100';
const FILTERS = ['search', 'server', 'status', 'state'] as const;
const SORTS: readonly (readonly [string, string])[] = [
  ['status', 'Worst first'],
  ['name', 'By name'],
  ['-lastCheckAt', 'Latest check first'],
  ['lastCheckAt', 'Longest ago first'],
  ['createdAt', 'Oldest first'],
];

export function MonitorsPage() {
  const { org, search, setSearch, may } = usePage();
  const monitors = useQuery(
    monitorsQuery(org, {
      search: search['search'],
      mcpServerId: search['server'],
      status: search['status'],
      state: search['state'],
      sort: search['sort'],
      page: search['page'],
      pageSize: PAGE_SIZE,
    }),
  );
  const isFiltered = FILTERS.some((name) => (search[name] ?? '') !== '');
  return (
    <>
      <PageHeader
        title="Monitors"
        lead="One tool each, called at a fixed interval, without an agent."
        actions={may('editor') ? <NewMonitors org={org} server={search['server']} /> : undefined}
      />
      <MonitorFilters />
      <Part name="monitors" query={monitors} skeleton={<RowsSkeleton rows={12} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <NoMonitors
              org={org}
              isFiltered={isFiltered}
              canEdit={may('editor')}
              onClear={() => setSearch(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
            />
          ) : (
            <>
              <Panel flush>
                <MonitorTable org={org} monitors={found.rows} canEdit={may('editor')} />
              </Panel>
              <Pager {...found} to={(next) => paths.monitors(org, { ...search, page: next })} />
            </>
          )
        }
      </Part>
    </>
  );
}

function NewMonitors({ org, server }: { readonly org: string; readonly server: string | undefined }) {
  return (
    <ButtonLink to={paths.newMonitors(org, { server })} look="primary" icon={<Plus size={15} aria-hidden="true" />}>
      Set up monitors
    </ButtonLink>
  );
}

function MonitorFilters() {
  const { org, search, setSearch } = usePage();
  const servers = useQuery(serversQuery(org)).data?.rows ?? [];
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <SearchBox label="Search monitors" value={search['search'] ?? ''} onSearch={(text) => setSearch({ search: text })} />
      <FilterChoice
        label="Server"
        all="All servers"
        value={search['server'] ?? ''}
        options={servers.map(({ id, name }) => [id, name])}
        onChange={(server) => setSearch({ server })}
      />
      <FilterChoice
        label="Status"
        all="Any status"
        value={search['status'] ?? ''}
        options={CHECK_STATUSES.map((status) => [status, CHECK_WORDS[status].word])}
        onChange={(status) => setSearch({ status })}
      />
      <FilterChoice
        label="State"
        all="Any state"
        value={search['state'] ?? ''}
        options={[
          ['active', 'Active'],
          ['paused', 'Paused'],
        ]}
        onChange={(state) => setSearch({ state })}
      />
      <FilterChoice
        label="Order"
        all="Newest first"
        value={search['sort'] ?? ''}
        options={SORTS}
        onChange={(sort) => setSearch({ sort })}
      />
    </div>
  );
}

interface NoMonitorsProps {
  readonly org: string;
  readonly isFiltered: boolean;
  readonly canEdit: boolean;
  readonly onClear: () => void;
}

function NoMonitors({ org, isFiltered, canEdit, onClear }: NoMonitorsProps) {
  if (isFiltered) return <EmptyState title="No monitor matches" actions={<Button onClick={onClear}>Clear filters</Button>} />;
  return (
    <EmptyState
      title="Watch a tool every minute"
      actions={
        canEdit ? (
          <ButtonLink to={paths.newMonitors(org)} look="primary">
            Set up monitors
          </ButtonLink>
        ) : undefined
      }
    >
      A monitor calls one tool with fixed arguments, again and again, and tells when the answer is late, wrong or missing.
    </EmptyState>
  );
}
