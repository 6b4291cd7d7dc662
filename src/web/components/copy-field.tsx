// A short text to take along, such as an address.
import { CopyButton } from './copy-button.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';

export function CopyField({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <Field label={label}>
      {(control) => (
        <span className="flex items-center gap-1">
          <TextInput {...control} readOnly value={text} className="font-mono text-sm" onFocus={(event) => event.target.select()} />
          <CopyButton text={text} label={`Copy ${label}`} />
        </span>
      )}
    </Field>
  );
}
