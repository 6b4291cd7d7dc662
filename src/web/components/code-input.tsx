// A code of the second factor: digits of the app, or a backup code.
import type { InputHTMLAttributes } from 'react';
import { TextInput } from './inputs.tsx';

interface CodeInputProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly isBackup?: boolean | undefined;
}

export function CodeInput({ isBackup = false, ...rest }: CodeInputProps) {
  return (
    <TextInput
      {...rest}
      inputMode={isBackup ? 'text' : 'numeric'}
      autoComplete={isBackup ? 'off' : 'one-time-code'}
      autoCapitalize="off"
      maxLength={isBackup ? 40 : 10}
      className="max-w-48 font-mono tracking-widest"
    />
  );
}
