// Two runs of a workflow side by side: what got better, what got worse, what changed in between.
import { useQuery } from '@tanstack/react-query';
import { isNotFound } from '../api/error.ts';
import { paths } from '../api/paths.ts';
import { comparisonQuery, isFinished, runQuery, runsQuery } from '../api/runs.ts';
import type { Comparison, Metric, Run } from '../api/runs.ts';
import { Badge } from '../components/badge.tsx';
import { CatalogDiffView } from '../components/catalog-diff-view.tsx';
import { DiffList } from '../components/diff-list.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Field } from '../components/field.tsx';
import { Choice } from '../components/inputs.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { PageLink } from '../components/page-link.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { RunStatus } from '../components/run-status.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';
import { count, usd } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { versionWord } from '../text/proposal-words.ts';
import { exactTime } from '../text/relative-time.ts';
import { RUN_WORDS, VERDICT_WORDS } from '../text/tone.ts';
import type { Tone } from '../text/tone.ts';
import { NotFound } from './not-found.tsx';

/** Stands in the address for "the newest earlier run that passed". */
const LATEST_PASS = 'latest-pass';

const VERDICTS: Readonly<Record<Comparison['verdict'], readonly [word: string, tone: Tone]>> = {
  regressed: ['Regressed', 'fail'],
  improved: ['Improved', 'pass'],
  mixed: ['Mixed', 'partial'],
  unchanged: ['Unchanged', 'idle'],
  no_baseline: ['No baseline', 'idle'],
};

export function ComparePage() {
  const { org, params } = usePage();
  const run = useQuery(runQuery(org, params.runId ?? ''));
  if (isNotFound(run.error)) return <NotFound />;
  return (
    <Part name="the run" query={run} skeleton={<TextSkeleton lines={8} />}>
      {(found) => <CompareDetail org={org} run={found} baselineId={params.baselineId ?? LATEST_PASS} />}
    </Part>
  );
}

interface CompareDetailProps {
  readonly org: string;
  readonly run: Run;
  readonly baselineId: string;
}

function CompareDetail({ org, run, baselineId }: CompareDetailProps) {
  const comparison = useQuery(comparisonQuery(org, run.runId, baselineId === LATEST_PASS ? undefined : baselineId));
  const verdict = comparison.data === undefined ? undefined : VERDICTS[comparison.data.verdict];
  return (
    <>
      <PageHeader
        title="Compare runs"
        crumbs={[
          { label: 'Run history', to: paths.runs(org) },
          { label: run.workflowName, to: paths.run(org, run.runId) },
        ]}
        status={
          verdict === undefined ? undefined : (
            <Badge tone={verdict[1]} look="washed">
              {verdict[0]}
            </Badge>
          )
        }
        lead={`What changed from the baseline to the run of ${exactTime(run.startedAt ?? run.createdAt)}.`}
      />
      <BaselineChoice org={org} run={run} baselineId={comparison.data?.baselineRunId ?? baselineId} />
      <Part name="the comparison" query={comparison} skeleton={<TextSkeleton lines={8} />}>
        {(found) =>
          found.verdict === 'no_baseline' ? (
            <EmptyState title="No passing run to compare with">
              Choose another run of this workflow above, or wait for one that passes.
            </EmptyState>
          ) : (
            <Differences org={org} found={found} />
          )
        }
      </Part>
    </>
  );
}

function BaselineChoice({ org, run, baselineId }: CompareDetailProps) {
  const { go } = usePage();
  const others =
    useQuery(runsQuery(org, { workflowId: run.workflowId, range: '30d', pageSize: '50' })).data?.rows.filter(
      (other) => other.runId !== run.runId && isFinished(other.status),
    ) ?? [];
  const isListed = others.some(({ runId }) => runId === baselineId);
  return (
    <div className="mb-5 max-w-md">
      <Field label="Baseline">
        {(control) => (
          <Choice
            {...control}
            value={baselineId}
            onChange={(event) => go(paths.compare(org, run.runId, event.target.value), { replace: true })}
          >
            <option value={LATEST_PASS}>Newest earlier run that passed</option>
            {!isListed && baselineId !== LATEST_PASS && <option value={baselineId}>{baselineId}</option>}
            {others.map((other) => (
              <option key={other.runId} value={other.runId}>
                {RUN_WORDS[other.status].word} · {exactTime(other.startedAt ?? other.createdAt).slice(0, 16)} ·{' '}
                {versionWord(other.version.number)} · {other.modelId}
              </option>
            ))}
          </Choice>
        )}
      </Field>
    </div>
  );
}

