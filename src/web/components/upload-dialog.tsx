// Uploads another document to a source, and shows what the compiler says of it.
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Source } from '../api/sources.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FieldError } from './field.tsx';
import type { Errors } from './form-errors.ts';
import { EMPTY_UPLOAD, uploadFaults } from './upload-draft.ts';
import type { UploadDraft } from './upload-draft.ts';
import { UploadFields } from './upload-fields.tsx';
import { CompileFailure, UploadOutcome } from './upload-outcome.tsx';
import { useFocusOnTrouble } from './use-focus-on-trouble.ts';
import { usePage } from './use-page.ts';
import { useUpload } from './use-upload.ts';

interface UploadDialogProps {
  readonly org: string;
  readonly source: Source;
  readonly environment?: string | undefined;
  readonly onClose: () => void;
}

const FORM = 'upload';

export function UploadDialog({ org, source, environment, onClose }: UploadDialogProps) {
  const { may } = usePage();
  const { form, onTrouble } = useFocusOnTrouble();
  const [draft, setDraft] = useState<UploadDraft>({ ...EMPTY_UPLOAD, ...(environment === undefined ? {} : { environment }) });
  const [faults, setFaults] = useState<Errors>({});
  const upload = useUpload(org);
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (upload.isBusy) return;
    const found = uploadFaults(draft);
    setFaults(found);
    if (Object.keys(found).length > 0 || (await upload.send(source.slug, draft)) === undefined) onTrouble();
  };
  const isDone = upload.uploaded !== undefined;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="wide"
      title={source.mode === 'tools' ? 'Upload API docs' : 'Upload a document'}
      lead={
        source.mode === 'tools'
          ? `They replace the tools of ${source.name} at once.`
          : `It becomes a bundle of ${source.name}; agents keep what they have until it is promoted.`
      }
      footer={
        isDone ? (
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" type="submit" form={FORM} isBusy={upload.isBusy}>
              Upload
            </Button>
          </>
        )
      }
    >
      {upload.uploaded !== undefined ? (
        <UploadOutcome
          org={org}
          uploaded={upload.uploaded}
          noun={source.mode === 'code' ? 'operation' : 'tool'}
          // In mode code the first bundle is all that an address needs.
          isServed={source.state === 'active' || (source.mode === 'code' && source.state === 'needs_setup')}
        />
      ) : (
        <form ref={form} id={FORM} noValidate onSubmit={(event) => void onSubmit(event)} className="grid gap-4">
          {upload.diagnostics.length > 0 && <CompileFailure diagnostics={upload.diagnostics} />}
          <UploadFields
            draft={draft}
            errors={{ ...upload.errors, ...faults }}
            mode={source.mode}
            canPromote={may('admin')}
            onChange={(next) => {
              setDraft(next);
              setFaults({});
              upload.touch();
            }}
          />
          {upload.message !== undefined && <FieldError>{upload.message}</FieldError>}
        </form>
      )}
    </Dialog>
  );
}
