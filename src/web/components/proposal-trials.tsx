// The trials of a proposal beside the runs of what is current, model by model.
import { paths } from '../api/paths.ts';
import type { Proposal } from '../api/proposals.ts';
import { isFinished } from '../api/runs.ts';
import type { RunSummary, TesterKind } from '../api/runs.ts';
import { usd } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { TRIAL_SENTENCES, versionWord } from '../text/proposal-words.ts';
import { PageLink } from './page-link.tsx';
import { RunStatus } from './run-status.tsx';
import { RunTable } from './run-table.tsx';
import { TesterBadge } from './tester-badge.tsx';
import { TimeAgo } from './time-ago.tsx';

interface ProposalTrialsProps {
  readonly org: string;
  readonly proposal: Proposal;
}

export function ProposalTrials({ org, proposal }: ProposalTrialsProps) {
  const { runs } = proposal.trials;
  const rows = rowsOf(proposal);
  const shown = rows.filter(({ trial }) => trial !== undefined).length;
  return (
    <>
      {runs.length === 0 && (
        <p className="border-b border-line px-4 py-3 text-sm text-muted">
          {proposal.state === 'staged'
            ? 'Not tried yet. A trial runs what is proposed without changing the workflow; it counts for no statistic, and nobody is alerted.'
            : 'It was never tried.'}
        </p>
      )}
      <p role="status" className="sr-only">
        {runs.some(({ status }) => !isFinished(status)) ? 'A trial is under way.' : TRIAL_SENTENCES[proposal.trials.verdict]}
      </p>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Current version</th>
            <th scope="col">Newest trial</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TrialRow key={row.modelId} org={org} row={row} />
          ))}
        </tbody>
      </table>
      {runs.length > shown && (
        <details className="border-t border-line">
          <summary className="px-4 py-2.5 text-sm text-muted hover:text-ink">All trials, newest first: {runs.length}</summary>
          <RunTable org={org} runs={runs} hasWorkflow={false} />
        </details>
      )}
    </>
  );
}

interface Row {
  readonly modelId: string;
  readonly current: RunSummary | undefined;
  /** The newest. */
  readonly trial: RunSummary | undefined;
}

/** Every model that is proposed, was tried, or is current. */
function rowsOf({ spec, trials }: Proposal): readonly Row[] {
  const modelIds = new Set([...spec.model, ...trials.runs, ...trials.current].map(({ modelId }) => modelId));
  return [...modelIds].map((modelId) => ({
    modelId,
    current: trials.current.find((run) => run.modelId === modelId),
    trial: trials.runs.find((run) => run.modelId === modelId),
  }));
}

function TrialRow({ org, row: { modelId, current, trial } }: { readonly org: string; readonly row: Row }) {
  const isComparable =
    current !== undefined &&
    trial !== undefined &&
    // A draft that was applied is another workflow than the one it was tried under.
    current.workflowId === trial.workflowId &&
    [current, trial].every(({ status }) => isFinished(status));
  return (
    <tr>
      <td data-label="Model" className="lead md:max-w-64">
        <TesterBadge kind={(trial ?? current)?.testerKind ?? kindOf(modelId)} modelId={modelId} />
      </td>
      <td data-label="Current version">
        <RunCell org={org} run={current} fallback="no run" />
      </td>
      <td data-label="Newest trial">
        <RunCell org={org} run={trial} fallback="not tried" />
      </td>
      <td data-label="Difference" className="snug">
        {isComparable ? (
          <PageLink to={paths.compare(org, trial.runId, current.runId)} className="link">
            Compare
          </PageLink>
        ) : (
          <span className="text-faint">–</span>
        )}
      </td>
    </tr>
  );
}

interface RunCellProps {
  readonly org: string;
  readonly run: RunSummary | undefined;
  readonly fallback: string;
}

function RunCell({ org, run, fallback }: RunCellProps) {
  if (run === undefined) return <span className="text-faint">{fallback}</span>;
  const isTrial = run.trial !== null;
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
      <PageLink
        to={paths.run(org, run.runId)}
        className="hover:underline"
        aria-label={`${isTrial ? 'Trial' : 'Run'} on ${run.modelId}: ${run.status}`}
      >
        <RunStatus status={run.status} />
      </PageLink>
      <span className="text-muted">
        <TimeAgo at={run.endedAt ?? run.startedAt ?? run.createdAt} />
      </span>
      {isFinished(run.status) && (
        <span className="data text-xs text-muted">
          {duration(run.durationMs)} · {usd(run.costUsd)}
        </span>
      )}
      {!isTrial && <span className="data text-xs text-faint">{versionWord(run.version.number)}</span>}
    </span>
  );
}

/** Before there is a run that says so. */
function kindOf(modelId: string): TesterKind {
  const provider = modelId.split('/', 1)[0];
  return provider === 'script' || provider === 'pinned' ? provider : 'model';
}
