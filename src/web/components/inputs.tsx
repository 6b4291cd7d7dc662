// Text, number, choice and multi-line controls in one look.
import type { InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { cx } from './cx.ts';

export const CONTROL =
  'w-full rounded-md border border-control bg-raised px-2.5 text-base placeholder:text-faint hover:border-ink disabled:opacity-60 aria-invalid:border-fail-mark';

export function TextInput({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      className={cx(CONTROL, 'h-8 read-only:bg-sunken max-md:h-10', className)}
      {...rest}
    />
  );
}

export function TextArea({ className, rows = 4, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea rows={rows} className={cx(CONTROL, 'field-sizing-content min-h-20 py-1.5', className)} {...rest} />;
}

/** Code and JSON: data type, no autocorrection. */
export function CodeArea({ className, rows = 5, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <textarea
      rows={rows}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      className={cx(CONTROL, 'field-sizing-content min-h-20 py-2 font-mono text-sm leading-5', className)}
      {...rest}
    />
  );
}

export function Choice({ className, children, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <select className={cx(CONTROL, 'choice h-8 max-md:h-10', className)} {...rest}>
      {children}
    </select>
  );
}
