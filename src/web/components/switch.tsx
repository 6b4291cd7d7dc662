// A two-state switch whose word stands beside it.
import { Switch as BaseSwitch } from '@base-ui/react/switch';

interface SwitchProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly label: string;
  readonly words?: readonly [on: string, off: string] | undefined;
  readonly isDisabled?: boolean | undefined;
}

export function Switch({ isOn, onChange, label, words, isDisabled = false }: SwitchProps) {
  return (
    <span className="inline-flex items-center gap-2 text-sm">
      <BaseSwitch.Root
        checked={isOn}
        onCheckedChange={onChange}
        disabled={isDisabled}
        aria-label={label}
        className="flex h-4.5 w-8 shrink-0 cursor-pointer items-center rounded-full border border-control bg-idle-wash px-0.5 transition-colors data-[checked]:border-accent data-[checked]:bg-accent data-[disabled]:opacity-50"
      >
        <BaseSwitch.Thumb className="size-3 rounded-full bg-control transition-transform data-[checked]:translate-x-3.5 data-[checked]:bg-on-accent" />
      </BaseSwitch.Root>
      {words !== undefined && <span className="min-w-14 text-muted">{isOn ? words[0] : words[1]}</span>}
    </span>
  );
}
