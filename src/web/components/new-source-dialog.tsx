// New source: name and mode, and right away its document; what the compiler says of it stands in the same dialog.
import { usePage } from './use-page.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { TextInput } from './inputs.tsx';
import { ModeChoice } from './mode-choice.tsx';
import { slugOfDraft } from './source-draft.ts';
import { CompileFailure, UploadOutcome } from './upload-outcome.tsx';
import { UploadFields } from './upload-fields.tsx';
import { useFocusOnTrouble } from './use-focus-on-trouble.ts';
import { useNewSource } from './use-new-source.ts';
import type { NewSourceForm } from './use-new-source.ts';

interface NewSourceDialogProps {
  readonly org: string;
  readonly onClose: () => void;
  readonly onOpen: (slug: string, tab: string | undefined) => void;
}

const FORM = 'new-source';

export function NewSourceDialog({ org, onClose, onOpen }: NewSourceDialogProps) {
  const { may } = usePage();
  const { form: ref, onTrouble } = useFocusOnTrouble();
  const form = useNewSource(org, onTrouble);
  const { made, upload } = form;
  const openIt = (): void => {
    if (made !== undefined)
      onOpen(made.slug, made.mode === 'code' && upload.uploaded?.bundle.state === 'generated' ? 'bundles' : undefined);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="wide"
      title={made === undefined ? 'New source' : made.name}
      lead={made === undefined ? 'One API, published under one address.' : 'The source is made.'}
      footer={<Footer form={form} onClose={onClose} onOpen={openIt} />}
    >
      {upload.uploaded !== undefined && made !== undefined ? (
        <UploadOutcome
          org={org}
          uploaded={upload.uploaded}
          noun={made.mode === 'code' ? 'operation' : 'tool'}
          isServed={made.mode === 'code'}
        />
      ) : (
        <form ref={ref} id={FORM} noValidate onSubmit={form.onSubmit} className="grid gap-4">
          {upload.diagnostics.length > 0 && <CompileFailure diagnostics={upload.diagnostics} />}
          {made === undefined && <SourceFields form={form} />}
          <UploadFields
            draft={form.document}
            errors={form.errors}
            mode={form.source.mode}
            canPromote={may('admin')}
            isOptional={made === undefined}
            onChange={form.setDocument}
          />
          {form.message !== undefined && <FieldError>{form.message}</FieldError>}
        </form>
      )}
    </Dialog>
  );
}

interface FooterProps {
  readonly form: NewSourceForm;
  readonly onClose: () => void;
  readonly onOpen: () => void;
}

function Footer({ form: { made, upload, hasDocument, isBusy }, onClose, onOpen }: FooterProps) {
  const isDone = upload.uploaded !== undefined || (made !== undefined && !hasDocument);
  if (isDone) {
    return (
      <Button look="primary" onClick={onOpen}>
        Open {made?.name}
      </Button>
    );
  }
  const action = hasDocument ? 'Create and upload' : 'Create';
  return (
    <>
      {made === undefined ? <Button onClick={onClose}>Cancel</Button> : <Button onClick={onOpen}>Upload later</Button>}
      <Button look="primary" type="submit" form={FORM} isBusy={isBusy}>
        {made === undefined ? action : 'Upload again'}
      </Button>
    </>
  );
}

function SourceFields({ form: { source, errors, setSource } }: { readonly form: NewSourceForm }) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={errors['name']}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={80}
              value={source.name}
              placeholder="Petstore"
              onChange={(event) => setSource({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Slug" error={errors['slug']} hint="Part of its address; it cannot be changed later.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={80}
              value={slugOfDraft(source)}
              placeholder="petstore"
              className="font-mono text-sm"
              onChange={(event) => setSource({ slug: event.target.value })}
            />
          )}
        </Field>
      </div>
      <ModeChoice mode={source.mode} onChange={(mode) => setSource({ mode })} />
      {source.mode === 'tools' && (
        <Field label="Base URL" error={errors['baseUrl']} hint="Of your API. Every call stays on this origin and below this path.">
          {(control) => (
            <TextInput
              {...control}
              inputMode="url"
              maxLength={2048}
              value={source.baseUrl}
              placeholder="https://api.example.com/v1"
              className="font-mono text-sm"
              onChange={(event) => setSource({ baseUrl: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
