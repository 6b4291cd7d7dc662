// A labelled form field: hint, control and error belong together for eye and screen reader.
import { useId } from 'react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly isOptional?: boolean | undefined;
  readonly isLabelHidden?: boolean | undefined;
  readonly aside?: ReactNode;
  readonly className?: string | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}

export function Field({ label, hint, error, isOptional = false, isLabelHidden = false, aside, className, children }: FieldProps) {
  const id = useId();
  const hasHint = hint !== undefined && hint !== null;
  const described = [hasHint && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={cx('grid content-start gap-1', className)}>
      <div className={cx('flex items-baseline justify-between gap-3', isLabelHidden && 'sr-only')}>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
          {isOptional && <span className="ps-1.5 font-normal text-faint">optional</span>}
        </label>
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {hasHint && (
        <div id={`${id}-hint`} className="text-xs text-faint">
          {hint}
        </div>
      )}
    </div>
  );
}

export function FieldError({ id, children }: { readonly id?: string | undefined; readonly children: ReactNode }) {
  return (
    <p id={id} data-field-error="" className="flex items-start gap-1.5 text-sm text-fail">
      <span aria-hidden="true" className="mt-1.5 size-1.5 shrink-0 bg-fail-mark" />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}
