// Someone saved a newer version meanwhile: what they changed, what you changed, and who goes first.
import type { Workflow, WorkflowInput } from '../api/workflows.ts';
import { fieldDiff } from '../text/field-diff.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { DiffList } from './diff-list.tsx';

interface StaleVersionDialogProps {
  /** What the editor began with, what is stored now, and what is about to be saved, each as the API takes it. */
  readonly base: WorkflowInput;
  readonly newer: Workflow;
  readonly newerInput: WorkflowInput;
  readonly mine: WorkflowInput;
  readonly isBusy: boolean;
  readonly onOverwrite: () => void;
  readonly onDiscard: () => void;
  readonly onClose: () => void;
}

export function StaleVersionDialog({ base, newer, newerInput, mine, isBusy, onOverwrite, onDiscard, onClose }: StaleVersionDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="wide"
      title={`Version ${newer.currentVersion.number} was saved meanwhile`}
      lead="Yours is not saved yet. Fields that you did not change keep what the newer version says."
      footer={
        <>
          <Button look="danger" onClick={onDiscard}>
            Discard mine, load the newer
          </Button>
          <Button onClick={onClose}>Keep editing</Button>
          <Button look="primary" isBusy={isBusy} onClick={onOverwrite}>
            Save mine on top
          </Button>
        </>
      }
    >
      <div className="grid gap-5 md:grid-cols-2">
        <section className="min-w-0">
          <h3 className="mb-2 text-base font-semibold">They changed</h3>
          <DiffList diff={fieldDiff(base, newerInput)} />
        </section>
        <section className="min-w-0">
          <h3 className="mb-2 text-base font-semibold">You changed</h3>
          <DiffList diff={fieldDiff(base, mine)} />
        </section>
      </div>
    </Dialog>
  );
}
