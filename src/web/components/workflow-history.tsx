// The History tab: runs of the workflow, and its versions with what each changed.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { paths } from '../api/paths.ts';
import { runsQuery } from '../api/runs.ts';
import { restoreVersion, versionsQuery, workflowQuery } from '../api/workflows.ts';
import type { Workflow, WorkflowVersion } from '../api/workflows.ts';
import { plural } from '../text/amounts.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { DiffList } from './diff-list.tsx';
import { EmptyState } from './empty-state.tsx';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RunTable } from './run-table.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

const SHOWN_RUNS = '10';

interface WorkflowHistoryProps {
  readonly org: string;
  readonly workflow: Workflow;
  readonly canEdit: boolean;
  readonly onRestored: (workflow: Workflow) => void;
}

export function WorkflowHistory({ org, workflow, canEdit, onRestored }: WorkflowHistoryProps) {
  const runs = useQuery(runsQuery(org, { workflowId: workflow.id, range: '30d', pageSize: SHOWN_RUNS }));
  const versions = useQuery(versionsQuery(org, workflow.id));
  return (
    <div className="grid gap-5">
      <Panel
        title="Runs"
        hint="30 days"
        flush
        actions={
          <PageLink to={paths.runs(org, { workflowId: workflow.id, range: '30d' })} className="link text-sm">
            All runs
          </PageLink>
        }
      >
        <Part name="runs" query={runs} skeleton={<RowsSkeleton rows={4} />}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState title="Not run yet">Run it now, or give it a schedule.</EmptyState>
            ) : (
              <RunTable org={org} runs={rows} hasWorkflow={false} />
            )
          }
        </Part>
      </Panel>
      <Panel title="Versions" hint="Every save makes one; none is ever changed." flush>
        <Part name="versions" query={versions} skeleton={<RowsSkeleton rows={3} />}>
          {({ rows }) => <VersionList org={org} workflow={workflow} versions={rows} canEdit={canEdit} onRestored={onRestored} />}
        </Part>
      </Panel>
    </div>
  );
}

function VersionList({
  org,
  workflow,
  versions,
  canEdit,
  onRestored,
}: WorkflowHistoryProps & { readonly versions: readonly WorkflowVersion[] }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<WorkflowVersion | undefined>();
  const restore = useMutation({
    mutationFn: (version: WorkflowVersion) => restoreVersion(org, { workflowId: workflow.id, versionId: version.id }),
    onSuccess: async (restored, version) => {
      queries.setQueryData(workflowQuery(org, workflow.id).queryKey, restored);
      await queries.invalidateQueries({ queryKey: versionsQuery(org, workflow.id).queryKey });
      toast.done(`Version ${version.number} is restored as version ${restored.currentVersion.number}`);
      onRestored(restored);
    },
    onError: (error) => toast.failed('Not restored', error),
    onSettled: () => setAsked(undefined),
  });
  return (
    <>
      <ol className="divide-y divide-line">
        {versions.map((version) => (
          <li key={version.id} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
            <details className="min-w-0 flex-1 basis-72">
              <summary>
                <span className="data font-medium">v{version.number}</span>
                {version.id === workflow.currentVersion.id && (
                  <span className="ps-2">
                    <Tag tone="accent">current</Tag>
                  </span>
                )}
                <span className="ps-2 text-sm text-muted">
                  {version.number === 1 ? 'first version' : plural(version.diff.length, 'field')}
                  {version.restoredFrom !== null &&
                    version.restoredFrom !== undefined &&
                    ` · restored from v${version.restoredFrom}`} ·{' '}
                  {version.author.name} · <TimeAgo at={version.createdAt} />
                </span>
              </summary>
              <div className="mt-3">
                <DiffList diff={version.diff} />
              </div>
            </details>
            {canEdit && version.id !== workflow.currentVersion.id && <Button onClick={() => setAsked(version)}>Restore</Button>}
          </li>
        ))}
      </ol>
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={`Restore version ${asked?.number ?? ''} of ${workflow.name}?`}
        action="Restore"
        look="primary"
        isBusy={restore.isPending}
        onConfirm={() => asked && restore.mutate(asked)}
        onClose={() => setAsked(undefined)}
      >
        Its content is copied into a new version. Nothing is lost.
      </ConfirmDialog>
    </>
  );
}
