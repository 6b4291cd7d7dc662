// The Changes tab: how the catalog changed, what waits for a person, every sync, and any two states side by side.
import type { ReactNode } from 'react';
import { paths } from '../api/paths.ts';
import type { Server } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { Banner } from './banner.tsx';
import { CatalogChangeCompare } from './catalog-change-compare.tsx';
import { ChangeAcceptAll } from './change-accept-all.tsx';
import { ChangeList } from './change-list.tsx';
import { ChangeSyncs } from './change-syncs.tsx';
import { EmptyState } from './empty-state.tsx';
import { useChangeReview } from './use-change-review.ts';
import { usePage } from './use-page.ts';

interface ServerChangesProps {
  readonly org: string;
  readonly server: Pick<Server, 'id' | 'name' | 'pendingChanges'>;
  readonly canReview: boolean;
  /** Reads the catalog now; left out for who may not. */
  readonly syncNow?: ReactNode;
}

export function ServerChanges({ org, server, canReview, syncNow }: ServerChangesProps) {
  const { search } = usePage();
  const review = useChangeReview(org);
  const waiting = server.pendingChanges;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div>
        {waiting > 0 && (
          <Banner
            tone="partial"
            title={`${plural(waiting, 'change')} ${waiting === 1 ? 'waits' : 'wait'} for review`}
            actions={canReview ? <ChangeAcceptAll org={org} serverId={server.id} review={review} label="Accept everything" /> : undefined}
          >
            What breaks callers, or changes what agents are told, is looked at by a person.
          </Banner>
        )}
        <ChangeList
          org={org}
          serverId={server.id}
          hasServer={false}
          state={undefined}
          page={search['page']}
          review={canReview ? review : undefined}
          toPage={(page) => paths.server(org, server.id, { ...search, page })}
          empty={
            <EmptyState title="No change yet">
              The first sync stores the catalog; every later one that differs stores the difference.
            </EmptyState>
          }
        />
      </div>
      <CatalogChangeCompare org={org} serverId={server.id} />
      <ChangeSyncs org={org} serverId={server.id} actions={syncNow} />
    </div>
  );
}
