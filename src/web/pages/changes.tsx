// Changes: how the catalogs of all servers changed, and what waits for a person.
import { useQuery } from '@tanstack/react-query';
import { pendingChangesQuery } from '../api/changes.ts';
import { paths } from '../api/paths.ts';
import { serversQuery } from '../api/servers.ts';
import { Button } from '../components/button.tsx';
import { ChangeAcceptAll } from '../components/change-accept-all.tsx';
import { ChangeList } from '../components/change-list.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterChoice } from '../components/filter-choice.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { useChangeReview } from '../components/use-change-review.ts';
import { usePage } from '../components/use-page.ts';
import { plural } from '../text/amounts.ts';

export function ChangesPage() {
  const { org, search, setSearch, may } = usePage();
  const review = useChangeReview(org);
  const servers = useQuery(serversQuery(org)).data?.rows ?? [];
  const pending = useQuery(pendingChangesQuery(org)).data?.total ?? 0;
  const chosen = servers.find(({ id }) => id === search['server']);
  const isFiltered = (search['server'] ?? '') !== '' || (search['state'] ?? '') !== '';
  return (
    <>
      <PageHeader
        title="Changes"
        lead="How the catalogs of your servers changed, and what an agent is told now that it was not told before."
        actions={
          may('editor') && chosen !== undefined && chosen.pending_changes > 0 ? (
            <ChangeAcceptAll org={org} serverId={chosen.id} review={review} label={`Accept everything of ${chosen.name}`} />
          ) : undefined
        }
      />
      <div className="mb-4 flex flex-wrap gap-2">
        <FilterChoice
          label="Review"
          all="All changes"
          value={search['state'] ?? ''}
          options={[['pending', pending === 0 ? 'Pending review' : `Pending review (${pending})`]]}
          onChange={(state) => setSearch({ state })}
        />
        <FilterChoice
          label="Server"
          all="All servers"
          value={search['server'] ?? ''}
          options={servers.map(({ id, name, pending_changes: waiting }) => [
            id,
            waiting > 0 ? `${name} (${plural(waiting, 'pending', 'pending')})` : name,
          ])}
          onChange={(server) => setSearch({ server })}
        />
      </div>
      <ChangeList
        org={org}
        serverId={search['server']}
        hasServer
        state={search['state']}
        page={search['page']}
        review={may('editor') ? review : undefined}
        toPage={(page) => paths.changes(org, { ...search, page })}
        empty={
          isFiltered ? (
            <EmptyState
              title={search['state'] === 'pending' ? 'Nothing waits for review' : 'No change matches'}
              actions={<Button onClick={() => setSearch({ server: undefined, state: undefined })}>Clear filters</Button>}
            />
          ) : (
            <EmptyState title="No change yet">
              Every sync compares a catalog with the one before. What differs is told here, with its class.
            </EmptyState>
          )
        }
      />
    </>
  );
}
