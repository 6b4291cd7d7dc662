// The history of a monitor over a range: numbers, chart, outages and every check.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { checksQuery, seriesQuery } from '../api/monitors.ts';
import type { CheckPage, Monitor } from '../api/monitors.ts';
import { count } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { AlertRulesOf } from './alert-rules-of.tsx';
import { Button } from './button.tsx';
import { CheckHistory } from './check-history.tsx';
import { EmptyState } from './empty-state.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { Uptime } from './monitor-numbers.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RangeChoice } from './range-choice.tsx';
import { Skeleton } from './skeleton.tsx';
import { UptimeOutages } from './uptime-outages.tsx';
import { useMonitorActions } from './use-monitor-actions.ts';
import { usePage } from './use-page.ts';

export function MonitorHistory({ org, monitor }: { readonly org: string; readonly monitor: Monitor }) {
  const { search, setSearch, may } = usePage();
  const range = search['range'] ?? '24h';
  const checks = useQuery(checksQuery(org, monitor.id, { range, status: search['status'], page: search['page'] }));
  const series = useQuery(seriesQuery(org, monitor.id, range));
  if (monitor.lastCheck === null) return <NoCheckYet org={org} monitor={monitor} />;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <Numbers summary={checks.data?.summary} />
        <RangeChoice value={range} onChange={(next) => setSearch({ range: next === '24h' ? undefined : next })} />
      </div>
      <Panel title="Latency" hint="of the call alone">
        <Part name="the chart" query={series} skeleton={<Skeleton className="h-60 w-full" />}>
          {({ points }) => <LatencyChart points={points} />}
        </Part>
      </Panel>
      <Part name="outages" query={series} skeleton={<Skeleton className="h-24 w-full" />}>
        {({ outages }) => <UptimeOutages outages={outages} />}
      </Part>
      <AlertRulesOf
        org={org}
        target={{ type: 'monitor', id: monitor.id, name: monitor.name }}
        serverId={monitor.mcpServerId}
        canEdit={may('editor')}
      />
      <CheckHistory org={org} monitorId={monitor.id} checks={checks} />
    </div>
  );
}

function NoCheckYet({ org, monitor }: { readonly org: string; readonly monitor: Monitor }) {
  const { may } = usePage();
  const actions = useMonitorActions(org);
  if (monitor.state === 'active') {
    return <EmptyState title="First check under way">Its result, and from then on every one, appears here by itself.</EmptyState>;
  }
  return (
    <EmptyState
      title="Never checked"
      actions={
        may('editor') ? (
          <Button isBusy={actions.isChanging} onClick={() => actions.setState(monitor, 'active')}>
            Resume
          </Button>
        ) : undefined
      }
    >
      It was paused before its first check.
    </EmptyState>
  );
}

/** The places are there before the numbers are. */
function Numbers({ summary }: { readonly summary: CheckPage['summary'] | undefined }) {
  const figures = [
    ['p50', summary && duration(summary.p50Ms)],
    ['p95', summary && duration(summary.p95Ms)],
    ['Passed', summary && count(summary.pass)],
    ['Failed', summary && count(summary.fail)],
    ['Errors', summary && count(summary.error)],
  ] as const;
  return (
    <dl className="flex flex-wrap gap-x-7 gap-y-2">
      <Figure label="Uptime">{summary && <Uptime percent={summary.uptimePercent} className="text-lg" />}</Figure>
      {figures.map(([label, value]) => (
        <Figure key={label} label={label}>
          {value}
        </Figure>
      ))}
    </dl>
  );
}

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-14">
      <dt className="eyebrow">{label}</dt>
      <dd className="data text-lg">{children ?? <Skeleton className="mt-1 w-14" />}</dd>
    </div>
  );
}