function Differences({ org, found }: { readonly org: string; readonly found: Comparison }) {
  return (
    <div className="grid gap-5">
      <Panel flush>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Baseline</th>
              <th scope="col">This run</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td className="lead font-medium">Status</td>
              <td data-label="Baseline">
                {found.status.before && found.baselineRunId ? (
                  <PageLink to={paths.run(org, found.baselineRunId)}>
                    <RunStatus status={found.status.before} />
                  </PageLink>
                ) : (
                  '–'
                )}
              </td>
              <td data-label="This run">
                <PageLink to={paths.run(org, found.runId)}>
                  <RunStatus status={found.status.after} />
                </PageLink>
              </td>
              <td data-label="Change">
                {found.status.before === found.status.after ? <span className="text-faint">same</span> : 'changed'}
              </td>
            </tr>
            {found.criteria.map((criterion) => (
              <tr key={criterion.criterionId}>
                <td className="lead md:max-w-md">
                  {criterion.criterionText} {!criterion.isRequired && <span className="text-faint">(optional)</span>}
                </td>
                <td data-label="Baseline">
                  <VerdictWord verdict={criterion.before} />
                </td>
                <td data-label="This run">
                  <VerdictWord verdict={criterion.after} />
                </td>
                <td data-label="Change">
                  <ChangeWord change={criterion.change} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <MetricsPanel metrics={found.metrics} />
      <ToolPathPanel toolCalls={found.toolCalls} />
      <Panel title="Workflow changes">
        <DiffList diff={found.workflowDiff} />
      </Panel>
      {found.catalogDiff !== null && (
        <Panel title="Server changes">
          <CatalogDiffView diff={found.catalogDiff} />
        </Panel>
      )}
    </div>
  );
}

function VerdictWord({ verdict }: { readonly verdict: Comparison['criteria'][number]['before'] }) {
  if (verdict === undefined || verdict === null) return <span className="text-faint">–</span>;
  return <Badge tone={VERDICT_WORDS[verdict].tone}>{VERDICT_WORDS[verdict].word}</Badge>;
}

function ChangeWord({ change }: { readonly change: Comparison['criteria'][number]['change'] }) {
  if (change === 'regressed') return <Badge tone="fail">Regressed</Badge>;
  if (change === 'improved') return <Badge tone="pass">Improved</Badge>;
  return <span className="text-faint">{change}</span>;
}

const METRICS: readonly (readonly [
  name: keyof Comparison['metrics'],
  label: string,
  format: (value: number | null | undefined) => string,
])[] = [
  ['durationMs', 'Duration', duration],
  ['costUsd', 'Cost', usd],
  ['tokens', 'Tokens', count],
  ['toolCalls', 'Tool calls', count],
  ['steps', 'Steps', count],
];

function MetricsPanel({ metrics }: { readonly metrics: Comparison['metrics'] }) {
  return (
    <Panel title="Numbers" flush>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" className="text-end">
              Baseline
            </th>
            <th scope="col" className="text-end">
              This run
            </th>
            <th scope="col" className="text-end">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {METRICS.map(([name, label, format]) => (
            <tr key={name}>
              <td className="lead font-medium">{label}</td>
              <td data-label="Baseline" className="num">
                {format(metrics[name].before)}
              </td>
              <td data-label="This run" className="num">
                {format(metrics[name].after)}
              </td>
              <td data-label="Change" className="num">
                {deltaOf(metrics[name])}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function deltaOf({ deltaPercent }: Metric): string {
  if (deltaPercent === undefined || deltaPercent === null) return '–';
  if (deltaPercent === 0) return 'same';
  return `${deltaPercent > 0 ? '+' : '−'}${Math.abs(Math.round(deltaPercent))} %`;
}

function ToolPathPanel({ toolCalls }: { readonly toolCalls: Comparison['toolCalls'] }) {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['Called now, not before', toolCalls.added],
    ['Called before, not now', toolCalls.removed],
    ['New errors', toolCalls.newErrors],
    ['Errors gone', toolCalls.fixedErrors],
  ];
  const found = rows.filter(([, tools]) => tools.length > 0);
  return (
    <Panel title="Tool path">
      {found.length === 0 && !toolCalls.orderChanged ? (
        <p className="text-sm text-muted">The same tools in the same order.</p>
      ) : (
        <dl className="grid gap-2 text-sm">
          {found.map(([label, tools]) => (
            <div key={label} className="grid gap-x-4 sm:grid-cols-[12rem_1fr]">
              <dt className="text-muted">{label}</dt>
              <dd className="data break-words">{tools.join(', ')}</dd>
            </div>
          ))}
          {toolCalls.orderChanged && <p>The order of the calls changed.</p>}
        </dl>
      )}
    </Panel>
  );
}
