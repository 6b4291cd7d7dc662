// Where the text of an import comes from: pasted, or a file of this machine.
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { CodeArea } from './inputs.tsx';

interface ImportSourceProps {
  readonly formId: string;
  readonly error: string | undefined;
  readonly onRead: (text: string, fileName: string | undefined) => void;
}

const MAX_BYTES = 1024 * 1024;
const EXAMPLE = `{
  "mcpServers": {
    "shop": { "type": "http", "url": "https://shop.example.com/mcp" }
  }
}`;

export function ImportSource({ formId, error, onRead }: ImportSourceProps) {
  const [text, setText] = useState('');
  const [fileName, setFileName] = useState<string | undefined>();
  const [fault, setFault] = useState<string | undefined>();
  const chooser = useRef<HTMLInputElement>(null);
  const onChosen = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > MAX_BYTES) return setFault('is larger than 1 MiB; paste the part with the servers');
    setFault(undefined);
    setText(await file.text());
    setFileName(file.name);
  };
  return (
    <form
      id={formId}
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return setFault('must not be empty');
        setFault(undefined);
        onRead(text, fileName);
      }}
    >
      <Field
        label="Configuration"
        error={fault ?? error}
        hint="JSON, TOML or YAML. It is read and not stored. Variables such as ${TOKEN} are never looked up; you fill them in."
        aside={fileName !== undefined && <span className="data min-w-0 truncate text-xs text-faint">{fileName}</span>}
      >
        {(control) => (
          <CodeArea
            {...control}
            rows={12}
            className="max-h-[45dvh]"
            placeholder={EXAMPLE}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setFileName(undefined);
            }}
          />
        )}
      </Field>
      <div>
        <input
          ref={chooser}
          type="file"
          aria-label="Configuration file"
          tabIndex={-1}
          className="sr-only"
          accept=".json,.jsonc,.toml,.yaml,.yml"
          onChange={(event) => void onChosen(event.target.files?.[0])}
        />
        <Button icon={<FileUp size={15} aria-hidden="true" />} onClick={() => chooser.current?.click()}>
          Choose a file
        </Button>
      </div>
    </form>
  );
}
