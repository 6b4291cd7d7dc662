// Drafts a workflow that guards against this failure from now on: asks why, then leads to the proposal.
import { useQueryClient } from '@tanstack/react-query';
import { paths } from '../api/paths.ts';
import { draftRegression, proposalQuery } from '../api/proposals.ts';
import type { Run } from '../api/runs.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { TextArea, TextInput } from './inputs.tsx';
import { ShortForm } from './short-form.tsx';
import { usePage } from './use-page.ts';
import { useShortForm } from './use-short-form.ts';

interface DraftRegressionDialogProps {
  readonly org: string;
  readonly run: Run;
  readonly onClose: () => void;
}

const MIN_RATIONALE = 10;
const MAX_RATIONALE = 4_000;
const MAX_NAME = 120;

export function DraftRegressionDialog({ org, run, onClose }: DraftRegressionDialogProps) {
  const queries = useQueryClient();
  const { go } = usePage();
  const form = useShortForm({
    start: { rationale: '', name: '' },
    check: ({ rationale }) => ({
      rationale: rationale.trim().length < MIN_RATIONALE ? `must have at least ${MIN_RATIONALE} characters` : undefined,
    }),
    send: ({ rationale, name }) => draftRegression(org, { runId: run.runId, rationale: rationale.trim(), name: name.trim() }),
    onDone: async (proposal) => {
      queries.setQueryData(proposalQuery(org, proposal.proposalId).queryKey, proposal);
      await queries.invalidateQueries({ queryKey: ['org', org, 'proposals'] });
      go(paths.proposal(org, proposal.proposalId));
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Draft regression"
      lead={`A workflow of its own, with checks distilled from this run of ${run.workflowName}. It is staged: nothing is added until it is applied.`}
    >
      <ShortForm form={form} action="Draft regression" beside={<Button onClick={onClose}>Cancel</Button>}>
        <Field label="Rationale" error={form.error('rationale')} hint="Why this failure must not come back. Whoever applies it reads this.">
          {(control) => (
            <TextArea
              {...control}
              maxLength={MAX_RATIONALE}
              value={form.draft.rationale}
              onChange={(event) => form.set({ rationale: event.target.value })}
            />
          )}
        </Field>
        <Field label="Name" isOptional error={form.error('name')} hint="Of the new workflow; made of this one’s when left empty.">
          {(control) => <TextInput {...control} {...form.text('name')} maxLength={MAX_NAME} />}
        </Field>
      </ShortForm>
    </Dialog>
  );
}
