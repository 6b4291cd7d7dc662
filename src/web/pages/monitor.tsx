// One monitor: how it stands, its history, what it calls, and who is told.
import { useQuery } from '@tanstack/react-query';
import { isNotFound } from '../api/error.ts';
import { monitorQuery } from '../api/monitors.ts';
import type { Monitor } from '../api/monitors.ts';
import { paths } from '../api/paths.ts';
import { authProfilesQuery } from '../api/servers.ts';
import { MonitorActionBar } from '../components/monitor-actions.tsx';
import { MonitorBanners } from '../components/monitor-banners.tsx';
import { MonitorDefinition } from '../components/monitor-definition.tsx';
import { MonitorHistory } from '../components/monitor-history.tsx';
import { MonitorSettings } from '../components/monitor-settings.tsx';
import { MonitorStatus } from '../components/monitor-status.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { PageLink } from '../components/page-link.tsx';
import { Part } from '../components/part.tsx';
import { Skeleton, TextSkeleton } from '../components/skeleton.tsx';
import { TabLinks } from '../components/tab-links.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { usePage } from '../components/use-page.ts';
import { intervalLabel } from '../text/monitor-words.ts';
import { NotFound } from './not-found.tsx';

export function MonitorPage() {
  const { org, params } = usePage();
  const monitor = useQuery(monitorQuery(org, params.monitorId ?? ''));
  if (isNotFound(monitor.error)) return <NotFound />;
  return (
    <Part
      name="the monitor"
      query={monitor}
      skeleton={
        <div className="grid gap-5">
          <Skeleton className="h-7 w-72" />
          <TextSkeleton lines={3} />
          <Skeleton className="h-60 w-full" />
        </div>
      }
    >
      {(found) => <MonitorDetail key={found.id} org={org} monitor={found} />}
    </Part>
  );
}

function MonitorDetail({ org, monitor }: { readonly org: string; readonly monitor: Monitor }) {
  const { search, may } = usePage();
  const tab = search['tab'] ?? 'history';
  const tabs = [
    { id: 'history', label: 'History' },
    { id: 'call', label: 'Call' },
    ...(may('editor') ? [{ id: 'settings', label: 'Settings' }] : []),
  ].map((entry) => ({ ...entry, to: paths.monitor(org, monitor.id, { tab: entry.id === 'history' ? undefined : entry.id }) }));
  return (
    <>
      <PageHeader
        title={monitor.name}
        crumbs={[{ label: 'Monitors', to: paths.monitors(org) }]}
        status={<MonitorStatus monitor={monitor} look="washed" />}
        lead={<Lead org={org} monitor={monitor} />}
        actions={may('editor') ? <MonitorActionBar org={org} monitor={monitor} /> : undefined}
      />
      <MonitorBanners monitor={monitor} />
      <TabLinks label="Parts of the monitor" current={tab} tabs={tabs} />
      {tab === 'history' && <MonitorHistory org={org} monitor={monitor} />}
      {tab === 'call' && <Call org={org} monitor={monitor} />}
      {tab === 'settings' && may('editor') && <MonitorSettings org={org} monitor={monitor} />}
    </>
  );
}

function Lead({ org, monitor }: { readonly org: string; readonly monitor: Monitor }) {
  return (
    <>
      <span className="data break-all text-ink">{monitor.toolName}</span> on{' '}
      <PageLink to={paths.server(org, monitor.mcpServerId, { tab: 'monitors' })} className="link">
        {monitor.mcpServerName}
      </PageLink>
      {' · '}
      {intervalLabel(monitor.intervalSeconds).toLowerCase()}
      {monitor.statusSince !== null && monitor.state === 'active' && (
        <>
          {' · '}
          {monitor.status} since <TimeAgo at={monitor.statusSince} />
        </>
      )}
      {monitor.nextCheckAt !== null && (
        <>
          {' · '}next check <TimeAgo at={monitor.nextCheckAt} />
        </>
      )}
    </>
  );
}

function Call({ org, monitor }: { readonly org: string; readonly monitor: Monitor }) {
  const profiles = useQuery(authProfilesQuery(org, monitor.mcpServerId)).data?.rows;
  return <MonitorDefinition monitor={monitor} profileName={profiles?.find(({ id }) => id === monitor.authProfileId)?.name} />;
}
