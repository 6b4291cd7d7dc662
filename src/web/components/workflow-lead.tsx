// Under the name of a workflow: when it runs next, how it fares, how it last ended.
import { paths } from '../api/paths.ts';
import type { Workflow } from '../api/workflows.ts';
import { PageLink } from './page-link.tsx';
import { PassRate } from './pass-rate.tsx';
import { RunStatus } from './run-status.tsx';
import { TimeAgo } from './time-ago.tsx';

export function WorkflowLead({ org, workflow }: { readonly org: string; readonly workflow: Workflow }) {
  const { lastRun } = workflow;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span>
        {workflow.scheduleLabel}
        {workflow.state === 'active' && workflow.nextRunAt !== null && (
          <>
            {' '}
            · next <TimeAgo at={workflow.nextRunAt} />
          </>
        )}
      </span>
      <span>
        Pass rate (7d) <PassRate rate={workflow.passRate7d} />
      </span>
      {lastRun !== null && lastRun !== undefined && (
        <span className="inline-flex items-center gap-1.5">
          Last run
          <PageLink to={paths.run(org, lastRun.runId)} className="hover:underline">
            <RunStatus status={lastRun.status} />
          </PageLink>
          <TimeAgo at={lastRun.endedAt} fallback="now" />
        </span>
      )}
    </p>
  );
}
