// What can be done with a run: repeat it, end it, compare it, pass its address on.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link2, RotateCw, Square } from 'lucide-react';
import { useState } from 'react';
import { paths } from '../api/paths.ts';
import { cancelRun, isFinished, rerunRun, runQuery } from '../api/runs.ts';
import type { Run } from '../api/runs.ts';
import { versionWord } from '../text/proposal-words.ts';
import { ActionMenu } from './action-menu.tsx';
import { Button, ButtonLink, IconButton } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';

export function RunActions({ org, run }: { readonly org: string; readonly run: Run }) {
  const { may, go } = usePage();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const rerun = useMutation({
    mutationFn: (version: 'current' | 'own') => rerunRun(org, run.runId, version),
    onSuccess: ({ runId }) => {
      toast.done('A new run is queued', 'This run is its baseline.');
      go(paths.run(org, runId));
    },
    onError: (error) => toast.failed('Not started', error),
  });
  const cancel = useMutation({
    mutationFn: () => cancelRun(org, run.runId),
    onSuccess: () => toast.done('The run is cancelled'),
    onError: (error) => toast.failed('Not cancelled', error),
    onSettled: async () => {
      setAsking(false);
      await queries.invalidateQueries({ queryKey: runQuery(org, run.runId).queryKey });
    },
  });
  const onCopyLink = async (): Promise<void> => {
    await navigator.clipboard.writeText(window.location.href);
    toast.done('The link is copied');
  };
  return (
    <>
      <IconButton label="Copy link" onClick={() => void onCopyLink()}>
        <Link2 size={15} aria-hidden="true" />
      </IconButton>
      {isFinished(run.status) && <ButtonLink to={paths.compare(org, run.runId, run.baselineRunId ?? 'latest-pass')}>Compare</ButtonLink>}
      {may('editor') && !isFinished(run.status) && (
        <Button look="danger" icon={<Square size={12} aria-hidden="true" />} onClick={() => setAsking(true)}>
          Cancel
        </Button>
      )}
      {may('editor') && isFinished(run.status) && (
        <>
          <Button
            look="primary"
            icon={<RotateCw size={14} aria-hidden="true" />}
            isBusy={rerun.isPending}
            onClick={() => rerun.mutate('current')}
          >
            Rerun
          </Button>
          <ActionMenu
            label="More actions"
            actions={[
              { label: 'Rerun the current version', onSelect: () => rerun.mutate('current') },
              { label: `Rerun this run’s own version (${versionWord(run.version.number)})`, onSelect: () => rerun.mutate('own') },
            ]}
          />
        </>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={`Cancel this run of ${run.workflowName}?`}
        action="Cancel run"
        isBusy={cancel.isPending}
        onConfirm={() => cancel.mutate()}
        onClose={() => setAsking(false)}
      >
        It ends as an error of kind cancelled. Nobody is alerted.
      </ConfirmDialog>
    </>
  );
}
