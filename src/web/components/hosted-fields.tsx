// The program of a hosted stdio server: what is started, with what environment, and what that means.
import { Plus, X } from 'lucide-react';
import { Banner } from './banner.tsx';
import { Button, IconButton } from './button.tsx';
import { Field, FieldError } from './field.tsx';
import { firstErrorUnder } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { Choice, CodeArea, TextInput } from './inputs.tsx';
import type { EnvDraft, ProgramDraft } from './server-draft.ts';

interface HostedFieldsProps {
  readonly program: ProgramDraft;
  readonly errors: Errors;
  readonly onChange: (program: ProgramDraft) => void;
}

export function HostedFields({ program, errors, onChange }: HostedFieldsProps) {
  const set = (change: Partial<ProgramDraft>): void => onChange({ ...program, ...change });
  return (
    <div className="grid gap-4">
      <div className="-mb-4">
        <Banner tone="partial" title="This runs a program on the machine of this instance">
          It starts with the rights of Armature itself and can read what Armature can read there. Name only a program that you trust as much
          as Armature.
        </Banner>
      </div>
      <Field
        label="Command"
        error={errors['connectionConfig.command']}
        hint="A program, started without a shell. Every member can read it: secrets belong into the variables."
      >
        {(control) => (
          <TextInput
            {...control}
            value={program.command}
            placeholder="npx"
            className="font-mono text-sm"
            onChange={(event) => set({ command: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Arguments"
        isOptional
        error={firstErrorUnder(errors, 'connectionConfig.args')}
        hint="One a line; nothing is quoted or expanded."
      >
        {(control) => (
          <CodeArea
            {...control}
            rows={3}
            value={program.args}
            placeholder={'-y\n@modelcontextprotocol/server-everything'}
            onChange={(event) => set({ args: event.target.value })}
          />
        )}
      </Field>
      <Variables env={program.env} error={firstErrorUnder(errors, 'connectionConfig.env')} onChange={(env) => set({ env })} />
      <div className="grid gap-4 sm:grid-cols-[1fr_13rem]">
        <Field label="Working folder" isOptional error={errors['connectionConfig.cwd']} hint="Absolute. Empty: a new one for each session.">
          {(control) => (
            <TextInput
              {...control}
              value={program.cwd}
              className="font-mono text-sm"
              onChange={(event) => set({ cwd: event.target.value })}
            />
          )}
        </Field>
        <Field label="Network" error={firstErrorUnder(errors, 'networkPolicy')}>
          {(control) => (
            <Choice
              {...control}
              value={program.network}
              onChange={(event) => set({ network: event.target.value === 'none' ? 'none' : 'host' })}
            >
              <option value="host">As the machine has it</option>
              <option value="none">None</option>
            </Choice>
          )}
        </Field>
      </div>
    </div>
  );
}

interface VariablesProps {
  readonly env: readonly EnvDraft[];
  readonly error: string | undefined;
  readonly onChange: (env: readonly EnvDraft[]) => void;
}

/** Values are secrets: typed once, stored encrypted, never shown again. */
function Variables({ env, error, onChange }: VariablesProps) {
  const setAt = (index: number, change: Partial<EnvDraft>): void =>
    onChange(env.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 text-sm font-medium">
        Variables <span className="ps-1 font-normal text-faint">optional</span>
      </legend>
      {env.map((one, index) => (
        <div key={index} className="flex items-center gap-2">
          <TextInput
            aria-label={`Name of variable ${index + 1}`}
            value={one.name}
            readOnly={one.isStored}
            placeholder="API_TOKEN"
            className="font-mono text-sm"
            onChange={(event) => setAt(index, { name: event.target.value })}
          />
          <TextInput
            aria-label={`Value of variable ${index + 1}`}
            type="password"
            value={one.value}
            placeholder={one.isStored ? 'stored; empty keeps it' : 'value'}
            onChange={(event) => setAt(index, { value: event.target.value })}
          />
          <IconButton label={`Remove variable ${index + 1}`} onClick={() => onChange(env.filter((_, at) => at !== index))}>
            <X size={15} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      {error !== undefined && <FieldError>{error}</FieldError>}
      <div>
        <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => onChange([...env, { name: '', value: '', isStored: false }])}>
          Add variable
        </Button>
      </div>
      <p className="text-xs text-faint">Values are stored encrypted and never shown again.</p>
    </fieldset>
  );
}
