// The Rules tab under the destinations: who is told of what.
import { useQuery } from '@tanstack/react-query';
import { rulesQuery } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { Pager } from './pager.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RuleTable } from './rule-table.tsx';
import { SearchBox } from './search-box.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { usePage } from './use-page.ts';
import { TARGET_WORDS } from '../text/alert-words.ts';

interface RuleListProps {
  readonly org: string;
  /** Undefined for who may not. */
  readonly onNew: (() => void) | undefined;
}

const FILTERS = ['search', 'watches', 'state'] as const;

export function RuleList({ org, onNew }: RuleListProps) {
  const { search, setSearch } = usePage();
  const rules = useQuery(
    rulesQuery(org, {
      search: search['search'],
      targetType: search['watches'],
      state: search['state'],
      sort: search['sort'] ?? 'name',
      page: search['page'],
    }),
  );
  const isFiltered = FILTERS.some((name) => (search[name] ?? '') !== '');
  const isNone = rules.data?.total === 0 && !isFiltered;
  return (
    <section aria-labelledby="rules">
      <h2 id="rules" className="mb-2 text-base font-semibold">
        Rules
      </h2>
      {!isNone && <RuleFilters />}
      <Part name="alert rules" query={rules} skeleton={<RowsSkeleton rows={6} />}>
        {(found) =>
          found.rows.length === 0 ? (
            isFiltered ? (
              <EmptyState
                title="No rule matches"
                actions={
                  <Button onClick={() => setSearch(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}>Clear filters</Button>
                }
              />
            ) : (
              <Panel>
                <EmptyState
                  title="No rules: nobody is told when something breaks"
                  actions={
                    onNew && (
                      <Button look="primary" onClick={onNew}>
                        New rule
                      </Button>
                    )
                  }
                >
                  A rule ties one workflow, monitor or server to one destination.
                </EmptyState>
              </Panel>
            )
          ) : (
            <>
              <Panel flush>
                <RuleTable org={org} rules={found.rows} canEdit={onNew !== undefined} />
              </Panel>
              <Pager {...found} to={(page) => paths.alerts(org, { ...search, page })} />
            </>
          )
        }
      </Part>
    </section>
  );
}

const SORTS: readonly (readonly [string, string])[] = [
  ['-lastFiredAt', 'Last fired first'],
  ['-createdAt', 'Newest first'],
];

function RuleFilters() {
  const { search, setSearch } = usePage();
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <SearchBox label="Search rules" value={search['search'] ?? ''} onSearch={(text) => setSearch({ search: text })} />
      <FilterChoice
        label="Watches"
        all="Any object"
        value={search['watches'] ?? ''}
        options={Object.entries(TARGET_WORDS)}
        onChange={(watches) => setSearch({ watches })}
      />
      <FilterChoice
        label="State"
        all="Enabled and paused"
        value={search['state'] ?? ''}
        options={[
          ['enabled', 'Enabled'],
          ['paused', 'Paused'],
        ]}
        onChange={(state) => setSearch({ state })}
      />
      <FilterChoice label="Order" all="By name" value={search['sort'] ?? ''} options={SORTS} onChange={(sort) => setSearch({ sort })} />
    </div>
  );
}
