// The fields of an upload: the document, and for code mode where it goes and how agents see it.
import type { SourceMode } from '../api/sources.ts';
import { CheckBox } from './check-box.tsx';
import { DocumentField } from './document-field.tsx';
import { Field } from './field.tsx';
import { firstErrorUnder } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { CodeArea, TextInput } from './inputs.tsx';
import { MAX_DOCUMENT_BYTES } from './upload-draft.ts';
import type { UploadDraft } from './upload-draft.ts';

interface UploadFieldsProps {
  readonly draft: UploadDraft;
  readonly errors: Errors;
  readonly mode: SourceMode;
  readonly canPromote: boolean;
  readonly isOptional?: boolean | undefined;
  readonly onChange: (draft: UploadDraft) => void;
}

const MANIFEST_EXAMPLE = `{
  "auth": { "kind": "bearer", "secretRef": "api_token" },
  "policy": [{ "match": "delete*", "action": "ask" }]
}`;

export function UploadFields({ draft, errors, mode, canPromote, isOptional, onChange }: UploadFieldsProps) {
  const set = (change: Partial<UploadDraft>): void => onChange({ ...draft, ...change });
  return (
    <>
      <DocumentField
        document={draft.document}
        maxBytes={MAX_DOCUMENT_BYTES[mode]}
        error={errors['openapi']}
        isOptional={isOptional}
        onChange={(document) => set({ document })}
      />
      {mode === 'code' && (
        <>
          <div className="grid items-end gap-4 sm:grid-cols-2">
            <Field label="Environment" error={errors['environment']}>
              {(control) => (
                <TextInput
                  {...control}
                  maxLength={32}
                  value={draft.environment}
                  className="font-mono text-sm"
                  onChange={(event) => set({ environment: event.target.value })}
                />
              )}
            </Field>
            {canPromote && (
              <div className="pb-1.5">
                <CheckBox isChecked={draft.promote} onChange={(promote) => set({ promote })}>
                  Make it active at once
                </CheckBox>
              </div>
            )}
          </div>
          <ManifestFields draft={draft} errors={errors} set={set} />
        </>
      )}
    </>
  );
}

interface ManifestFieldsProps {
  readonly draft: UploadDraft;
  readonly errors: Errors;
  readonly set: (change: Partial<UploadDraft>) => void;
}

function ManifestFields({ draft, errors, set }: ManifestFieldsProps) {
  const manifestError = manifestErrorOf(errors);
  return (
    <details open={manifestError !== undefined || errors['overlay'] !== undefined || draft.manifest !== ''}>
      <summary className="text-sm text-muted hover:text-ink">Manifest and overlay: credential, base URLs, policy, limits</summary>
      <div className="mt-3 grid gap-4">
        <Field
          label="Manifest"
          isOptional
          error={manifestError}
          hint="A JSON object. Without one, calls carry no credential and every operation is allowed."
        >
          {(control) => (
            <CodeArea
              {...control}
              rows={5}
              className="max-h-56"
              placeholder={MANIFEST_EXAMPLE}
              value={draft.manifest}
              onChange={(event) => set({ manifest: event.target.value })}
            />
          )}
        </Field>
        <Field label="Overlay" isOptional error={firstErrorUnder(errors, 'overlay')} hint="OpenAPI Overlay 1.0, applied before compiling.">
          {(control) => (
            <CodeArea
              {...control}
              rows={3}
              className="max-h-56"
              value={draft.overlay}
              onChange={(event) => set({ overlay: event.target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

/** Of the manifest as a whole, or of a field in it, which is named. */
const manifestErrorOf = (errors: Errors): string | undefined => firstErrorUnder(errors, 'manifest');
