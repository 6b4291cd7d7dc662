// Overview: did something break? The pass rate, what fails now, the servers, and what is still to set up.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { incidentsQuery } from '../api/alerts.ts';
import { isWithoutAi, modelsQuery } from '../api/models.ts';
import { paths } from '../api/paths.ts';
import { runsQuery } from '../api/runs.ts';
import type { RunSummary } from '../api/runs.ts';
import { serversQuery } from '../api/servers.ts';
import type { ServerRow } from '../api/servers.ts';
import { workflowsQuery } from '../api/workflows.ts';
import type { Workflow } from '../api/workflows.ts';
import { TONE_TEXT } from '../components/badge.tsx';
import { cx } from '../components/cx.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { HealthBadge } from '../components/health-badge.tsx';
import { FailingList, OpenIncidents, useFailingMonitors } from '../components/incident-overview.tsx';
import { OnboardingSteps } from '../components/onboarding-steps.tsx';
import { OwnershipOffer } from '../components/ownership-offer.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { PageLink } from '../components/page-link.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { RangeChoice } from '../components/range-choice.tsx';
import { RunTable } from '../components/run-table.tsx';
import { RowsSkeleton, Skeleton } from '../components/skeleton.tsx';
import { TimelineStrip } from '../components/timeline-strip.tsx';
import { usePage } from '../components/use-page.ts';
import { count, percent } from '../text/amounts.ts';
import { passRateTone } from '../text/tone.ts';
import type { Tone } from '../text/tone.ts';

const RECENT_RUNS = 8;
const STRIP_RUNS = '100';
const SHOWN_INCIDENTS = '5';
const FAILING = new Set(['fail', 'partial', 'error']);

export function OverviewPage() {
  const { org, search, setSearch } = usePage();
  const range = search['range'] ?? '24h';
  const runs = useQuery(runsQuery(org, { range, pageSize: STRIP_RUNS }));
  const passed = useQuery(runsQuery(org, { range, status: 'pass', pageSize: '1' }));
  const partial = useQuery(runsQuery(org, { range, status: 'partial', pageSize: '1' }));
  const failed = useQuery(runsQuery(org, { range, status: 'fail', pageSize: '1' }));
  const workflows = useQuery(workflowsQuery(org, { pageSize: '100' }));
  const servers = useQuery(serversQuery(org));
  const failing = workflows.data?.rows.filter(({ lastRun }) => lastRun && FAILING.has(lastRun.status)) ?? [];
  const incidents = useQuery(incidentsQuery(org, { state: 'open', pageSize: SHOWN_INCIDENTS }));
  const monitors = useFailingMonitors(org);
  const ill = servers.data?.rows.filter(({ health }) => health === 'auth_failed' || health === 'unreachable') ?? [];

  return (
    <>
      <PageHeader
        title="Overview"
        actions={<RangeChoice value={range} onChange={(next) => setSearch({ range: next === '24h' ? undefined : next })} />}
      />
      <OwnershipOffer org={org} />
      <div className="grid min-w-0 gap-5">
        <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-cols-3 xl:grid-cols-6">
          <PassRateFigure passed={passed.data?.total} partial={partial.data?.total} failed={failed.data?.total} />
          <Figure label="Runs" value={runs.data === undefined ? undefined : count(runs.data.total)} to={paths.runs(org, { range })} />
          <Figure
            label="Failing workflows"
            value={workflows.data === undefined ? undefined : count(failing.length)}
            tone={failing.length > 0 ? 'fail' : undefined}
            note={workflows.data === undefined ? '' : `of ${workflows.data.total} enabled`}
            to={paths.workflows(org)}
          />
          <Figure
            label="Failing monitors"
            value={monitors.total === undefined ? undefined : count(monitors.total)}
            tone={(monitors.total ?? 0) > 0 ? 'fail' : undefined}
            note={monitors.total === undefined ? '' : `of ${count(monitors.watched)} active`}
            to={paths.monitors(org, { sort: 'status' })}
          />
          <Figure
            label="Open incidents"
            value={incidents.data === undefined ? undefined : count(incidents.data.total)}
            tone={(incidents.data?.total ?? 0) > 0 ? 'fail' : undefined}
            to={paths.alerts(org, { tab: 'incidents' })}
          />
          <Figure
            label="Server problems"
            value={servers.data === undefined ? undefined : count(ill.length)}
            tone={ill.length > 0 ? 'error' : undefined}
            note={servers.data === undefined ? '' : `of ${servers.data.total}`}
            to={paths.servers(org)}
          />
        </div>
        <Onboarding org={org} servers={servers.data?.rows} workflows={workflows.data?.rows} runs={runs.data?.rows} />
        <Part name="the timeline" query={runs} skeleton={<Skeleton className="h-28 w-full" />}>
          {({ rows, total }) => <TimelineStrip org={org} runs={rows} total={total} />}
        </Part>
        <Panel
          title="Open incidents"
          flush
          actions={
            <PageLink to={paths.alerts(org, { tab: 'incidents' })} className="link text-sm">
              All incidents
            </PageLink>
          }
        >
          <Part name="open incidents" query={incidents} skeleton={<RowsSkeleton rows={1} />}>
            {({ rows }) => <OpenIncidents org={org} incidents={rows} />}
          </Part>
        </Panel>
        <div className="grid min-w-0 items-start gap-5 lg:grid-cols-2">
          <Panel title="Failing now" flush>
            <Part name="workflows" query={workflows} skeleton={<RowsSkeleton rows={3} />}>
              {() => <FailingList org={org} failing={failing} monitors={monitors.rows} />}
            </Part>
          </Panel>
          <Panel title="Servers" flush>
            <Part name="servers" query={servers} skeleton={<RowsSkeleton rows={3} />}>
              {({ rows }) => <ServerList org={org} servers={rows} />}
            </Part>
          </Panel>
        </div>
        <Panel
          title="Recent runs"
          flush
          actions={
            <PageLink to={paths.runs(org, { range })} className="link text-sm">
              Run history
            </PageLink>
          }
        >
          <Part name="runs" query={runs} skeleton={<RowsSkeleton rows={RECENT_RUNS} />}>
            {({ rows }) =>
              rows.length === 0 ? (
                <EmptyState title="No runs in this range">Run a workflow by hand, or give one a schedule.</EmptyState>
              ) : (
                <RunTable org={org} runs={rows.slice(0, RECENT_RUNS)} />
              )
            }
          </Part>
        </Panel>
      </div>
    </>
  );
}

