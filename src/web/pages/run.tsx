// One run: how it ended and why, criterion by criterion, with the trace as evidence.
import { useQuery } from '@tanstack/react-query';
import { isNotFound } from '../api/error.ts';
import { useLiveTrace } from '../api/live.ts';
import { paths } from '../api/paths.ts';
import { artifactsQuery, evaluationQuery, isFinished, runQuery } from '../api/runs.ts';
import type { Evaluation, Run } from '../api/runs.ts';
import { ArtifactList } from '../components/artifact-list.tsx';
import { Banner } from '../components/banner.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { RunActions } from '../components/run-actions.tsx';
import { RunAttempts } from '../components/run-attempts.tsx';
import { RunDiagnosis } from '../components/run-diagnosis.tsx';
import { RunFacts } from '../components/run-facts.tsx';
import { RunOutcome } from '../components/run-outcome.tsx';
import { RunStatus } from '../components/run-status.tsx';
import { RowsSkeleton, TextSkeleton } from '../components/skeleton.tsx';
import { Tag } from '../components/tag.tsx';
import { NoAi } from '../components/tester-badge.tsx';
import { TraceView } from '../components/trace-view.tsx';
import type { Citation } from '../components/trace-view.tsx';
import { TrialLink } from '../components/trial-badge.tsx';
import { useHashTarget } from '../components/use-hash-target.ts';
import { usePage } from '../components/use-page.ts';
import { VerdictList } from '../components/verdict-list.tsx';
import { CLASSIFICATION_SENTENCES } from '../text/tone.ts';
import { NotFound } from './not-found.tsx';

export function RunPage() {
  const { org, params } = usePage();
  const run = useQuery(runQuery(org, params.runId ?? ''));
  if (isNotFound(run.error)) return <NotFound />;
  return (
    <Part name="the run" query={run} skeleton={<TextSkeleton lines={10} />}>
      {(found) => <RunDetail key={found.runId} org={org} run={found} />}
    </Part>
  );
}

function RunDetail({ org, run }: { readonly org: string; readonly run: Run }) {
  const { search, setSearch } = usePage();
  const lastAttempt = run.attempts.at(-1)?.attempt ?? 1;
  const attempt = Number(search['attempt'] ?? lastAttempt);
  const cited: Citation | undefined = search['event'] === undefined ? undefined : { eventId: search['event'], excerpt: search['excerpt'] };
  const onCite = ({ eventId, excerpt }: Citation): void =>
    setSearch({ event: eventId, excerpt: excerpt?.slice(0, 300), attempt: undefined });
  const isNoAi = run.testerKind !== 'model';

  return (
    <>
      <PageHeader
        title={run.workflowName}
        crumbs={[
          { label: 'Run history', to: paths.runs(org) },
          { label: 'Workflow', to: paths.workflow(org, run.workflowId) },
        ]}
        status={
          <>
            <RunStatus status={run.status} look="washed" />
            {run.classification !== null && <Tag title={CLASSIFICATION_SENTENCES[run.classification]}>{run.classification}</Tag>}
            {isNoAi && <NoAi />}
            <TrialLink org={org} run={run} />
          </>
        }
        lead={
          <span className="inline-flex items-center gap-1">
            <span className="data text-xs break-all">{run.runId}</span>
            <CopyButton text={run.runId} label="Copy run id" />
          </span>
        }
        actions={<RunActions org={org} run={run} />}
      />
      <RunOutcome run={run} />
      <div className="mb-6">
        <RunFacts org={org} run={run} />
      </div>
      <div className="grid min-w-0 gap-5">
        <RunDiagnosis org={org} run={run} onCite={onCite} />
        <CriteriaPanel org={org} run={run} citedEventId={cited?.eventId} onCite={onCite} />
        <div className="grid min-w-0 gap-5 lg:grid-cols-2">
          <Panel title={isNoAi ? 'Script' : 'Prompt'} hint={isNoAi ? 'executed exactly' : 'exactly as given'}>
            <CodeBlock text={run.prompt} label="Prompt" />
          </Panel>
          <Panel title="Final answer">
            {run.finalAnswer === null ? (
              <p className="text-sm text-muted">{isFinished(run.status) ? 'There was none.' : 'Not yet.'}</p>
            ) : (
              <CodeBlock text={run.finalAnswer} label="Final answer" />
            )}
          </Panel>
        </div>
        {run.attempts.length > 1 && (
          <Panel title="Attempts" hint="the last decides" flush>
            <RunAttempts
              attempts={run.attempts}
              shown={attempt}
              onShow={(next) => setSearch({ attempt: String(next), event: undefined, excerpt: undefined })}
            />
          </Panel>
        )}
        <TracePanel org={org} run={run} attempt={attempt} cited={cited} />
        {isFinished(run.status) && !run.traceExpired && <ArtifactsPanel org={org} runId={run.runId} />}
      </div>
    </>
  );
}

