// When it runs: a preset or a cron line in a time zone, read back in words with the next times.
import { useState } from 'react';
import type { Schedule } from '../api/workflows.ts';
import { calendarTime, exactTime } from '../text/relative-time.ts';
import { SCHEDULE_PRESETS, TIME_ZONES } from '../text/schedule-presets.ts';
import { Field } from './field.tsx';
import { Choice, TextInput } from './inputs.tsx';
import { cx } from './cx.ts';

interface ScheduleFieldProps {
  readonly schedule: Schedule | null;
  readonly label: string | null | undefined;
  readonly nextRuns: readonly string[];
  readonly isReadOnly: boolean;
  readonly errorAt: (path: string) => string | undefined;
  readonly onChange: (schedule: Schedule | null) => void;
}

export function ScheduleField({ schedule, label, nextRuns, isReadOnly, errorAt, onChange }: ScheduleFieldProps) {
  const cron = schedule?.cron ?? null;
  const isPreset = SCHEDULE_PRESETS.some((preset) => preset.cron === cron);
  const [isCustom, setCustom] = useState(!isPreset);
  const timezone = schedule?.timezone ?? 'UTC';
  const onPreset = (chosen: string | null): void => {
    setCustom(false);
    onChange(chosen === null ? null : { cron: chosen, timezone });
  };
  return (
    <fieldset disabled={isReadOnly} className="grid gap-3">
      <legend className="sr-only">Schedule</legend>
      <div className="flex flex-wrap gap-1.5">
        {SCHEDULE_PRESETS.map((preset) => (
          <Chip key={preset.label} isOn={!isCustom && preset.cron === cron} onClick={() => onPreset(preset.cron)}>
            {preset.label}
          </Chip>
        ))}
        <Chip
          isOn={isCustom}
          onClick={() => {
            setCustom(true);
            if (schedule === null) onChange({ cron: '0 9 * * 1-5', timezone });
          }}
        >
          Custom
        </Chip>
      </div>
      {schedule !== null && (
        <div className="grid gap-4 sm:grid-cols-2">
          {isCustom && (
            <Field label="Cron" error={errorAt('schedule.cron')} hint="minute hour day month weekday">
              {(control) => (
                <TextInput
                  {...control}
                  value={schedule.cron}
                  className="font-mono"
                  onChange={(event) => onChange({ ...schedule, cron: event.target.value })}
                />
              )}
            </Field>
          )}
          <Field label="Time zone" error={errorAt('schedule.timezone')}>
            {(control) => (
              <Choice {...control} value={schedule.timezone} onChange={(event) => onChange({ ...schedule, timezone: event.target.value })}>
                {[...new Set([schedule.timezone, ...TIME_ZONES])].map((zone) => (
                  <option key={zone}>{zone}</option>
                ))}
              </Choice>
            )}
          </Field>
        </div>
      )}
      <div aria-live="polite" className="text-sm text-muted">
        <p className="font-medium text-ink">{label ?? ' '}</p>
        {schedule !== null && nextRuns.length > 0 && (
          <p>
            Next:{' '}
            {nextRuns.slice(0, 3).map((at, index) => (
              <time key={at} dateTime={at} title={exactTime(at)}>
                {index > 0 && ' · '}
                {calendarTime(at)}
              </time>
            ))}
          </p>
        )}
        {schedule === null && <p>Runs only when someone, a key or CI starts it.</p>}
      </div>
    </fieldset>
  );
}

function Chip({ isOn, onClick, children }: { readonly isOn: boolean; readonly onClick: () => void; readonly children: string }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={cx(
        'h-7 rounded-full border px-3 text-sm disabled:opacity-60 max-md:h-9',
        isOn ? 'border-accent bg-selected font-medium text-ink' : 'border-line-strong text-muted hover:bg-hover hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}
