// One server: its tools, how they changed, its credentials and settings.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { isNotFound } from '../api/error.ts';
import { paths } from '../api/paths.ts';
import { authProfilesQuery, catalogQuery, probeServer, serverQuery, syncServer } from '../api/servers.ts';
import type { Server, SyncResult } from '../api/servers.ts';
import { AuthProfiles } from '../components/auth-profiles.tsx';
import { Banner } from '../components/banner.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { CatalogView } from '../components/catalog-view.tsx';
import { ConnectResult } from '../components/connect-result.tsx';
import { CoverageReport } from '../components/coverage-report.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Facts } from '../components/facts.tsx';
import { FindingList } from '../components/finding-list.tsx';
import { GrantBanners, useTroubledGrants } from '../components/grant-banner.tsx';
import { HealthBadge } from '../components/health-badge.tsx';
import { IngestKeys } from '../components/ingest-keys.tsx';
import { MaintenanceBanner } from '../components/maintenance-banner.tsx';
import { MaintenanceWindows } from '../components/maintenance-windows.tsx';
import { MonitorList } from '../components/monitor-list.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Part } from '../components/part.tsx';
import { ProbeReport } from '../components/probe-report.tsx';
import { ServerChanges } from '../components/server-changes.tsx';
import { TRANSPORT_WORDS } from '../components/server-card.tsx';
import { ServerSettings } from '../components/server-settings.tsx';
import { RowsSkeleton, TextSkeleton } from '../components/skeleton.tsx';
import { TabLinks } from '../components/tab-links.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { toast } from '../components/toaster.tsx';
import { usePage } from '../components/use-page.ts';
import { plural } from '../text/amounts.ts';
import { NotFound } from './not-found.tsx';

const FIRST_SYNC_MS = 2_000;

export function ServerPage() {
  const { org, params, search } = usePage();
  const server = useQuery({
    ...serverQuery(org, params.serverId ?? ''),
    // Right after the consent the worker reads the tools for the first time.
    refetchInterval: ({ state }) => (search['connected'] !== undefined && state.data?.lastSyncedAt === null ? FIRST_SYNC_MS : false),
  });
  if (isNotFound(server.error)) return <NotFound />;
  return (
    <Part name="the server" query={server} skeleton={<TextSkeleton lines={6} />}>
      {(found) => <ServerDetail key={found.id} org={org} server={found} />}
    </Part>
  );
}

function ServerDetail({ org, server }: { readonly org: string; readonly server: Server }) {
  const { search, may, go } = usePage();
  const tab = search['tab'] ?? 'tools';
  const troubled = useTroubledGrants(org, server.id);
  const tabs = [
    { id: 'tools', label: 'Tools', note: server.toolCount ?? undefined },
    { id: 'coverage', label: 'Coverage' },
    { id: 'changes', label: 'Changes', note: server.pendingChanges > 0 ? `${server.pendingChanges} pending` : undefined },
    { id: 'protocol', label: 'Protocol' },
    { id: 'auth', label: 'Auth profiles', hasProblem: troubled.some(({ grantState }) => grantState === 'needs_reauth') },
    { id: 'monitors', label: 'Monitors' },
    ...(may('admin') ? [{ id: 'ingest', label: 'Ingest keys' }] : []),
    ...(may('editor') ? [{ id: 'settings', label: 'Settings' }] : []),
  ].map((entry) => ({ ...entry, to: paths.server(org, server.id, { tab: entry.id === 'tools' ? undefined : entry.id }) }));

  return (
    <>
      <PageHeader
        title={server.name}
        crumbs={[{ label: 'Servers', to: paths.servers(org) }]}
        status={<HealthBadge health={server.health} detail={server.healthDetail} look="washed" />}
        lead={<span className="data break-all">{whereOf(server)}</span>}
        actions={<ServerActions org={org} server={server} />}
      />
      <ReturnFromConsent org={org} server={server} />
      <MaintenanceBanner org={org} serverId={server.id} />
      <GrantBanners org={org} serverId={server.id} canConnect={may('editor')} />
      {/* A grant that needs a person says more than the failed contact it led to. */}
      {(server.health !== 'auth_failed' || troubled.length === 0) && <HealthBanner org={org} server={server} />}
      <div className="mb-5">
        <Facts
          facts={[
            { label: 'Transport', value: TRANSPORT_WORDS[server.transportType] },
            { label: 'Protocol', value: <span className="data">{protocolOf(server)}</span> },
            { label: 'Server', value: server.serverInfo === null ? '–' : `${server.serverInfo.name} ${server.serverInfo.version}` },
            { label: 'Environment', value: server.environment },
            { label: 'Last sync', value: <TimeAgo at={server.lastSyncedAt} fallback="never" /> },
          ]}
        />
      </div>
      <TabLinks label="Parts of the server" current={tab} tabs={tabs} />
      {tab === 'tools' && <ToolsTab org={org} server={server} />}
      {tab === 'coverage' && <CoverageReport org={org} serverId={server.id} canEdit={may('editor') && server.state === 'active'} />}
      {tab === 'changes' && (
        <ServerChanges
          org={org}
          server={server}
          canReview={may('editor')}
          syncNow={may('admin') ? <SyncButton org={org} server={server} label="Sync now" /> : undefined}
        />
      )}
      {tab === 'protocol' && <FindingList org={org} server={server} canExamine={may('editor') && server.state === 'active'} />}
      {tab === 'auth' && <AuthProfiles org={org} serverId={server.id} canEdit={may('editor')} />}
      {tab === 'monitors' && (
        <div className="grid gap-5">
          <MonitorList org={org} serverId={server.id} canEdit={may('editor')} />
          <MaintenanceWindows org={org} serverId={server.id} canEdit={may('editor')} />
        </div>
      )}
      {tab === 'ingest' && may('admin') && <IngestKeys org={org} serverId={server.id} />}
      {tab === 'settings' && may('editor') && <ServerSettings org={org} server={server} onArchived={() => go(paths.servers(org))} />}
    </>
  );
}

