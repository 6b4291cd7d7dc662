// Runs as rows; cards on a narrow screen.
import { paths } from '../api/paths.ts';
import type { RunSummary } from '../api/runs.ts';
import { usd } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { CLASSIFICATION_SENTENCES } from '../text/tone.ts';
import { PageLink } from './page-link.tsx';
import { RunStatus } from './run-status.tsx';
import { Tag } from './tag.tsx';
import { TesterBadge } from './tester-badge.tsx';
import { TimeAgo } from './time-ago.tsx';
import { TrialBadge } from './trial-badge.tsx';

interface RunTableProps {
  readonly org: string;
  readonly runs: readonly RunSummary[];
  /** Left out where every row is of the same workflow. */
  readonly hasWorkflow?: boolean | undefined;
}

export function RunTable({ org, runs, hasWorkflow = true }: RunTableProps) {
  return (
    <table className="grid-table run-rows">
      <thead>
        <tr>
          <th scope="col">Status</th>
          {hasWorkflow && <th scope="col">Workflow</th>}
          <th scope="col">Model</th>
          <th scope="col">Trigger</th>
          <th scope="col">Classification</th>
          <th scope="col">Started</th>
          <th scope="col" className="text-end">
            Duration
          </th>
          <th scope="col" className="text-end">
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.runId} org={org} run={run} hasWorkflow={hasWorkflow} />
        ))}
      </tbody>
    </table>
  );
}

function RunRow({ org, run, hasWorkflow }: { readonly org: string; readonly run: RunSummary; readonly hasWorkflow: boolean }) {
  return (
    <tr className="relative">
      <td data-label="Status" className="snug">
        <PageLink
          to={paths.run(org, run.runId)}
          aria-label={`Run of ${run.workflowName}: ${run.status}`}
          className="after:absolute after:inset-0"
        >
          <RunStatus status={run.status} />
        </PageLink>
        {run.trial !== null && (
          <span className="ms-2">
            <TrialBadge />
          </span>
        )}
      </td>
      {hasWorkflow && (
        <td data-label="Workflow" className="lead font-medium md:max-w-72">
          <span className="line-clamp-2">{run.workflowName}</span>
        </td>
      )}
      <td data-label="Model" className="model md:max-w-56">
        <TesterBadge kind={run.testerKind} modelId={run.modelId} />
      </td>
      <td data-label="Trigger" className="trigger md:max-w-52">
        <span className="line-clamp-2 break-words">
          {run.triggerType}
          {run.triggerType === 'manual' && run.reason !== 'manual run' && <span className="text-faint"> · {run.reason}</span>}
        </span>
      </td>
      <td data-label="Classification" className="classification">
        {run.classification === null ? (
          <span className="text-faint max-md:hidden">–</span>
        ) : (
          <Tag title={CLASSIFICATION_SENTENCES[run.classification]}>{run.classification}</Tag>
        )}
      </td>
      <td data-label="Started" className="started snug text-muted">
        <TimeAgo at={run.startedAt ?? run.createdAt} />
      </td>
      <td data-label="Duration" className="duration num">
        {duration(run.durationMs)}
      </td>
      <td data-label="Cost" className="num max-md:hidden!">
        {usd(run.costUsd)}
      </td>
    </tr>
  );
}
