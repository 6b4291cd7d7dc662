// The Settings tab of a monitor: everything that may change. Server and tool stay what they are.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { monitorQuery, updateMonitor } from '../api/monitors.ts';
import type { IntervalSeconds, Monitor, MonitorChange, ProtocolEra } from '../api/monitors.ts';
import { authProfilesQuery, catalogQuery } from '../api/servers.ts';
import type { Tool } from '../api/servers.ts';
import { changedFields } from '../text/field-diff.ts';
import { ERAS, INTERVALS } from '../text/monitor-words.ts';
import { Button } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { Field, FieldError } from './field.tsx';
import { firstErrorUnder, saveFailure } from './form-errors.ts';
import { Choice, TextInput } from './inputs.tsx';
import { MonitorArgumentFields } from './monitor-argument-fields.tsx';
import { argumentDraft, argumentFields, readArguments } from './monitor-arguments.ts';
import type { ArgumentDraft, ArgumentField } from './monitor-arguments.ts';
import { MonitorAssertions } from './monitor-assertions.tsx';
import { assertionDraft, readAssertions } from './monitor-assertion-draft.ts';
import type { AssertionDraft } from './monitor-assertion-draft.ts';
import { argumentErrors, timeoutProblem } from './monitor-wizard-draft.ts';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { TextSkeleton } from './skeleton.tsx';
import { toast } from './toaster.tsx';
import { useFocusOnTrouble } from './use-focus-on-trouble.ts';
import { UnsavedGuard } from './unsaved-guard.tsx';

interface MonitorSettingsProps {
  readonly org: string;
  readonly monitor: Monitor;
}

export function MonitorSettings({ org, monitor }: MonitorSettingsProps) {
  const catalog = useQuery(catalogQuery(org, monitor.mcpServerId));
  return (
    <Part name="the schema of the tool" query={catalog} skeleton={<TextSkeleton lines={8} />}>
      {({ tools }) => <SettingsForm org={org} monitor={monitor} tool={tools.find(({ name }) => name === monitor.toolName)} />}
    </Part>
  );
}

interface SettingsDraft {
  readonly name: string;
  readonly authProfileId: string;
  readonly arguments: ArgumentDraft;
  readonly intervalSeconds: IntervalSeconds;
  readonly timeoutSeconds: string;
  readonly assertions: readonly AssertionDraft[];
  readonly validateOutputSchema: boolean;
  readonly allowDestructive: boolean;
  readonly protocolEra: ProtocolEra;
}

const draftOf = (monitor: Monitor, fields: readonly ArgumentField[]): SettingsDraft => ({
  name: monitor.name,
  authProfileId: monitor.authProfileId ?? '',
  arguments: argumentDraft(fields, monitor.arguments, fields.length === 0 && Object.keys(monitor.arguments).length > 0 ? 'json' : 'form'),
  intervalSeconds: monitor.intervalSeconds,
  timeoutSeconds: String(monitor.timeoutSeconds),
  assertions: monitor.assertions.map(assertionDraft),
  validateOutputSchema: monitor.validateOutputSchema,
  allowDestructive: monitor.allowDestructive,
  protocolEra: monitor.protocolEra,
});

/** Undefined while something in it cannot be read. */
function patchOf(monitor: Monitor, fields: readonly ArgumentField[], draft: SettingsDraft): MonitorChange | undefined {
  const read = readArguments(fields, draft.arguments);
  const assertions = readAssertions(draft.assertions);
  if (!read.ok || assertions === undefined || timeoutProblem(draft.timeoutSeconds) !== undefined || draft.name.trim() === '')
    return undefined;
  return changedFields<MonitorChange>(monitor, {
    name: draft.name.trim(),
    authProfileId: draft.authProfileId === '' ? null : draft.authProfileId,
    arguments: read.value,
    intervalSeconds: draft.intervalSeconds,
    timeoutSeconds: Number(draft.timeoutSeconds),
    assertions,
    validateOutputSchema: draft.validateOutputSchema,
    allowDestructive: draft.allowDestructive,
    protocolEra: draft.protocolEra,
  });
}

