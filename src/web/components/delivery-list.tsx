// The Deliveries tab: what was sent where, every try of it, and another try for what failed.
import { useMutation, useQuery } from '@tanstack/react-query';
import { deliveriesQuery, destinationsQuery, retryDelivery } from '../api/alerts.ts';
import type { Delivery } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { DELIVERY_STATES, DELIVERY_WORDS } from '../text/alert-words.ts';
import { Button } from './button.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { Pager } from './pager.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RuleFilter } from './rule-filter.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';
import { useRefreshAlerts } from './use-rule-actions.ts';

const FILTERS = ['state', 'rule', 'destination'] as const;

export function DeliveryList({ org, canRetry }: { readonly org: string; readonly canRetry: boolean }) {
  const { search, setSearch } = usePage();
  const refresh = useRefreshAlerts(org);
  const deliveries = useQuery(
    deliveriesQuery(org, {
      state: search['state'],
      ruleId: search['rule'],
      destinationId: search['destination'],
      page: search['page'],
    }),
  );
  const retry = useMutation({
    mutationFn: ({ id }: Delivery) => retryDelivery(org, id),
    onSuccess: () => toast.done('It is sent again'),
    onError: (error) => toast.failed('Not sent again', error),
    onSettled: refresh,
  });
  const isFiltered = FILTERS.some((name) => (search[name] ?? '') !== '');
  return (
    <>
      <DeliveryFilters org={org} />
      <Part name="deliveries" query={deliveries} skeleton={<RowsSkeleton rows={8} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <EmptyState
              title={isFiltered ? 'No delivery matches' : 'Nothing was sent yet'}
              actions={
                isFiltered ? (
                  <Button onClick={() => setSearch(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}>Clear filters</Button>
                ) : undefined
              }
            >
              {isFiltered ? undefined : 'Every message stands here for 90 days, with each try and what came of it.'}
            </EmptyState>
          ) : (
            <>
              <Panel flush>
                <DeliveryTable
                  deliveries={found.rows}
                  onRetry={canRetry ? retry.mutate : undefined}
                  retrying={retry.isPending ? retry.variables.id : undefined}
                />
              </Panel>
              <Pager {...found} to={(page) => paths.alerts(org, { ...search, page })} />
            </>
          )
        }
      </Part>
    </>
  );
}

function DeliveryFilters({ org }: { readonly org: string }) {
  const { search, setSearch } = usePage();
  const destinations = useQuery(destinationsQuery(org)).data?.rows ?? [];
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <FilterChoice
        label="State"
        all="Any state"
        value={search['state'] ?? ''}
        options={DELIVERY_STATES.map((state) => [state, DELIVERY_WORDS[state].word])}
        onChange={(state) => setSearch({ state })}
      />
      <RuleFilter org={org} />
      <FilterChoice
        label="Destination"
        all="All destinations"
        value={search['destination'] ?? ''}
        options={destinations.map(({ id, name }) => [id, name])}
        onChange={(destination) => setSearch({ destination })}
      />
    </div>
  );
}
