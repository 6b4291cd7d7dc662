// Changes of catalogs, newest first: of one server, or of all.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { changesQuery } from '../api/changes.ts';
import { ChangeEntry } from './change-entry.tsx';
import { Pager } from './pager.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import type { ChangeReview } from './use-change-review.ts';

interface ChangeListProps {
  readonly org: string;
  /** Left out: of all servers, each named. */
  readonly serverId?: string | undefined;
  readonly hasServer: boolean;
  readonly state: string | undefined;
  readonly page: string | undefined;
  /** Undefined for who may not accept. */
  readonly review: ChangeReview | undefined;
  readonly toPage: (page: number) => string;
  readonly empty: ReactNode;
}

const PAGE_SIZE = '10';

export function ChangeList({ org, serverId, hasServer, state, page, review, toPage, empty }: ChangeListProps) {
  const changes = useQuery(changesQuery(org, { serverId, state, page, pageSize: PAGE_SIZE }));
  return (
    <Part name="changes" query={changes} skeleton={<RowsSkeleton rows={5} />}>
      {(found) =>
        found.rows.length === 0 ? (
          empty
        ) : (
          <>
            <Panel flush>
              <ul className="divide-y divide-line">
                {found.rows.map((change, index) => (
                  <ChangeEntry
                    key={change.id}
                    org={org}
                    change={change}
                    hasServer={hasServer}
                    isOpenAtFirst={index === 0 || change.reviewState === 'pending'}
                    onAccept={review && (() => review.accept(change.server.id, { snapshotId: change.id }))}
                    isAccepting={review?.accepting === change.id}
                  />
                ))}
              </ul>
            </Panel>
            <Pager {...found} to={toPage} />
          </>
        )
      }
    </Part>
  );
}
