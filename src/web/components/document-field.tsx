// An OpenAPI document: a file, dropped or chosen, or pasted text. A file is never drawn: it may have megabytes.
import { FileUp, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { DragEvent } from 'react';
import { bytes } from '../text/amounts.ts';
import { Button, IconButton } from './button.tsx';
import { cx } from './cx.ts';
import type { DocumentDraft } from './upload-draft.ts';
import { Field } from './field.tsx';
import type { ControlProps } from './field.tsx';
import { CodeArea } from './inputs.tsx';

interface DocumentFieldProps {
  readonly document: DocumentDraft;
  readonly maxBytes: number;
  readonly error: string | undefined;
  readonly isOptional?: boolean | undefined;
  readonly onChange: (document: DocumentDraft) => void;
}

const ACCEPTED = '.json,.yaml,.yml';
const EXAMPLE = `openapi: 3.1.0
info: { title: Petstore, version: 1.0.0 }
paths: …`;

export function DocumentField({ document, maxBytes, error, isOptional, onChange }: DocumentFieldProps) {
  const [fault, setFault] = useState<string | undefined>();
  const [isOver, setOver] = useState(false);
  const onFile = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > maxBytes) return setFault(`has ${bytes(file.size)}; at most ${bytes(maxBytes)} are taken`);
    setFault(undefined);
    onChange({ text: await file.text(), file: { name: file.name, size: file.size } });
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void onFile(event.dataTransfer.files[0]);
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cx('grid gap-2 rounded-md', isOver && 'outline-2 outline-offset-4 outline-accent outline-dashed')}
    >
      <Field
        label="OpenAPI document"
        isOptional={isOptional}
        error={fault ?? error}
        hint={`JSON or YAML; Swagger 2.0, OpenAPI 3.0, 3.1 or 3.2; at most ${bytes(maxBytes)}.`}
        aside={<FileChooser onFile={onFile} />}
      >
        {(control) =>
          document.file === null ? (
            <CodeArea
              {...control}
              rows={5}
              className="max-h-56"
              placeholder={EXAMPLE}
              value={document.text}
              onChange={(event) => {
                setFault(undefined);
                onChange({ text: event.target.value, file: null });
              }}
            />
          ) : (
            <ChosenFile control={control} file={document.file} onRemove={() => onChange({ text: '', file: null })} />
          )
        }
      </Field>
    </div>
  );
}

function FileChooser({ onFile }: { readonly onFile: (file: File | undefined) => Promise<void> }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        aria-label="OpenAPI file"
        tabIndex={-1}
        className="sr-only"
        accept={ACCEPTED}
        onChange={(event) => {
          void onFile(event.target.files?.[0]);
          // The same file, mended, can be chosen again.
          event.target.value = '';
        }}
      />
      <Button look="quiet" icon={<FileUp size={14} aria-hidden="true" />} onClick={() => chooser.current?.click()}>
        Choose a file
      </Button>
    </>
  );
}

interface ChosenFileProps {
  readonly control: ControlProps;
  readonly file: NonNullable<DocumentDraft['file']>;
  readonly onRemove: () => void;
}

function ChosenFile({ control, file: { name, size }, onRemove }: ChosenFileProps) {
  return (
    <div className="flex items-center gap-3 rounded-md border border-control bg-sunken px-3 py-1.5">
      <output {...control} className="min-w-0 flex-1 text-sm break-all">
        <span className="data">{name}</span> <span className="text-faint">{bytes(size)}</span>
      </output>
      <IconButton label={`Remove ${name}`} onClick={onRemove}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
