// A form of a few fields with one button; what went wrong with the whole of it stands above the button.
import { useEffect, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { waitText } from '../text/wait-text.ts';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { FieldError } from './field.tsx';
import type { ShortFormState } from './use-short-form.ts';

interface ShortFormProps {
  readonly form: Pick<ShortFormState<string>, 'troubles' | 'onSubmit' | 'message' | 'waitUntil' | 'isBusy'>;
  readonly action: string;
  readonly children: ReactNode;
  readonly look?: 'primary' | 'normal' | 'danger' | undefined;
  /** Stands beside the button, such as a way back. */
  readonly beside?: ReactNode;
  /** The button is as wide as the fields: for pages that are nothing but the form. */
  readonly isEntry?: boolean | undefined;
  /** The first empty field has the focus at once: for pages that one opens to type. */
  readonly startsFocused?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly label?: string | undefined;
}

export function ShortForm({ form, action, children, ...options }: ShortFormProps) {
  const { look = 'primary', beside, isEntry = false, startsFocused = false, isDisabled, label } = options;
  const ref = useRef<HTMLFormElement>(null);
  useStartFocused(ref, startsFocused);
  useFocusOnTrouble(ref, form.troubles);
  const wait = useSecondsUntil(form.waitUntil);
  return (
    <form ref={ref} noValidate aria-label={label} onSubmit={form.onSubmit} className="grid gap-4">
      {children}
      <div role="alert" className="empty:hidden">
        {wait > 0 && <FieldError>Too many tries. You can try again in {waitText(wait)}.</FieldError>}
        {wait <= 0 && form.message !== undefined && <FieldError>{form.message}</FieldError>}
      </div>
      <div className={cx('flex flex-wrap items-center gap-2', isEntry && 'flex-col items-stretch')}>
        <Button
          type="submit"
          look={look}
          isBusy={form.isBusy}
          disabled={wait > 0 || isDisabled === true}
          className={cx(isEntry && 'h-9 max-md:h-10')}
        >
          {action}
        </Button>
        {beside}
      </div>
    </form>
  );
}

function useStartFocused(form: RefObject<HTMLFormElement | null>, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const fields = form.current?.querySelectorAll<HTMLInputElement>('input:not([readonly])') ?? [];
    [...fields].find(({ value }) => value === '')?.focus();
  }, [form, isOn]);
}

/** Who works by keyboard or ear stands where the next thing is to be typed: the first wrong field, else the emptied secret. */
function useFocusOnTrouble(form: RefObject<HTMLFormElement | null>, troubles: number): void {
  useEffect(() => {
    if (troubles === 0) return;
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const emptied = form.current?.querySelector<HTMLElement>('input[data-secret]');
    (wrong ?? emptied)?.focus();
  }, [form, troubles]);
}

const TICK_MS = 1_000;

/** 0 when it is over, or never was. */
function useSecondsUntil(moment: number | undefined): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const look = () => setLeft(moment === undefined ? 0 : Math.max(0, Math.ceil((moment - Date.now()) / 1_000)));
    look();
    if (moment === undefined) return undefined;
    const timer = setInterval(look, TICK_MS);
    return () => clearInterval(timer);
  }, [moment]);
  return left;
}