interface CriteriaPanelProps {
  readonly org: string;
  readonly run: Run;
  readonly citedEventId: string | undefined;
  readonly onCite: (citation: Citation) => void;
}

function CriteriaPanel({ org, run, citedEventId, onCite }: CriteriaPanelProps) {
  const evaluation = useQuery(evaluationQuery(org, run.runId, run.status));
  useHashTarget(evaluation.data !== undefined);
  return (
    <Panel title="Criteria" hint={evaluation.data === undefined ? undefined : tally(evaluation.data)} flush>
      <Part name="the criteria" query={evaluation} skeleton={<RowsSkeleton rows={3} />}>
        {(found) => (
          <>
            {found.criteria.length === 0 ? (
              <p className="p-4 text-sm text-muted">
                {isFinished(run.status) ? 'No criterion was graded.' : 'Graded when the tester has finished.'}
              </p>
            ) : (
              <VerdictList criteria={found.criteria} citedEventId={citedEventId} onCite={onCite} />
            )}
            <EvaluatorNote evaluation={found} />
          </>
        )}
      </Part>
    </Panel>
  );
}

function tally({ criteria }: Evaluation): string {
  const passed = criteria.filter(({ verdict }) => verdict === 'pass').length;
  return criteria.length === 0 ? '' : `${passed} of ${criteria.length} passed`;
}

function EvaluatorNote({ evaluation }: { readonly evaluation: Evaluation }) {
  const { judgeModelId, samples, summary } = evaluation;
  if ((summary ?? '') === '' && (judgeModelId ?? '') === '') return null;
  return (
    <div className="border-t border-line bg-sunken px-4 py-3">
      <p className="eyebrow">
        Evaluator{judgeModelId ? ` · ${judgeModelId}` : ''}
        {samples ? ` · ${samples} ${samples === 1 ? 'sample' : 'samples'}` : ''}
      </p>
      {summary && <p className="mt-0.5 text-sm break-words text-muted">{summary}</p>}
    </div>
  );
}

interface TracePanelProps {
  readonly org: string;
  readonly run: Run;
  readonly attempt: number;
  readonly cited: Citation | undefined;
}

function TracePanel(props: TracePanelProps) {
  const { run, attempt } = props;
  if (run.traceExpired) {
    return (
      <Banner tone="idle" title="The trace has expired">
        Verdicts and numbers are kept longer than traces, tool results and artifacts.
      </Banner>
    );
  }
  return (
    <Panel title="Trace" hint={run.attempts.length > 1 ? `attempt ${attempt}` : undefined} flush>
      {run.status === 'pending' ? (
        <EmptyState title="Nothing has happened yet">The trace appears as soon as a worker takes the run.</EmptyState>
      ) : (
        <LiveTraceView {...props} />
      )}
    </Panel>
  );
}

function LiveTraceView({ org, run, attempt, cited }: TracePanelProps) {
  const finished = isFinished(run.status);
  const trace = useLiveTrace({ org, runId: run.runId, attempt, finished });
  return <TraceView trace={trace} cited={cited} isRunning={!finished} />;
}

function ArtifactsPanel({ org, runId }: { readonly org: string; readonly runId: string }) {
  const artifacts = useQuery(artifactsQuery(org, runId));
  return (
    <Panel title="Artifacts" flush>
      <Part name="artifacts" query={artifacts} skeleton={<RowsSkeleton rows={1} />}>
        {(found) => <ArtifactList artifacts={found.artifacts} />}
      </Part>
    </Panel>
  );
}
