// The Incidents tab: open ones first, then what was; filters stand in the address.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { incidentsQuery } from '../api/alerts.ts';
import type { IncidentState } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { IncidentTable } from './incident-table.tsx';
import { Pager } from './pager.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RuleFilter } from './rule-filter.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { usePage } from './use-page.ts';

/** More open ones than this are worth the filter. */
const OPEN_SHOWN = '100';
const STATES: readonly (readonly [IncidentState, string])[] = [
  ['open', 'Open'],
  ['closed', 'Closed'],
];

export function IncidentList({ org }: { readonly org: string }) {
  const { search, setSearch } = usePage();
  const state = search['state'] ?? '';
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-2">
        <FilterChoice label="State" all="Open and closed" value={state} options={STATES} onChange={(next) => setSearch({ state: next })} />
        <RuleFilter org={org} />
        {search['object'] !== undefined && <Button onClick={() => setSearch({ object: undefined })}>Of all objects</Button>}
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        {state !== 'closed' && <OpenIncidents org={org} isAlone={state === 'open'} />}
        {state !== 'open' && <ClosedIncidents org={org} />}
      </div>
    </>
  );
}

function OpenIncidents({ org, isAlone }: { readonly org: string; readonly isAlone: boolean }) {
  const { search } = usePage();
  const incidents = useQuery(
    incidentsQuery(org, {
      state: 'open',
      ruleId: search['rule'],
      targetId: search['object'],
      ...(isAlone ? { page: search['page'] } : { pageSize: OPEN_SHOWN }),
    }),
  );
  const total = incidents.data?.total;
  return (
    <Panel title="Open" hint={total === undefined ? undefined : plural(total, 'incident')} flush>
      <Part name="open incidents" query={incidents} skeleton={<RowsSkeleton rows={3} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <p className="px-4 py-4 text-sm text-muted">Nothing fails that a rule watches.</p>
          ) : (
            <>
              <IncidentTable org={org} incidents={found.rows} />
              {isAlone && <Paged>{<Pager {...found} to={(page) => paths.alerts(org, { ...search, page })} />}</Paged>}
            </>
          )
        }
      </Part>
    </Panel>
  );
}

function ClosedIncidents({ org }: { readonly org: string }) {
  const { search } = usePage();
  const incidents = useQuery(
    incidentsQuery(org, { state: 'closed', ruleId: search['rule'], targetId: search['object'], page: search['page'] }),
  );
  return (
    <Panel title="Closed" hint={incidents.data === undefined ? undefined : plural(incidents.data.total, 'incident')} flush>
      <Part name="closed incidents" query={incidents} skeleton={<RowsSkeleton rows={5} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <EmptyState title="No incident yet">
              When a rule’s object fails often enough, it is told here and at the destination.
            </EmptyState>
          ) : (
            <>
              <IncidentTable org={org} incidents={found.rows} />
              <Paged>
                <Pager {...found} to={(page) => paths.alerts(org, { ...search, page })} />
              </Paged>
            </>
          )
        }
      </Part>
    </Panel>
  );
}

const Paged = ({ children }: { readonly children: ReactNode }) => <div className="border-t border-line px-4 pb-3">{children}</div>;
