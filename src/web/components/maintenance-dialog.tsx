// One maintenance window: made or changed. Once at two times, or every week on some days.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createMaintenance, maintenanceQuery, updateMaintenance } from '../api/maintenance.ts';
import type { MaintenanceInput, MaintenanceWindow } from '../api/maintenance.ts';
import { TIME_ZONES } from '../text/schedule-presets.ts';
import { Button } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import type { ControlProps } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { Choice, TextInput } from './inputs.tsx';
import { maintenanceDraft, newMaintenance, readMaintenance, WEEKDAYS } from './maintenance-draft.ts';
import type { MaintenanceDraft } from './maintenance-draft.ts';
import { toast } from './toaster.tsx';

interface MaintenanceDialogProps {
  readonly org: string;
  readonly serverId: string;
  /** The window to change, or null for a new one. */
  readonly window: MaintenanceWindow | null;
  readonly onClose: () => void;
}

const MAX_TITLE = 120;

export function MaintenanceDialog({ org, serverId, window, onClose }: MaintenanceDialogProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<MaintenanceDraft>(() =>
    window === null ? newMaintenance(Date.now()) : maintenanceDraft(window, Date.now()),
  );
  const [errors, setErrors] = useState<Errors>({});
  const save = useMutation({
    mutationFn: (body: MaintenanceInput) =>
      window === null ? createMaintenance(org, serverId, body) : updateMaintenance(org, { serverId, windowId: window.id }, body),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: maintenanceQuery(org, serverId).queryKey });
      await queries.invalidateQueries({ queryKey: ['org', org, 'monitors'] });
      toast.done(`${saved.title} is saved`);
      onClose();
    },
    onError: (error) => setErrors(saveFailure(error).errors),
  });
  const message = save.error === null ? undefined : saveFailure(save.error).message;
  const set = (change: Partial<MaintenanceDraft>): void => {
    setDraft({ ...draft, ...change });
    setErrors(Object.fromEntries(Object.entries(errors).filter(([name]) => !Object.hasOwn(change, name))));
  };
  const onSave = (): void => {
    const read = readMaintenance(draft, Date.now());
    setErrors(read.ok ? {} : read.errors);
    if (read.ok && !save.isPending) save.mutate(read.value);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={window === null ? 'New maintenance window' : `Maintenance window ${window.title}`}
      lead="Checks and runs go on; nobody is alerted and uptime leaves them out."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={save.isPending} onClick={onSave}>
            Save
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        <Field label="Title" error={errors['title']}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={MAX_TITLE}
              placeholder="Database upgrade"
              value={draft.title}
              onChange={(event) => set({ title: event.target.value })}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Happens">
            {(control) => (
              <Choice {...control} value={draft.kind} onChange={(event) => set({ kind: event.target.value as MaintenanceDraft['kind'] })}>
                <option value="once">Once</option>
                <option value="weekly">Every week</option>
              </Choice>
            )}
          </Field>
          <ZoneField control={draft} error={errors['timezone']} onChange={(timezone) => set({ timezone })} />
        </div>
        {draft.kind === 'once' ? (
          <OnceFields draft={draft} errors={errors} set={set} />
        ) : (
          <WeeklyFields draft={draft} errors={errors} set={set} />
        )}
        {message !== undefined && <FieldError>{message}</FieldError>}
        {/* Enter in any field saves. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}

interface ZoneFieldProps {
  readonly control: Pick<MaintenanceDraft, 'timezone'>;
  readonly error: string | undefined;
  readonly onChange: (timezone: string) => void;
}

function ZoneField({ control: { timezone }, error, onChange }: ZoneFieldProps) {
  return (
    <Field label="Time zone" error={error}>
      {(control) => (
        <Choice {...control} value={timezone} onChange={(event) => onChange(event.target.value)}>
          {[...new Set([timezone, ...TIME_ZONES])].map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </Choice>
      )}
    </Field>
  );
}

interface TimeFieldsProps {
  readonly draft: MaintenanceDraft;
  readonly errors: Errors;
  readonly set: (change: Partial<MaintenanceDraft>) => void;
}

function OnceFields({ draft, errors, set }: TimeFieldsProps) {
  const time = (name: 'startsAt' | 'endsAt') => (control: ControlProps) => (
    <TextInput {...control} type="datetime-local" value={draft[name]} onChange={(event) => set({ [name]: event.target.value })} />
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Begins" error={errors['startsAt']}>
        {time('startsAt')}
      </Field>
      <Field label="Ends" error={errors['endsAt']}>
        {time('endsAt')}
      </Field>
    </div>
  );
}

function WeeklyFields({ draft, errors, set }: TimeFieldsProps) {
  const onDay = (day: number, isOn: boolean): void =>
    set({ weekdays: isOn ? [...draft.weekdays, day].toSorted((a, b) => a - b) : draft.weekdays.filter((other) => other !== day) });
  return (
    <>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 text-sm font-medium">Begins on</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-2">
          {WEEKDAYS.map((name, index) => (
            <CheckBox key={name} isChecked={draft.weekdays.includes(index + 1)} onChange={(isOn) => onDay(index + 1, isOn)}>
              {name}
            </CheckBox>
          ))}
        </div>
        {errors['weekdays'] !== undefined && <FieldError>{errors['weekdays']}</FieldError>}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="At" error={errors['startTime']}>
          {(control) => (
            <TextInput {...control} type="time" value={draft.startTime} onChange={(event) => set({ startTime: event.target.value })} />
          )}
        </Field>
        <Field label="For, in minutes" error={errors['durationMinutes']}>
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={draft.durationMinutes}
              onChange={(event) => set({ durationMinutes: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}
