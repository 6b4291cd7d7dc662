// The Coverage tab: which tools the workflows of a server really exercise, how deeply, and which they leave out.
import { useQuery } from '@tanstack/react-query';
import type { Coverage } from '../api/coverage.ts';
import { coverageQuery } from '../api/coverage.ts';
import { plural } from '../text/amounts.ts';
import { CoverageCovered } from './coverage-covered.tsx';
import { CoverageUncovered } from './coverage-uncovered.tsx';
import { EmptyState } from './empty-state.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton, Skeleton } from './skeleton.tsx';
import { TimeAgo } from './time-ago.tsx';

interface CoverageReportProps {
  readonly org: string;
  readonly serverId: string;
  readonly canEdit: boolean;
}

export function CoverageReport({ org, serverId, canEdit }: CoverageReportProps) {
  const coverage = useQuery(coverageQuery(org, serverId));
  return (
    <Part
      name="coverage"
      query={coverage}
      skeleton={
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <Skeleton className="h-24 w-full" />
          <RowsSkeleton rows={6} />
        </div>
      }
    >
      {(found) =>
        found.coveragePercent === null ? (
          <EmptyState title="No active tools">
            Coverage counts the tools of the catalog; this server has none, or was not read yet.
          </EmptyState>
        ) : (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
            <Summary found={found} percent={found.coveragePercent} />
            <CoverageUncovered org={org} serverId={serverId} tools={found.uncovered} canEdit={canEdit} />
            <CoverageCovered org={org} tools={found.covered} />
          </div>
        )
      }
    </Part>
  );
}

function Summary({ found, percent }: { readonly found: Coverage; readonly percent: number }) {
  return (
    <Panel>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <p className="font-mono text-xl font-medium tabular-nums">{percent} %</p>
        <div className="min-w-0 flex-1 basis-64">
          <div
            role="meter"
            aria-label="Coverage"
            aria-valuenow={percent}
            aria-valuemin={0}
            aria-valuemax={100}
            className="h-2 overflow-hidden rounded-full bg-idle-wash"
          >
            <div className="h-full bg-pass-mark" style={{ width: `${percent}%` }} />
          </div>
          <p className="mt-1.5 text-sm text-muted">
            {found.covered.length} of {plural(found.toolsConsidered, 'active tool')} · over the latest{' '}
            {plural(found.runsConsidered, 'finished run')} · counted <TimeAgo at={found.generatedAt} />
          </p>
        </div>
      </div>
      {found.truncated && <p className="mt-2 text-sm text-muted">The server has more tools: the first 100 by name are counted.</p>}
      <p className="mt-2 text-sm text-muted">
        A tool is covered when a run called it well, or when an active workflow names it. Monitors are shown, and cover nothing by
        themselves.
      </p>
    </Panel>
  );
}