function SettingsForm({ org, monitor, tool }: MonitorSettingsProps & { readonly tool: Tool | undefined }) {
  const queries = useQueryClient();
  const { form, onTrouble } = useFocusOnTrouble();
  const fields = argumentFields(tool?.inputSchema);
  const [draft, setDraft] = useState(() => draftOf(monitor, fields));
  const [isAsked, setAsked] = useState(false);
  const patch = patchOf(monitor, fields, draft);
  const isDirty = patch === undefined || Object.keys(patch).length > 0;
  const save = useMutation({
    mutationFn: (change: MonitorChange) => updateMonitor(org, monitor.id, change),
    onSuccess: async (saved) => {
      queries.setQueryData(monitorQuery(org, monitor.id).queryKey, saved);
      setDraft(draftOf(saved, fields));
      setAsked(false);
      toast.done(`${saved.name} is saved`);
      await queries.invalidateQueries({ queryKey: ['org', org, 'monitors'] });
    },
    onError: onTrouble,
  });
  const failure = save.error === null ? undefined : saveFailure(save.error);
  const errors = failure?.errors ?? {};
  const read = readArguments(fields, draft.arguments);
  const set = (change: Partial<SettingsDraft>): void => {
    setDraft((before) => ({ ...before, ...change }));
    if (save.isError) save.reset();
  };
  const onSave = (): void => {
    setAsked(true);
    if (patch === undefined) onTrouble();
    else if (isDirty && !save.isPending) save.mutate(patch);
  };
  const isShown = (name: string): boolean => isAsked || draft.arguments.view === 'json' || (draft.arguments.texts[name] ?? '') !== '';
  const typed = read.ok ? {} : Object.fromEntries(Object.entries(read.errors).filter(([name]) => isShown(name)));
  return (
    <form
      ref={form}
      noValidate
      aria-label="Settings of the monitor"
      className="grid max-w-3xl gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <UnsavedGuard isDirty={isDirty} />
      <Panel title="Monitor">
        <GeneralFields org={org} monitor={monitor} draft={draft} set={set} errorAt={(path) => firstErrorUnder(errors, path)} />
      </Panel>
      <Panel title="Arguments" hint={<span className="data">{monitor.toolName}</span>}>
        <MonitorArgumentFields
          toolName={monitor.toolName}
          fields={fields}
          draft={draft.arguments}
          errors={{ ...typed, ...argumentErrors(errors) }}
          onChange={(next) => set({ arguments: next })}
        />
        {(monitor.allowDestructive || tool?.annotations?.['destructiveHint'] === true) && (
          <div className="mt-4">
            <CheckBox isChecked={draft.allowDestructive} onChange={(allowDestructive) => set({ allowDestructive })}>
              Call it although it is marked as destructive
            </CheckBox>
            {errors['allowDestructive'] !== undefined && <FieldError>{errors['allowDestructive']}</FieldError>}
          </div>
        )}
      </Panel>
      <Panel title="What is expected">
        <div className="grid gap-4">
          <div>
            <CheckBox
              isChecked={draft.validateOutputSchema}
              isDisabled={tool?.outputSchema === undefined && !draft.validateOutputSchema}
              onChange={(validateOutputSchema) => set({ validateOutputSchema })}
            >
              The result fits the output schema{tool?.outputSchema === undefined && ' (this tool declares none)'}
            </CheckBox>
            {errors['validateOutputSchema'] !== undefined && <FieldError>{errors['validateOutputSchema']}</FieldError>}
          </div>
          <MonitorAssertions
            drafts={draft.assertions}
            isAsked={isAsked}
            errorAt={(path) => firstErrorUnder(errors, path)}
            onChange={(assertions) => set({ assertions })}
          />
        </div>
      </Panel>
      <div role="alert" className="grid gap-2 empty:hidden">
        {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
        {isAsked && patch === undefined && <FieldError>Something above is missing or wrong.</FieldError>}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" disabled={!isDirty} isBusy={save.isPending}>
          Save
        </Button>
        {isDirty && (
          <Button
            onClick={() => {
              setDraft(draftOf(monitor, fields));
              setAsked(false);
              save.reset();
            }}
          >
            Discard
          </Button>
        )}
        <span className="text-sm text-muted">Other arguments or assertions are checked at once.</span>
      </div>
    </form>
  );
}

interface GeneralFieldsProps extends MonitorSettingsProps {
  readonly draft: SettingsDraft;
  readonly set: (change: Partial<SettingsDraft>) => void;
  readonly errorAt: (path: string) => string | undefined;
}

const MAX_NAME = 120;

function GeneralFields({ org, monitor, draft, set, errorAt }: GeneralFieldsProps) {
  const profiles = useQuery(authProfilesQuery(org, monitor.mcpServerId)).data?.rows ?? [];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Name" className="sm:col-span-2" error={draft.name.trim() === '' ? 'must not be empty' : errorAt('name')}>
        {(control) => (
          <TextInput {...control} maxLength={MAX_NAME} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        )}
      </Field>
      <Field label="Interval" error={errorAt('intervalSeconds')}>
        {(control) => (
          <Choice
            {...control}
            value={draft.intervalSeconds}
            onChange={(event) => set({ intervalSeconds: Number(event.target.value) as IntervalSeconds })}
          >
            {INTERVALS.map(([seconds, label]) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <Field
        label="Time-out, in seconds"
        error={timeoutProblem(draft.timeoutSeconds) ?? errorAt('timeoutSeconds')}
        hint="Connecting, initializing and the call together."
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            value={draft.timeoutSeconds}
            onChange={(event) => set({ timeoutSeconds: event.target.value })}
          />
        )}
      </Field>
      <Field label="Auth profile" error={errorAt('authProfileId')}>
        {(control) => (
          <Choice {...control} value={draft.authProfileId} onChange={(event) => set({ authProfileId: event.target.value })}>
            <option value="">The server’s default</option>
            {profiles.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <Field label="Protocol era" error={errorAt('protocolEra')} hint="Automatic takes what the server speaks.">
        {(control) => (
          <Choice {...control} value={draft.protocolEra} onChange={(event) => set({ protocolEra: event.target.value as ProtocolEra })}>
            {ERAS.map(([era, label]) => (
              <option key={era} value={era}>
                {label}
              </option>
            ))}
          </Choice>
        )}
      </Field>
    </div>
  );
}
