// What agents did on a source, newest first. Script text, arguments and results are not kept, so they are not here.
import { useQuery } from '@tanstack/react-query';
import { EXECUTION_TOOLS, executionsQuery } from '../api/executions.ts';
import { paths } from '../api/paths.ts';
import type { Source } from '../api/sources.ts';
import { TOOL_WORDS } from '../text/source-words.ts';
import { Button, ButtonLink } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { ExecutionTable } from './execution-table.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { Pager } from './pager.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { usePage } from './use-page.ts';

const NO_FILTER = { environment: undefined, tool: undefined, ok: undefined };

export function ExecutionList({ org, source }: { readonly org: string; readonly source: Source }) {
  const { search, setSearch } = usePage();
  const { environment, tool, ok, page } = search;
  const executions = useQuery(executionsQuery(org, source.slug, { environment, tool, ok, page }));
  const isFiltered = [environment, tool, ok].some((value) => (value ?? '') !== '');
  const environments = [...new Set([...source.environments, ...(environment ? [environment] : [])])].toSorted();
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-2">
        <FilterChoice
          label="Environment"
          all="All environments"
          value={environment ?? ''}
          options={environments.map((one) => [one, one])}
          onChange={(next) => setSearch({ environment: next })}
        />
        <FilterChoice
          label="Tool"
          all="Any tool"
          value={tool ?? ''}
          options={EXECUTION_TOOLS.map((one) => [one, TOOL_WORDS[one]])}
          onChange={(next) => setSearch({ tool: next })}
        />
        <FilterChoice
          label="Outcome"
          all="Any outcome"
          value={ok ?? ''}
          options={[
            ['true', 'Done'],
            ['false', 'Failed'],
          ]}
          onChange={(next) => setSearch({ ok: next })}
        />
      </div>
      <Part name="executions" query={executions} skeleton={<RowsSkeleton rows={8} />}>
        {(found) =>
          found.rows.length > 0 ? (
            <>
              <Panel flush>
                <ExecutionTable executions={found.rows} approvalsAt={paths.source(org, source.slug, { tab: 'approvals' })} />
              </Panel>
              <Pager {...found} to={(next) => paths.source(org, source.slug, { ...search, page: next })} />
            </>
          ) : isFiltered ? (
            <EmptyState title="No execution matches" actions={<Button onClick={() => setSearch(NO_FILTER)}>Clear filters</Button>} />
          ) : (
            <EmptyState
              title="No agent was here yet"
              actions={<ButtonLink to={paths.source(org, source.slug)}>Connect an agent</ButtonLink>}
            >
              Every search and every script is listed here: when, what for, what it called and how it ended.
            </EmptyState>
          )
        }
      </Part>
    </>
  );
}
