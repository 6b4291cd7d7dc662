// A password: hidden unless asked for, known to password managers, marked as a secret that a refused form empties.
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import type { TextControl } from './use-short-form.ts';

interface PasswordFieldProps {
  readonly label: string;
  readonly text: TextControl;
  readonly error: string | undefined;
  readonly purpose: 'current' | 'new';
  readonly hint?: ReactNode;
  readonly aside?: ReactNode;
}

export function PasswordField({ label, text, error, purpose, hint, aside }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <Field label={label} error={error} hint={hint} aside={aside}>
      {(control) => (
        <div className="relative">
          <TextInput
            {...control}
            {...text}
            type={isShown ? 'text' : 'password'}
            autoComplete={`${purpose}-password`}
            autoCapitalize="off"
            data-secret=""
            className="pe-10"
          />
          <IconButton
            label={isShown ? 'Hide password' : 'Show password'}
            onClick={() => setShown(!isShown)}
            className="absolute inset-y-0.5 end-0.5"
          >
            {isShown ? <EyeOff size={15} aria-hidden="true" /> : <Eye size={15} aria-hidden="true" />}
          </IconButton>
        </div>
      )}
    </Field>
  );
}
