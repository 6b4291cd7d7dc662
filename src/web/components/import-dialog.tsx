// Import: a client's configuration is pasted or chosen, its servers are shown, and the chosen ones are added.
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ImportFound } from './import-found.tsx';
import { ImportSource } from './import-source.tsx';
import { useFocusOnTrouble } from './use-focus-on-trouble.ts';
import { isDue, useImport } from './use-import.ts';

interface ImportDialogProps {
  readonly org: string;
  readonly onClose: () => void;
}

const SOURCE_FORM = 'import-source';

export function ImportDialog({ org, onClose }: ImportDialogProps) {
  const work = useImport(org);
  const { form, onTrouble } = useFocusOnTrouble();
  const due = work.rows.filter(isDue).length;
  const added = work.rows.filter(({ outcome }) => outcome?.stage === 'added').length;
  const onAdd = async (): Promise<void> => {
    if (await work.onAdd()) onTrouble();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="wide"
      title="Import servers"
      lead="From the configuration of Claude, Cursor, VS Code, Windsurf, Gemini CLI, Codex, opencode or Goose, or a server.json."
      footer={
        work.found === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" type="submit" form={SOURCE_FORM} isBusy={work.isReading}>
              Read
            </Button>
          </>
        ) : (
          <>
            {added === 0 && (
              <Button className="me-auto" onClick={work.onBack} disabled={work.isAdding}>
                Back
              </Button>
            )}
            <Button onClick={onClose}>{added > 0 && due === 0 ? 'Done' : 'Cancel'}</Button>
            {due > 0 && (
              <Button look="primary" isBusy={work.isAdding} onClick={() => void onAdd()}>
                {due === 1 ? 'Add 1 server' : `Add ${due} servers`}
              </Button>
            )}
          </>
        )
      }
    >
      {work.found === undefined ? (
        <ImportSource formId={SOURCE_FORM} error={work.textError} onRead={work.onRead} />
      ) : (
        <form
          ref={form}
          onSubmit={(event) => {
            event.preventDefault();
            void onAdd();
          }}
        >
          <ImportFound org={org} found={work.found} work={work} />
        </form>
      )}
    </Dialog>
  );
}
