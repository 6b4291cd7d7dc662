// The one question before a proposal is applied, with the name of who approved it if somebody else did.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/error.ts';
import { applyProposal, hasMovedOn } from '../api/proposals.ts';
import type { AppliedProposal, Proposal } from '../api/proposals.ts';
import { plural } from '../text/amounts.ts';
import { TRIAL_SENTENCES, TRIAL_WORDS } from '../text/proposal-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { toast } from './toaster.tsx';

interface ApplyProposalDialogProps {
  readonly org: string;
  readonly proposal: Proposal;
  readonly workflowName: string;
  readonly onClose: () => void;
}

const MAX_NAME_CHARS = 200;

export function ApplyProposalDialog({ org, proposal, workflowName, onClose }: ApplyProposalDialogProps) {
  const [approvedBy, setApprovedBy] = useState('');
  const apply = useApply(org, proposal, onClose);
  const onApply = (): void => {
    if (!apply.isPending) apply.mutate(approvedBy.trim());
  };
  const failure = apply.error === null ? undefined : saveFailure(apply.error);
  const trial = TRIAL_WORDS[proposal.trials.verdict];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      {...questionOf(proposal, visibleText(workflowName))}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={apply.isPending} onClick={onApply}>
            Apply
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onApply();
        }}
      >
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm">
          <Badge tone={trial.tone}>{trial.word}</Badge>
          <span className="text-muted">{TRIAL_SENTENCES[proposal.trials.verdict]}</span>
        </div>
        <Field
          label="Approved by"
          isOptional
          error={failure?.errors['approvedBy']}
          hint="If somebody else decided. It stands in the audit log beside your name."
        >
          {(control) => (
            <TextInput
              {...control}
              maxLength={MAX_NAME_CHARS}
              value={approvedBy}
              onChange={(event) => {
                setApprovedBy(event.target.value);
                apply.reset();
              }}
            />
          )}
        </Field>
        <Refusal error={apply.error} />
      </form>
    </Dialog>
  );
}

const questionOf = ({ kind, diff }: Proposal, name: string): { readonly title: string; readonly lead: string } =>
  kind === 'patch'
    ? {
        title: `Apply this change to ${name}?`,
        lead: `Its next version differs in ${plural(diff.length, 'field')}; an earlier one can be restored.`,
      }
    : { title: `Make the workflow ${name}?`, lead: 'It begins as an active workflow that is started by hand.' };

function useApply(org: string, { proposalId }: Proposal, onClose: () => void) {
  const queries = useQueryClient();
  /** What it changed is shown on many pages. */
  const refresh = () => queries.invalidateQueries({ queryKey: ['org', org] });
  return useMutation({
    mutationFn: (approvedBy: string) => applyProposal(org, proposalId, approvedBy),
    onSuccess: async (applied) => {
      onClose();
      toast.done(...doneWords(applied));
      await refresh();
    },
    onError: async (error) => {
      if (!hasMovedOn(error)) return;
      onClose();
      toast.failed('Not applied', error);
      await refresh();
    },
  });
}

const doneWords = ({ created, version }: AppliedProposal): [title: string, description: string] =>
  created
    ? ['The workflow is made', 'It is active and started by hand.']
    : [`Version ${version.number} is current`, 'An earlier one can be restored in the history.'];

/** Everything that has no field here: what of the catalog or the models changed since it was staged. */
function Refusal({ error }: { readonly error: unknown }) {
  if (error === null || hasMovedOn(error)) return <div role="alert" className="empty:hidden" />;
  const { errors, message } = saveFailure(error);
  const lines = Object.entries(errors).flatMap(([field, text]) => (field === 'approvedBy' ? [] : [`${field} ${text}`]));
  return (
    <div role="alert" className="grid gap-1 empty:hidden">
      {lines.map((line) => (
        <FieldError key={line}>{line}</FieldError>
      ))}
      {message !== undefined && <FieldError>{message}</FieldError>}
      {error instanceof ApiError && error.requestId !== undefined && (
        <p className="data text-xs break-all text-muted">Request id {error.requestId}</p>
      )}
    </div>
  );
}
