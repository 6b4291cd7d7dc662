// One found server: whether it is added, under which name, with which values, and how that went.
import { useId } from 'react';
import type { ImportInput } from '../api/client-configs.ts';
import { paths } from '../api/paths.ts';
import { visibleText } from '../text/visible-text.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Field, FieldError } from './field.tsx';
import { inputField, rowFaults } from './import-draft.ts';
import type { ImportRow } from './import-draft.ts';
import { Choice, TextInput } from './inputs.tsx';
import { PageLink } from './page-link.tsx';
import { Tag } from './tag.tsx';
import type { ServerImport } from './use-import.ts';

interface ImportRowProps {
  readonly org: string;
  readonly row: ImportRow;
  readonly index: number;
  readonly work: ServerImport;
}

export function ImportRowFields({ org, row, index, work }: ImportRowProps) {
  const id = useId();
  const { entry, outcome, isChosen } = row;
  const isAdded = outcome?.stage === 'added';
  const isOpen = isChosen && !isAdded;
  return (
    <li className="grid gap-3 px-3.5 py-3" aria-labelledby={id}>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <label className="flex min-w-0 flex-1 basis-56 items-start gap-2.5">
          <input
            type="checkbox"
            aria-labelledby={id}
            aria-describedby={`${id}-where`}
            checked={isChosen}
            disabled={isAdded || work.isAdding}
            onChange={(event) => work.onChange(index, { isChosen: event.target.checked })}
            className="mt-1 size-4 shrink-0 accent-(--accent)"
          />
          <span className="min-w-0">
            <span id={id} className="block font-medium break-words">
              {visibleText(isAdded ? row.name : entry.name)}
            </span>
            <span id={`${id}-where`} className="data block text-xs break-all text-faint">
              {visibleText(whereOf(row))}
            </span>
          </span>
        </label>
        <Outcome org={org} row={row} />
      </div>
      <Notes row={row} />
      {isOpen && <Inputs row={row} index={index} work={work} />}
      {outcome?.stage === 'refused' && (
        <div role="alert" className="grid justify-items-start gap-2">
          <FieldError>{outcome.message}</FieldError>
          {outcome.isProbe && (
            <Button disabled={work.isAdding} onClick={() => void work.onAddUnprobed(index)}>
              Add without probe
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

const whereOf = ({ entry }: ImportRow): string => entry.url ?? [entry.command, ...(entry.args ?? [])].join(' ');

function Outcome({ org, row }: { readonly org: string; readonly row: ImportRow }) {
  const { outcome, entry } = row;
  if (outcome?.stage === 'adding') return <Badge tone="running">Adding</Badge>;
  if (outcome?.stage === 'refused') return <Badge tone="fail">Not added</Badge>;
  if (outcome?.stage === 'added')
    return (
      <span className="inline-flex items-center gap-3">
        <Badge tone="pass">Added</Badge>
        <PageLink className="link text-sm" to={paths.server(org, outcome.server.id)}>
          Open
        </PageLink>
      </span>
    );
  return entry.transport === null || entry.transport === 'streamable_http' ? null : <Tag>{entry.transport}</Tag>;
}

function Notes({ row: { entry } }: { readonly row: ImportRow }) {
  const notes = [
    ...(entry.existing === null ? [] : [`is here already: ${entry.existing.name}`]),
    ...(entry.source === null ? [] : [`from ${entry.source}`]),
    ...entry.headers.filter(({ value }) => value !== null).map(({ name, value }) => `sends ${name}: ${value}`),
    ...entry.notes,
    ...(entry.request?.authProfile?.kind === 'oauth_authorization_code' ? ['signs in by OAuth: connect it once it is added'] : []),
  ];
  if (notes.length === 0) return null;
  return (
    <ul className="grid gap-0.5 ps-6.5 text-xs text-muted">
      {notes.map((note, index) => (
        <li key={`${index}:${note}`} className="break-words">
          {visibleText(note)}
        </li>
      ))}
    </ul>
  );
}

function Inputs({ row, index, work }: Omit<ImportRowProps, 'org'>) {
  const faults = work.isChecked ? rowFaults(row) : {};
  const refused = row.outcome?.stage === 'refused' ? row.outcome.errors : {};
  return (
    <div className="grid gap-3 ps-6.5 max-md:ps-0 sm:grid-cols-2">
      <Field label="Name" error={faults['name'] ?? refused['name']}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={80}
            value={row.name}
            disabled={work.isAdding}
            onChange={(event) => work.onChange(index, { name: event.target.value })}
          />
        )}
      </Field>
      {row.entry.inputs.map((input) => (
        <Field
          key={input.name}
          label={input.name}
          isOptional={!input.isRequired}
          error={faults[inputField(input)]}
          hint={input.description === null ? undefined : visibleText(input.description)}
        >
          {(control) => (
            <InputControl
              control={{ ...control, disabled: work.isAdding }}
              input={input}
              value={row.values[input.name] ?? ''}
              onChange={(value) => work.onChange(index, { values: { ...row.values, [input.name]: value } })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

interface InputControlProps {
  readonly control: { readonly id: string; readonly disabled: boolean };
  readonly input: ImportInput;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function InputControl({ control, input, value, onChange }: InputControlProps) {
  if (input.choices.length > 0)
    return (
      <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
        {(value === '' || !input.choices.includes(value)) && <option value="">Choose</option>}
        {input.choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </Choice>
    );
  return (
    <TextInput
      {...control}
      type={input.isSecret ? 'password' : 'text'}
      // not a password of this site
      autoComplete={input.isSecret ? 'new-password' : 'off'}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
