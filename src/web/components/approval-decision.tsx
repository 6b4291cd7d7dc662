// Approve or reject one call: it asks once, naming what is sent and where.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { decideApproval } from '../api/approvals.ts';
import type { ApprovalSummary, PendingRequest } from '../api/approvals.ts';
import { visibleText } from '../text/visible-text.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { toast } from './toaster.tsx';

interface ApprovalDecisionProps {
  readonly org: string;
  readonly approval: ApprovalSummary;
  readonly request: PendingRequest | null;
}

type Decision = 'approve' | 'reject';

const WORDS: Readonly<Record<Decision, { readonly action: string; readonly done: string; readonly what: string }>> = {
  approve: { action: 'Approve', done: 'Approved: the script goes on', what: 'It is sent at once, and the script goes on with the answer.' },
  reject: { action: 'Reject', done: 'Rejected', what: 'It is not sent. The script is told so, and may end or try something else.' },
};

export function ApprovalDecision({ org, approval, request }: ApprovalDecisionProps) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Decision | undefined>();
  const decide = useMutation({
    mutationFn: (decision: Decision) => decideApproval(org, approval.id, decision),
    onSuccess: (_, decision) => toast.done(WORDS[decision].done),
    onError: (error) => toast.failed('Not decided', error),
    // Somebody else may have decided meanwhile: then the list says so.
    onSettled: async () => {
      setAsking(undefined);
      await queries.invalidateQueries({ queryKey: ['org', org, 'approvals'] });
      await queries.invalidateQueries({ queryKey: ['org', org, 'approval', approval.id] });
    },
  });
  const name = visibleText(approval.operationId);
  const words = asking === undefined ? undefined : WORDS[asking];
  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-4">
      <Button look="primary" disabled={request === null} onClick={() => setAsking('approve')}>
        Approve
      </Button>
      <Button look="danger" onClick={() => setAsking('reject')}>
        Reject
      </Button>
      <ConfirmDialog
        isOpen={asking !== undefined}
        title={`${words?.action ?? ''} ${name}?`}
        action={words?.action ?? ''}
        look={asking === 'approve' ? 'primary' : 'danger'}
        isBusy={decide.isPending}
        onConfirm={() => asking && decide.mutate(asking)}
        onClose={() => setAsking(undefined)}
      >
        {request !== null && (
          <p className="data mb-2 break-all text-ink">
            {request.method} {visibleText(request.url)}
          </p>
        )}
        {words?.what}
      </ConfirmDialog>
    </div>
  );
}
