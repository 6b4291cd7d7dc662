// Workflows: what is tested, when, and how it fares.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { modelsQuery } from '../api/models.ts';
import { paths } from '../api/paths.ts';
import { serversQuery } from '../api/servers.ts';
import { workflowsQuery } from '../api/workflows.ts';
import type { Workflow } from '../api/workflows.ts';
import { Badge } from '../components/badge.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterChoice } from '../components/filter-choice.tsx';
import { OpenProposals } from '../components/open-proposals.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { PageLink } from '../components/page-link.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { PassRate } from '../components/pass-rate.tsx';
import { RunStatus } from '../components/run-status.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { NoAi } from '../components/tester-badge.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { usePage } from '../components/use-page.ts';
import { STATE_WORDS } from '../text/tone.ts';

const FILTERS = ['search', 'server', 'state', 'category'] as const;

export function WorkflowsPage() {
  const { org, search, setSearch, may } = usePage();
  const workflows = useQuery(
    workflowsQuery(org, {
      search: search['search'],
      mcpServerId: search['server'],
      state: search['state'] ?? 'all',
      category: search['category'],
      page: search['page'],
    }),
  );
  const servers = useQuery(serversQuery(org)).data?.rows ?? [];
  const isFiltered = FILTERS.some((name) => (search[name] ?? '') !== '');
  const categories = [...new Set((workflows.data?.rows ?? []).flatMap((row) => row.categories))].toSorted();
  const newButton = (
    <ButtonLink to={paths.newWorkflow(org)} look="primary" icon={<Plus size={15} aria-hidden="true" />}>
      New workflow
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Workflows"
        lead="Scheduled tests of your MCP servers."
        actions={
          <>
            <OpenProposals org={org} />
            {may('editor') && newButton}
          </>
        }
      />
      <div className="mb-4 flex flex-wrap gap-2">
        <SearchBox label="Search workflows" value={search['search'] ?? ''} onSearch={(text) => setSearch({ search: text })} />
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
          value={search['state'] ?? ''}
          options={[
            ['active', 'Enabled'],
            ['paused', 'Paused'],
            ['archived', 'Archived'],
          ]}
          onChange={(state) => setSearch({ state })}
        />
        {(categories.length > 0 || search['category'] !== undefined) && (
          <FilterChoice
            label="Category"
            all="All categories"
            value={search['category'] ?? ''}
            options={[...new Set([...categories, ...(search['category'] === undefined ? [] : [search['category']])])].map((category) => [
              category,
              category,
            ])}
            onChange={(category) => setSearch({ category })}
          />
        )}
      </div>
      <Part name="workflows" query={workflows} skeleton={<RowsSkeleton rows={8} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <NoWorkflows
              org={org}
              isFiltered={isFiltered}
              canEdit={may('editor')}
              onClear={() => setSearch(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
            />
          ) : (
            <>
              <Panel flush>
                <WorkflowTable
                  org={org}
                  workflows={found.rows}
                  serverName={(id) => servers.find((server) => server.id === id)?.name ?? id}
                />
              </Panel>
              <Pager {...found} to={(next) => paths.workflows(org, { ...search, page: next })} />
            </>
          )
        }
      </Part>
    </>
  );
}

interface WorkflowTableProps {
  readonly org: string;
  readonly workflows: readonly Workflow[];
  readonly serverName: (id: string) => string;
}

function WorkflowTable({ org, workflows, serverName }: WorkflowTableProps) {
  const noAi = new Set(
    useQuery(modelsQuery(org))
      .data?.rows.filter(({ provider }) => provider === 'script' || provider === 'pinned')
      .map(({ id }) => id),
  );
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">Workflow</th>
          <th scope="col">Server</th>
          <th scope="col">Schedule</th>
          <th scope="col" className="text-end">
            Pass rate (7d)
          </th>
          <th scope="col">Last run</th>
          <th scope="col">Status</th>
        </tr>
      </thead>
      <tbody>
        {workflows.map((workflow) => (
          <tr key={workflow.id} className="relative">
            <td data-label="Workflow" className="lead md:max-w-96">
              <span className="flex items-center gap-2">
                <PageLink to={paths.workflow(org, workflow.id)} className="min-w-0 font-medium break-words after:absolute after:inset-0">
                  {workflow.name}
                </PageLink>
                {workflow.testerTargets.every(({ modelId }) => noAi.has(modelId)) && <NoAi />}
              </span>
              {workflow.description !== '' && <span className="line-clamp-1 text-muted">{workflow.description}</span>}
            </td>
            <td data-label="Server" className="text-muted">
              {serverName(workflow.mcpServerId)}
            </td>
            <td data-label="Schedule" className="text-muted">
              {workflow.scheduleLabel}
            </td>
            <td data-label="Pass rate" className="num">
              <PassRate rate={workflow.passRate7d} />
            </td>
            <td data-label="Last run" className="snug">
              {workflow.lastRun ? (
                <span className="inline-flex items-center gap-2">
                  <RunStatus status={workflow.lastRun.status} />
                  <span className="text-muted">
                    <TimeAgo at={workflow.lastRun.endedAt} fallback="now" />
                  </span>
                </span>
              ) : (
                <span className="text-faint">never</span>
              )}
            </td>
            <td data-label="Status" className="snug">
              <Badge tone={STATE_WORDS[workflow.state].tone}>{STATE_WORDS[workflow.state].word}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface NoWorkflowsProps {
  readonly org: string;
  readonly isFiltered: boolean;
  readonly canEdit: boolean;
  readonly onClear: () => void;
}

function NoWorkflows({ org, isFiltered, canEdit, onClear }: NoWorkflowsProps) {
  if (isFiltered) return <EmptyState title="No workflow matches" actions={<Button onClick={onClear}>Clear filters</Button>} />;
  return (
    <EmptyState
      title="No workflows yet"
      actions={
        canEdit ? (
          <>
            <ButtonLink to={paths.servers(org)}>Start from a tool</ButtonLink>
            <ButtonLink to={paths.newWorkflow(org)} look="primary">
              Start from scratch
            </ButtonLink>
          </>
        ) : undefined
      }
    >
      A workflow gives an agent a task on one of your servers and grades what it did.
    </EmptyState>
  );
}
