// Monitors as rows; cards on a narrow screen.
import { memo } from 'react';
import type { Monitor } from '../api/monitors.ts';
import { paths } from '../api/paths.ts';
import { intervalLabel, shortInterval } from '../text/monitor-words.ts';
import { Latencies, Uptime } from './monitor-numbers.tsx';
import { MonitorRowMenu } from './monitor-row-menu.tsx';
import { MonitorStatus } from './monitor-status.tsx';
import { PageLink } from './page-link.tsx';
import { TimeAgo } from './time-ago.tsx';
import { useMonitorActions } from './use-monitor-actions.ts';
import type { MonitorActions } from './use-monitor-actions.ts';

interface MonitorTableProps {
  readonly org: string;
  readonly monitors: readonly Monitor[];
  readonly canEdit: boolean;
  /** Left out where every row is of the same server. */
  readonly hasServer?: boolean | undefined;
}

export function MonitorTable({ org, monitors, canEdit, hasServer = true }: MonitorTableProps) {
  const actions = useMonitorActions(org);
  return (
    <table className="grid-table monitor-rows">
      <thead>
        <tr>
          <th scope="col">Name</th>
          {hasServer && <th scope="col">Server</th>}
          <th scope="col">Tool</th>
          <th scope="col">Interval</th>
          <th scope="col">Status</th>
          <th scope="col" className="text-end">
            Uptime 24h
          </th>
          <th scope="col" className="text-end">
            p50 / p95
          </th>
          <th scope="col">Last check</th>
          {canEdit && (
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {monitors.map((monitor) => (
          <MonitorRow
            key={monitor.id}
            org={org}
            monitor={monitor}
            hasServer={hasServer}
            actions={canEdit ? actions : undefined}
            isChecking={actions.isChecking(monitor.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface MonitorRowProps {
  readonly org: string;
  readonly monitor: Monitor;
  readonly hasServer: boolean;
  readonly actions: MonitorActions | undefined;
  readonly isChecking: boolean;
}

/** A list that refreshes every few seconds draws only the rows that changed: what the actions do depends on no render. */
const MonitorRow = memo(
  ({ org, monitor, hasServer, actions, isChecking }: MonitorRowProps) => (
    <tr className="relative">
      <td data-label="Name" className="lead md:max-w-72 md:min-w-40">
        <PageLink to={paths.monitor(org, monitor.id)} className="min-w-0 font-medium break-words after:absolute after:inset-0">
          {monitor.name}
        </PageLink>
      </td>
      {hasServer && (
        <td data-label="Server" className="server text-muted md:max-w-56 md:min-w-28">
          <span className="line-clamp-2">{monitor.mcpServerName}</span>
        </td>
      )}
      <td data-label="Tool" className="tool md:min-w-30">
        <span title={monitor.toolName} className="data line-clamp-2 break-all text-muted">
          {monitor.toolName}
        </span>
      </td>
      <td data-label="Interval" className="interval snug text-muted" title={intervalLabel(monitor.intervalSeconds)}>
        {shortInterval(monitor.intervalSeconds)}
      </td>
      <td data-label="Status" className="status">
        <MonitorStatus monitor={monitor} />
      </td>
      <td data-label="Uptime 24h" className="uptime num">
        <span className="text-faint md:hidden">uptime </span>
        <Uptime percent={monitor.uptime24h} />
      </td>
      <td data-label="p50 / p95" className="latency num">
        <Latencies p50Ms={monitor.p50Ms} p95Ms={monitor.p95Ms} />
      </td>
      <td data-label="Last check" className="last snug text-muted">
        {isChecking ? 'checking…' : <TimeAgo at={monitor.lastCheck?.at} fallback="never" />}
      </td>
      {actions !== undefined && (
        <td className="act relative z-10 text-end md:py-1.5!">
          <MonitorRowMenu monitor={monitor} actions={actions} isChecking={isChecking} />
        </td>
      )}
    </tr>
  ),
  (before, after) =>
    before.monitor === after.monitor &&
    before.isChecking === after.isChecking &&
    before.org === after.org &&
    before.hasServer === after.hasServer &&
    (before.actions === undefined) === (after.actions === undefined),
);
