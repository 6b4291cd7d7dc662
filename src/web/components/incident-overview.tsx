// What is wrong now, for the Overview: open incidents, and the workflows and monitors that fail.
import { useQuery } from '@tanstack/react-query';
import { rulesQuery } from '../api/alerts.ts';
import type { Incident } from '../api/alerts.ts';
import { monitorsQuery } from '../api/monitors.ts';
import type { Monitor } from '../api/monitors.ts';
import { paths } from '../api/paths.ts';
import type { Workflow } from '../api/workflows.ts';
import { IncidentTable } from './incident-table.tsx';
import { MonitorStatus } from './monitor-status.tsx';
import { PageLink } from './page-link.tsx';
import { RunStatus } from './run-status.tsx';
import { TimeAgo } from './time-ago.tsx';

const SHOWN_MONITORS = '20';

interface FailingListProps {
  readonly org: string;
  readonly failing: readonly Workflow[];
  readonly monitors: readonly Monitor[];
}

export function FailingList({ org, failing, monitors }: FailingListProps) {
  if (failing.length + monitors.length === 0)
    return (
      <p className="p-4 text-sm text-muted">
        Nothing fails: the latest run of every enabled workflow and the latest check of every monitor passed, or there was none yet.
      </p>
    );
  return (
    <ul className="divide-y divide-line">
      {failing.map((workflow) => (
        <li key={workflow.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
          <PageLink to={paths.workflow(org, workflow.id)} className="min-w-0 flex-1 basis-40 font-medium break-words hover:underline">
            {workflow.name}
          </PageLink>
          {workflow.lastRun && (
            <PageLink
              to={paths.run(org, workflow.lastRun.runId)}
              className="inline-flex items-center gap-2 text-sm text-muted hover:underline"
            >
              <RunStatus status={workflow.lastRun.status} />
              <TimeAgo at={workflow.lastRun.endedAt} fallback="now" />
            </PageLink>
          )}
        </li>
      ))}
      {monitors.map((monitor) => (
        <li key={monitor.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
          <PageLink to={paths.monitor(org, monitor.id)} className="min-w-0 flex-1 basis-40 font-medium break-words hover:underline">
            {monitor.name}
          </PageLink>
          <span className="inline-flex items-center gap-2 text-sm text-muted">
            <MonitorStatus monitor={monitor} />
            <TimeAgo at={monitor.statusSince} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Both ways of failing; `total` is undefined while they are counted. */
export function useFailingMonitors(org: string) {
  const failed = useQuery(monitorsQuery(org, { status: 'fail', state: 'active', pageSize: SHOWN_MONITORS })).data;
  const broken = useQuery(monitorsQuery(org, { status: 'error', state: 'active', pageSize: SHOWN_MONITORS })).data;
  const watched = useQuery(monitorsQuery(org, { state: 'active', pageSize: '1' })).data;
  return {
    rows: [...(failed?.rows ?? []), ...(broken?.rows ?? [])],
    total: failed && broken && watched ? failed.total + broken.total : undefined,
    watched: watched?.total,
  };
}

export function OpenIncidents({ org, incidents }: { readonly org: string; readonly incidents: readonly Incident[] }) {
  const rules = useQuery({ ...rulesQuery(org, { pageSize: '1' }), refetchInterval: false }).data;
  if (incidents.length > 0) return <IncidentTable org={org} incidents={incidents} />;
  return (
    <p className="p-4 text-sm text-muted">
      {rules?.total === 0 ? (
        <>
          No rules: nobody is told when something breaks.{' '}
          <PageLink to={paths.alerts(org)} className="link">
            Set up alerts
          </PageLink>
        </>
      ) : (
        'Nothing fails that a rule watches.'
      )}
    </p>
  );
}
