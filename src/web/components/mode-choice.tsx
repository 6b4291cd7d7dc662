// How a source is offered to agents, each way with what it means.
import { SOURCE_MODES } from '../api/sources.ts';
import type { SourceMode } from '../api/sources.ts';
import { MODE_WORDS } from '../text/source-words.ts';
import { cx } from './cx.ts';

interface ModeChoiceProps {
  readonly mode: SourceMode;
  readonly isDisabled?: boolean | undefined;
  readonly onChange: (mode: SourceMode) => void;
}

export function ModeChoice({ mode, isDisabled = false, onChange }: ModeChoiceProps) {
  return (
    <fieldset disabled={isDisabled} className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">Mode</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {SOURCE_MODES.map((one) => (
          <label
            key={one}
            className={cx(
              'grid grid-cols-[auto_1fr] content-start items-start gap-x-2.5 rounded-md border px-3 py-2.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
              one === mode ? 'border-accent bg-selected' : 'border-control bg-raised hover:border-ink',
            )}
          >
            <input
              type="radio"
              name="mode"
              value={one}
              checked={one === mode}
              onChange={() => onChange(one)}
              className="mt-1 accent-(--accent) outline-none"
            />
            <span className="text-sm font-medium">{MODE_WORDS[one].word}</span>
            <span className="col-start-2 text-xs text-muted">{MODE_WORDS[one].sentence}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
