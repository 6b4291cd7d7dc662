// Run history: every run in a range, with filters in the address.
import { useQuery } from '@tanstack/react-query';
import { paths } from '../api/paths.ts';
import { CLASSIFICATIONS, RUN_STATUSES, runsQuery } from '../api/runs.ts';
import type { RunFilter } from '../api/runs.ts';
import { serversQuery } from '../api/servers.ts';
import type { ServerRow } from '../api/servers.ts';
import { workflowsQuery } from '../api/workflows.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterChoice } from '../components/filter-choice.tsx';
import { HealthBadge } from '../components/health-badge.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { PageLink } from '../components/page-link.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { RangeChoice } from '../components/range-choice.tsx';
import { RunTable } from '../components/run-table.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { RowsSkeleton, Skeleton } from '../components/skeleton.tsx';
import { TimelineStrip } from '../components/timeline-strip.tsx';
import { usePage } from '../components/use-page.ts';
import { RUN_WORDS } from '../text/tone.ts';

const STRIP_RUNS = '100';
const FILTERS = ['search', 'workflowId', 'mcpServerId', 'status', 'classification'] as const;
const SORTS: readonly (readonly [string, string])[] = [
  ['startedAt', 'Oldest first'],
  ['-durationMs', 'Longest first'],
  ['durationMs', 'Shortest first'],
  ['-costUsd', 'Dearest first'],
];

export function RunsPage() {
  const { org, search, setSearch } = usePage();
  const range = search['range'] ?? '24h';
  const filter: RunFilter = { range, ...Object.fromEntries(FILTERS.map((name) => [name, search[name]])) };
  const runs = useQuery(runsQuery(org, { ...filter, sort: search['sort'], page: search['page'] }));
  const strip = useQuery(runsQuery(org, { ...filter, pageSize: STRIP_RUNS }));
  const isFiltered = FILTERS.some((name) => (search[name] ?? '') !== '');
  const onClear = (): void => setSearch(Object.fromEntries(FILTERS.map((name) => [name, undefined])));

  return (
    <>
      <PageHeader
        title="Run history"
        actions={<RangeChoice value={range} onChange={(next) => setSearch({ range: next === '24h' ? undefined : next })} />}
      />
      <RunFilters />
      <div className="mb-4 grid gap-3">
        <Part name="the timeline" query={strip} skeleton={<Skeleton className="h-28 w-full" />}>
          {({ rows, total }) => <TimelineStrip org={org} runs={rows} total={total} />}
        </Part>
        <ServerHealthLine org={org} serverIds={[...new Set((strip.data?.rows ?? []).map(({ mcpServerId }) => mcpServerId))]} />
      </div>
      <Part name="runs" query={runs} skeleton={<RowsSkeleton rows={10} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <EmptyState
              title="No runs in this range"
              actions={
                isFiltered ? (
                  <Button onClick={onClear}>Clear filters</Button>
                ) : range === '30d' ? undefined : (
                  <Button onClick={() => setSearch({ range: '30d' })}>Show 30 days</Button>
                )
              }
            >
              {isFiltered ? 'No run matches these filters.' : 'Run a workflow by hand, or give one a schedule.'}
            </EmptyState>
          ) : (
            <>
              <Panel flush>
                <RunTable org={org} runs={found.rows} />
              </Panel>
              <Pager {...found} to={(page) => paths.runs(org, { ...search, page })} />
            </>
          )
        }
      </Part>
    </>
  );
}

function RunFilters() {
  const { org, search, setSearch } = usePage();
  const workflows = useQuery(workflowsQuery(org, { state: 'all', pageSize: '100' })).data?.rows ?? [];
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <SearchBox label="Search runs" value={search['search'] ?? ''} onSearch={(text) => setSearch({ search: text })} />
      <FilterChoice
        label="Workflow"
        all="All workflows"
        value={search['workflowId'] ?? ''}
        options={workflows.map(({ id, name }) => [id, name])}
        onChange={(workflowId) => setSearch({ workflowId })}
      />
      <FilterChoice
        label="Status"
        all="Any status"
        value={search['status'] ?? ''}
        options={RUN_STATUSES.map((status) => [status, RUN_WORDS[status].word])}
        onChange={(status) => setSearch({ status })}
      />
      <FilterChoice
        label="Classification"
        all="Any classification"
        value={search['classification'] ?? ''}
        options={CLASSIFICATIONS.map((classification) => [classification, classification])}
        onChange={(classification) => setSearch({ classification })}
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

/** Errors are easier to read beside the present health of the servers they came from. */
function ServerHealthLine({ org, serverIds }: { readonly org: string; readonly serverIds: readonly string[] }) {
  const servers = useQuery(serversQuery(org)).data?.rows.filter(({ id }) => serverIds.includes(id)) ?? [];
  if (servers.length === 0) return null;
  return (
    <ul aria-label="Health of these servers now" className="flex flex-wrap gap-x-5 gap-y-1 px-1 text-sm">
      {servers.map((server: ServerRow) => (
        <li key={server.id} className="inline-flex items-center gap-2">
          <PageLink to={paths.server(org, server.id)} className="text-muted hover:underline">
            {server.name}
          </PageLink>
          <HealthBadge health={server.health} detail={server.health_detail} />
        </li>
      ))}
    </ul>
  );
}
