// What an editor does with a staged proposal: try it without changing anything, then apply it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { isNotFound } from '../api/error.ts';
import { hasMovedOn, proposalQuery, startTrial } from '../api/proposals.ts';
import type { Proposal } from '../api/proposals.ts';
import { isFinished, runQuery } from '../api/runs.ts';
import { ApplyProposalDialog } from './apply-proposal-dialog.tsx';
import { Button } from './button.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';

interface ProposalActionsProps {
  readonly org: string;
  readonly proposal: Proposal;
  readonly workflowName: string;
  readonly isStale: boolean;
}

/** Nothing for a viewer, and for what was applied or has expired. */
export function ProposalActions({ org, proposal, workflowName, isStale }: ProposalActionsProps) {
  const { may } = usePage();
  const [isAsking, setAsking] = useState(false);
  if (!may('editor') || proposal.state !== 'staged') return null;
  return (
    <>
      <TryIt org={org} proposal={proposal} />
      {!isStale && (
        <Button look="primary" onClick={() => setAsking(true)}>
          Apply
        </Button>
      )}
      {isAsking && <ApplyProposalDialog org={org} proposal={proposal} workflowName={workflowName} onClose={() => setAsking(false)} />}
    </>
  );
}

function TryIt({ org, proposal }: { readonly org: string; readonly proposal: Proposal }) {
  const queries = useQueryClient();
  const home = useHomeWorkflow(org, proposal);
  const isUnderWay = proposal.trials.runs.some(({ status }) => !isFinished(status));
  const trial = useMutation({
    mutationFn: (workflowId: string) => startTrial(org, workflowId, proposal.proposalId),
    onSuccess: ({ runs }) =>
      toast.done(runs.length === 1 ? 'The trial is queued' : `${runs.length} trials are queued`, 'The workflow itself stays as it is.'),
    onError: (error) => toast.failed(hasMovedOn(error) ? 'It can no longer be tried' : 'Not started', error),
    onSettled: () => queries.invalidateQueries({ queryKey: proposalQuery(org, proposal.proposalId).queryKey }),
  });
  const { workflowId } = home;
  return (
    <Button
      icon={<FlaskConical size={14} aria-hidden="true" />}
      isBusy={trial.isPending}
      disabled={workflowId === undefined || isUnderWay}
      title={home.isGone ? 'The run it was drafted from is gone' : isUnderWay ? 'A trial is under way' : undefined}
      onClick={() => workflowId !== undefined && trial.mutate(workflowId)}
    >
      {proposal.trials.runs.length > 0 ? 'Try it again' : 'Try it'}
    </Button>
  );
}

/** Under which trials are started: of a draft the workflow of the run it was made of. */
function useHomeWorkflow(org: string, { workflowId, sourceRunId }: Proposal) {
  const source = useQuery({ ...runQuery(org, sourceRunId ?? ''), enabled: workflowId === null && sourceRunId !== null });
  return { workflowId: workflowId ?? source.data?.workflowId, isGone: isNotFound(source.error) };
}
