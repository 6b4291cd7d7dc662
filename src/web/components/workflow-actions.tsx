// What can be done with a saved workflow: enable, pause, run, archive.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { paths } from '../api/paths.ts';
import { startRuns } from '../api/runs.ts';
import { archiveWorkflow, updateWorkflow, workflowQuery } from '../api/workflows.ts';
import type { Workflow, WorkflowState } from '../api/workflows.ts';
import { ActionMenu } from './action-menu.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Switch } from './switch.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';

interface WorkflowActionsProps {
  readonly org: string;
  readonly workflow: Workflow;
  readonly isDirty: boolean;
  readonly onChanged: (workflow: Workflow) => void;
}

export function WorkflowActions({ org, workflow, isDirty, onChanged }: WorkflowActionsProps) {
  const { may, go } = usePage();
  const [isAsking, setAsking] = useState(false);
  const { setState, archive } = useWorkflowState({ org, workflow, isDirty, onChanged });
  const run = useMutation({
    mutationFn: () => startRuns(org, workflow.id, { forceNewRun: true }),
    onSuccess: ({ runId }) => go(paths.run(org, runId)),
    onError: (error) => toast.failed('Not started', error),
  });
  if (!may('editor')) return null;
  if (workflow.state === 'archived') {
    return (
      <Button isBusy={setState.isPending} onClick={() => setState.mutate('paused')}>
        Bring back
      </Button>
    );
  }
  return (
    <>
      <Switch
        isOn={workflow.state === 'active'}
        isDisabled={setState.isPending}
        label={`${workflow.name} is enabled`}
        words={['Enabled', 'Paused']}
        onChange={(isOn) => setState.mutate(isOn ? 'active' : 'paused')}
      />
      <ActionMenu label="More actions" actions={[{ label: 'Archive workflow', isDangerous: true, onSelect: () => setAsking(true) }]} />
      <Button
        icon={<Play size={14} aria-hidden="true" />}
        isBusy={run.isPending}
        disabled={isDirty}
        title={isDirty ? 'Save first: a run takes the saved version' : undefined}
        onClick={() => run.mutate()}
      >
        Run now
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Archive ${workflow.name}?`}
        action="Archive workflow"
        isBusy={archive.isPending}
        onConfirm={() => archive.mutate()}
        onClose={() => setAsking(false)}
      >
        It stops running and disappears from the lists. Its runs stay, and it can be brought back.
      </ConfirmDialog>
    </>
  );
}

function useWorkflowState({ org, workflow, isDirty, onChanged }: WorkflowActionsProps) {
  const queries = useQueryClient();
  const { go } = usePage();
  const setState = useMutation({
    mutationFn: (state: WorkflowState) => updateWorkflow(org, workflow.id, { state }),
    onSuccess: async (changed) => {
      queries.setQueryData(workflowQuery(org, workflow.id).queryKey, changed);
      await queries.invalidateQueries({ queryKey: ['org', org, 'workflows'] });
      toast.done(`${changed.name} is ${changed.state === 'active' ? 'enabled' : 'paused'}`);
      // Unsaved fields stay: the switch makes no version.
      if (!isDirty) onChanged(changed);
    },
    onError: (error) => toast.failed('Not changed', error),
  });
  const archive = useMutation({
    mutationFn: () => archiveWorkflow(org, workflow.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['org', org] });
      toast.done(`${workflow.name} is archived`);
      go(paths.workflows(org));
    },
    onError: (error) => toast.failed('Not archived', error),
  });
  return { setState, archive };
}
