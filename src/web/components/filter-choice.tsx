// One filter of a list, kept in the address of the page.
import { Choice } from './inputs.tsx';

interface FilterChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly all: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

export function FilterChoice({ label, value, all, options, onChange }: FilterChoiceProps) {
  return (
    <Choice
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="w-auto max-w-52 max-md:flex-1 max-md:basis-36"
    >
      <option value="">{all}</option>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </Choice>
  );
}
