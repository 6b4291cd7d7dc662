// The Changes tab: every stored state of the catalog, and the difference between any two.
import { useQuery } from '@tanstack/react-query';
import { catalogDiffQuery, snapshotsQuery } from '../api/servers.ts';
import type { Snapshot } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { exactTime } from '../text/relative-time.ts';
import { Badge } from './badge.tsx';
import { CatalogDiffView } from './catalog-diff-view.tsx';
import { cx } from './cx.ts';
import { EmptyState } from './empty-state.tsx';
import { Choice } from './inputs.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton, TextSkeleton } from './skeleton.tsx';
import { TimeAgo } from './time-ago.tsx';
import { usePage } from './use-page.ts';

export function ServerChanges({ org, serverId }: { readonly org: string; readonly serverId: string }) {
  const snapshots = useQuery(snapshotsQuery(org, serverId));
  return (
    <Part name="snapshots" query={snapshots} skeleton={<RowsSkeleton />}>
      {({ rows }) =>
        rows.length === 0 ? (
          <EmptyState title="No snapshot yet">
            The first sync stores the catalog; every later one that differs stores the difference.
          </EmptyState>
        ) : (
          <SnapshotsAndDiff org={org} serverId={serverId} snapshots={rows} />
        )
      }
    </Part>
  );
}

interface SnapshotsAndDiffProps {
  readonly org: string;
  readonly serverId: string;
  readonly snapshots: readonly Snapshot[];
}

function SnapshotsAndDiff({ org, serverId, snapshots }: SnapshotsAndDiffProps) {
  const { search, setSearch } = usePage();
  const to = search['to'] ?? snapshots[0]?.id ?? '';
  const position = snapshots.findIndex(({ id }) => id === to);
  const from = search['from'] ?? snapshots[position + 1]?.id ?? '';
  const diff = useQuery(catalogDiffQuery(org, serverId, { from, to }));
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[19rem_minmax(0,1fr)]">
      <Panel title="Snapshots" hint={snapshots.length} flush>
        <ol className="divide-y divide-line">
          {snapshots.map((snapshot, index) => (
            <li key={snapshot.id}>
              <button
                type="button"
                aria-current={snapshot.id === to ? 'true' : undefined}
                onClick={() => setSearch({ to: snapshot.id, from: undefined })}
                className={cx('grid w-full gap-0.5 px-4 py-2.5 text-start text-sm', snapshot.id === to ? 'bg-selected' : 'hover:bg-hover')}
              >
                <span className="flex justify-between gap-3">
                  <TimeAgo at={snapshot.at} />
                  {snapshot.breakingCount > 0 ? (
                    <Badge tone="fail">{snapshot.breakingCount} breaking</Badge>
                  ) : (
                    index === snapshots.length - 1 && <span className="text-faint">first</span>
                  )}
                </span>
                <span className="text-xs text-muted">
                  {plural(snapshot.counts.tools, 'tool')} · <span className="data">{snapshot.contentHash.slice(0, 10)}</span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      </Panel>
      <Panel
        title="Difference"
        actions={
          from === '' ? undefined : (
            <Choice
              aria-label="Compare with"
              value={from}
              onChange={(event) => setSearch({ to, from: event.target.value })}
              className="w-auto max-w-60"
            >
              {snapshots
                .filter(({ id }) => id !== to)
                .map(({ id, at }) => (
                  <option key={id} value={id}>
                    to {exactTime(at).slice(0, 16)}
                  </option>
                ))}
            </Choice>
          )
        }
      >
        {from === '' ? (
          <p className="text-sm text-muted">This is the first state that was read: there is nothing to compare it with.</p>
        ) : (
          <Part name="the difference" query={diff} skeleton={<TextSkeleton />}>
            {(found) => <CatalogDiffView diff={found} />}
          </Part>
        )}
      </Panel>
    </div>
  );
}