/** The command line as it is started; the arguments are no secrets. */
const whereOf = ({ baseUrl, connectionConfig: { command, args } }: Server): string => baseUrl ?? [command ?? '', ...(args ?? [])].join(' ');

/** `?connected=` and `?problem=` are what the sign-in at the server came to. */
function ReturnFromConsent({ org, server }: { readonly org: string; readonly server: Server }) {
  const { search, setSearch } = usePage();
  const profiles = useQuery(authProfilesQuery(org, server.id)).data?.rows ?? [];
  return (
    <ConnectResult
      connected={profiles.find(({ id }) => id === search['connected'])}
      problem={search['problem']}
      onClose={() => setSearch({ connected: undefined, problem: undefined, connect: undefined })}
    />
  );
}

const protocolOf = ({ protocolVersion, era }: Server): string =>
  protocolVersion === null ? '–' : `${protocolVersion}${era === null ? '' : ` (${era.era})`}`;

function ServerActions({ org, server }: { readonly org: string; readonly server: Server }) {
  const { may } = usePage();
  return (
    <>
      {may('admin') && <SyncButton org={org} server={server} label="Sync capabilities" />}
      {may('editor') && server.state === 'active' && (
        <ButtonLink to={paths.newWorkflow(org, { server: server.id })} look="primary">
          New workflow
        </ButtonLink>
      )}
    </>
  );
}

function SyncButton({ org, server, label }: { readonly org: string; readonly server: Server; readonly label: string }) {
  const queries = useQueryClient();
  const sync = useMutation({
    mutationFn: () => syncServer(org, server.id),
    onSuccess: (result) => tellSync(server, result),
    onError: (error) => toast.failed('Not synced', error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['org', org] }),
  });
  return (
    <Button icon={<RefreshCw size={14} aria-hidden="true" />} isBusy={sync.isPending} onClick={() => sync.mutate()}>
      {label}
    </Button>
  );
}

function tellSync(server: Server, result: SyncResult): void {
  if (!result.ok) return toast.failed(`${server.name} is not synced`, new Error(result.error?.message ?? 'The server did not answer.'));
  const breaking = result.diff?.breakingCount ?? 0;
  if (!result.changed) return toast.done('Synced: nothing changed');
  return toast.done('Synced: the catalog changed', breaking > 0 ? `${plural(breaking, 'breaking change')}: see Changes.` : undefined);
}

function HealthBanner({ org, server }: { readonly org: string; readonly server: Server }) {
  const { may } = usePage();
  const queries = useQueryClient();
  const probe = useMutation({
    mutationFn: () => probeServer(org, server.id),
    onError: (error) => toast.failed('Not probed', error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['org', org] }),
  });
  if (server.health !== 'auth_failed' && server.health !== 'unreachable')
    return probe.data?.ok === true ? <ProbeReport probe={probe.data} /> : null;
  return (
    <Banner
      tone={server.health === 'auth_failed' ? 'fail' : 'error'}
      title={server.health === 'auth_failed' ? 'The server refused the credential' : 'The server could not be reached'}
      actions={
        may('editor') ? (
          <Button isBusy={probe.isPending} onClick={() => probe.mutate()}>
            Reconnect
          </Button>
        ) : undefined
      }
    >
      {server.healthDetail}
      {probe.data !== undefined && !probe.data.ok && (
        <div className="mt-2">
          <ProbeReport probe={probe.data} />
        </div>
      )}
    </Banner>
  );
}

function ToolsTab({ org, server }: { readonly org: string; readonly server: Server }) {
  const { may } = usePage();
  const catalog = useQuery(catalogQuery(org, server.id));
  return (
    <Part name="the catalog" query={catalog} skeleton={<RowsSkeleton rows={8} />}>
      {(found) =>
        found.tools.length + found.resources.length + found.prompts.length === 0 ? (
          <EmptyState title="No tools found">
            {server.healthDetail ?? 'The server has not been read yet, or it offers nothing. Sync capabilities to read it again.'}
          </EmptyState>
        ) : (
          <CatalogView
            catalog={found}
            draftTo={may('editor') ? (tool) => paths.newWorkflow(org, { server: server.id, tool }) : undefined}
          />
        )
      }
    </Part>
  );
}
