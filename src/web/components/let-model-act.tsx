// Offers to hand the workflows that a step script plays to the default tester, once there is a model.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { SCRIPT_MODEL_ID } from '../api/models.ts';
import type { Model } from '../api/models.ts';
import { updateWorkflow, workflowsQuery } from '../api/workflows.ts';
import type { Workflow } from '../api/workflows.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { toast } from './toaster.tsx';

interface LetModelActProps {
  readonly org: string;
  /** The default tester, when it is a model. */
  readonly tester: Model;
}

const isPlayed = ({ testerTargets, state }: Workflow): boolean =>
  state !== 'archived' && testerTargets.every(({ modelId }) => modelId === SCRIPT_MODEL_ID);

export function LetModelAct({ org, tester }: LetModelActProps) {
  const queries = useQueryClient();
  const played = (useQuery(workflowsQuery(org, { pageSize: '100' })).data?.rows ?? []).filter(isPlayed);
  const handOver = useMutation({
    mutationFn: async () => {
      for (const { id } of played) await updateWorkflow(org, id, { testerModelId: tester.id });
    },
    onSuccess: () => toast.done(`${tester.displayName} works ${countOf(played)} from the next run on`),
    onError: (error) => toast.failed('Not all workflows were handed over', error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['org', org] }),
  });
  if (played.length === 0) return null;
  return (
    <Banner
      tone="idle"
      title={`${countOf(played)} ${played.length === 1 ? 'is' : 'are'} played by the step script, without AI`}
      actions={
        <Button isBusy={handOver.isPending} onClick={() => handOver.mutate()}>
          Let {tester.displayName} work {played.length === 1 ? 'it' : 'them'}
        </Button>
      }
    >
      {played.map(({ name }) => name).join(', ')}. The prompts stay as they are; each becomes a new version that you can restore.
    </Banner>
  );
}

const countOf = (workflows: readonly unknown[]): string => `${workflows.length} ${workflows.length === 1 ? 'workflow' : 'workflows'}`;
