// The editor of what a monitor expects: rows that can be added, changed and taken away.
import { Plus, X } from 'lucide-react';
import type { Assertion } from '../api/monitors.ts';
import { Button, IconButton } from './button.tsx';
import { Field, FieldError } from './field.tsx';
import { Choice, CodeArea, TextInput } from './inputs.tsx';
import { ASSERTION_LABELS, emptyAssertion, MAX_ASSERTIONS, readAssertion } from './monitor-assertion-draft.ts';
import type { AssertionDraft, AssertionErrors } from './monitor-assertion-draft.ts';

interface MonitorAssertionsProps {
  readonly drafts: readonly AssertionDraft[];
  /** Whether rows that are not finished say so already. */
  readonly isAsked: boolean;
  /** What the server says of `assertions[i]…`. */
  readonly errorAt: (path: string) => string | undefined;
  readonly onChange: (drafts: readonly AssertionDraft[]) => void;
}

export function MonitorAssertions({ drafts, isAsked, errorAt, onChange }: MonitorAssertionsProps) {
  const replace = (at: number, change: Partial<AssertionDraft>): void =>
    onChange(drafts.map((draft, index) => (index === at ? { ...draft, ...change } : draft)));
  const whole = errorAt('assertions');
  const said = drafts.map((_, index) => errorAt(`assertions[${index}]`));
  return (
    <fieldset className="grid gap-3">
      <legend className="sr-only">Assertions</legend>
      {drafts.length === 0 && (
        <p className="text-sm text-muted">
          None: any answer without an error passes. An assertion also looks at what was answered, or how fast.
        </p>
      )}
      {drafts.map((draft, index) => (
        <AssertionRow
          key={draft.key}
          draft={draft}
          position={index + 1}
          isAsked={isAsked}
          serverError={said[index]}
          set={(change) => replace(index, change)}
          onRemove={() => onChange(drafts.filter((_, at) => at !== index))}
        />
      ))}
      {whole !== undefined && !said.includes(whole) && <FieldError>{whole}</FieldError>}
      {drafts.length < MAX_ASSERTIONS && (
        <div>
          <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => onChange([...drafts, emptyAssertion()])}>
            Add assertion
          </Button>
        </div>
      )}
    </fieldset>
  );
}

interface AssertionRowProps {
  readonly draft: AssertionDraft;
  readonly position: number;
  readonly isAsked: boolean;
  readonly serverError: string | undefined;
  readonly set: (change: Partial<AssertionDraft>) => void;
  readonly onRemove: () => void;
}

function AssertionRow({ draft, position, isAsked, serverError, set, onRemove }: AssertionRowProps) {
  const read = readAssertion(draft);
  // An empty field is not wrong yet while somebody is on the way to it.
  const errors = read.ok ? {} : isAsked ? read.errors : withoutEmpty(read.errors, draft);
  return (
    <div className="grid gap-3 rounded-md border border-line p-3" role="group" aria-label={`Assertion ${position}`}>
      <div className="flex items-center gap-2">
        <span className="data text-xs text-faint">{position}</span>
        <div className="w-52">
          <Choice
            aria-label={`Kind of assertion ${position}`}
            value={draft.kind}
            onChange={(event) => set({ kind: event.target.value as Assertion['kind'], value: '' })}
          >
            {Object.entries(ASSERTION_LABELS).map(([kind, label]) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </Choice>
        </div>
        <IconButton label={`Remove assertion ${position}`} onClick={onRemove} className="ms-auto">
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <AssertionFields draft={draft} errors={errors} set={set} />
      {serverError !== undefined && <FieldError>{serverError}</FieldError>}
    </div>
  );
}

const withoutEmpty = (errors: AssertionErrors, draft: AssertionDraft): AssertionErrors =>
  Object.fromEntries(Object.entries(errors).filter(([name]) => draft[name as keyof AssertionErrors].trim() !== ''));

interface AssertionFieldsProps {
  readonly draft: AssertionDraft;
  readonly errors: AssertionErrors;
  readonly set: (change: Partial<AssertionDraft>) => void;
}

function AssertionFields({ draft, errors, set }: AssertionFieldsProps) {
  if (draft.kind === 'max_latency_ms') {
    return (
      <Field label="The call takes at most, in milliseconds" error={errors.ms}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            className="max-w-40"
            placeholder="2000"
            value={draft.ms}
            onChange={(event) => set({ ms: event.target.value })}
          />
        )}
      </Field>
    );
  }
  if (draft.kind === 'json_schema') {
    return (
      <Field label="JSON Schema" error={errors.value} hint="Of the structured content, else of the first text read as JSON.">
        {(control) => (
          <CodeArea
            {...control}
            rows={3}
            placeholder={'{"type": "object", "required": ["status"]}'}
            value={draft.value}
            onChange={(event) => set({ value: event.target.value })}
          />
        )}
      </Field>
    );
  }
  return (
    <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_8.5rem_minmax(0,1fr)]">
      <Field label="At" error={errors.path} hint="A JSONPath; the first value found counts.">
        {(control) => (
          <TextInput
            {...control}
            className="font-mono text-sm"
            placeholder="$.order.status"
            value={draft.path}
            onChange={(event) => set({ path: event.target.value })}
          />
        )}
      </Field>
      <Field label="Test">
        {(control) => (
          <Choice {...control} value={draft.test} onChange={(event) => set({ test: event.target.value as AssertionDraft['test'] })}>
            <option value="equals">equals</option>
            <option value="matches">matches</option>
          </Choice>
        )}
      </Field>
      <Field label="Value" error={errors.value} hint={draft.test === 'equals' ? 'JSON: a text stands in quotes.' : 'A regular expression.'}>
        {(control) => (
          <TextInput
            {...control}
            className="font-mono text-sm"
            placeholder={draft.test === 'equals' ? '"shipped"' : '^A-[0-9]+$'}
            value={draft.value}
            onChange={(event) => set({ value: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
