// A check box with its label on the right.
import type { ReactNode } from 'react';

interface CheckBoxProps {
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly children: ReactNode;
  readonly isDisabled?: boolean | undefined;
}

export function CheckBox({ isChecked, onChange, children, isDisabled = false }: CheckBoxProps) {
  return (
    <label className="inline-flex items-start gap-2 text-sm">
      <input
        type="checkbox"
        checked={isChecked}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 accent-(--accent)"
      />
      <span>{children}</span>
    </label>
  );
}