interface Graded {
  readonly passed: number | undefined;
  readonly partial: number | undefined;
  readonly failed: number | undefined;
}

/** Errors are no verdict about the server, so they are left out. */
function PassRateFigure({ passed, partial, failed }: Graded) {
  if (passed === undefined || partial === undefined || failed === undefined) return <Figure label="Pass rate" value={undefined} />;
  const graded = passed + partial + failed;
  const rate = graded === 0 ? null : passed / graded;
  return (
    <Figure
      label="Pass rate"
      value={percent(rate)}
      tone={rate === null ? undefined : passRateTone(rate)}
      note={graded === 0 ? 'no graded run' : `${count(passed)} of ${count(graded)} graded runs`}
    />
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly tone?: Tone | undefined;
  readonly note?: string | undefined;
  readonly to?: string | undefined;
}

function Figure({ label, value, tone, note, to }: FigureProps) {
  const body: ReactNode = (
    <>
      <p className="eyebrow">{label}</p>
      {value === undefined ? (
        <Skeleton className="mt-2 h-6 w-16" />
      ) : (
        <p className={cx('mt-1 font-mono text-xl font-medium tabular-nums', tone !== undefined && TONE_TEXT[tone])}>{value}</p>
      )}
      <p className="min-h-5 text-sm text-muted">{note}</p>
    </>
  );
  return to === undefined ? (
    <div className="bg-surface px-4 py-3">{body}</div>
  ) : (
    <PageLink to={to} className="bg-surface px-4 py-3 hover:bg-hover">
      {body}
    </PageLink>
  );
}

function ServerList({ org, servers }: { readonly org: string; readonly servers: readonly ServerRow[] }) {
  if (servers.length === 0) return <p className="p-4 text-sm text-muted">None connected yet.</p>;
  return (
    <ul className="divide-y divide-line">
      {servers.map((server) => (
        <li key={server.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
          <PageLink to={paths.server(org, server.id)} className="min-w-0 flex-1 basis-40 font-medium break-words hover:underline">
            {server.name}
          </PageLink>
          <span className="text-sm text-muted">{server.tool_count === null ? '' : `${server.tool_count} tools`}</span>
          <HealthBadge health={server.health} detail={server.health_detail} />
        </li>
      ))}
    </ul>
  );
}

interface OnboardingProps {
  readonly org: string;
  readonly servers: readonly ServerRow[] | undefined;
  readonly workflows: readonly Workflow[] | undefined;
  readonly runs: readonly RunSummary[] | undefined;
}

function Onboarding({ org, servers, workflows, runs }: OnboardingProps) {
  const { may } = usePage();
  const models = useQuery(modelsQuery(org)).data?.rows;
  if (!may('editor') || servers === undefined || workflows === undefined || runs === undefined || models === undefined) return null;
  const hasRun = runs.length > 0 || workflows.some(({ lastRun }) => lastRun !== null && lastRun !== undefined);
  return (
    <OnboardingSteps
      steps={[
        {
          title: 'Connect a server',
          hint: 'Its URL and credential; the tools are read at once.',
          to: paths.servers(org, { new: '1' }),
          isDone: servers.length > 0,
        },
        {
          title: 'Write a workflow',
          hint: 'A task, and what must hold when it is done.',
          to: paths.newWorkflow(org),
          isDone: workflows.length > 0,
        },
        { title: 'Run it', hint: 'Open a workflow and press Run now.', to: paths.workflows(org), isDone: hasRun },
        {
          title: 'Add a model',
          hint: 'Until then step scripts act, without AI. With a model, an agent works through the task and another grades sentences.',
          to: paths.models(org),
          isDone: models.some(({ provider, active }) => active && !isWithoutAi(provider)),
        },
      ]}
    />
  );
}
