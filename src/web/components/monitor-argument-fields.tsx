// The arguments of one tool: a control for each property by its type, or the whole as JSON.
import { cx } from './cx.ts';
import { Field, FieldError } from './field.tsx';
import type { ControlProps } from './field.tsx';
import { Choice, CodeArea, TextInput } from './inputs.tsx';
import { shownFields, turnedTo, WHOLE } from './monitor-arguments.ts';
import type { ArgumentDraft, ArgumentField } from './monitor-arguments.ts';

interface MonitorArgumentFieldsProps {
  readonly fields: readonly ArgumentField[];
  readonly draft: ArgumentDraft;
  /** By property; the whole has an empty name. */
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (draft: ArgumentDraft) => void;
  /** Stands before the label of the JSON view, where several tools stand on a page. */
  readonly toolName: string;
}

export function MonitorArgumentFields({ fields, draft, errors, onChange, toolName }: MonitorArgumentFieldsProps) {
  const shown = shownFields(fields, draft);
  const asForm = turnedTo('form', fields, draft);
  return (
    <div className="grid gap-3">
      <div role="group" aria-label={`View of the arguments of ${toolName}`} className="flex gap-1">
        <ViewButton isOn={draft.view === 'form'} isDisabled={asForm === undefined} onClick={() => asForm && onChange(asForm)}>
          Form
        </ViewButton>
        <ViewButton isOn={draft.view === 'json'} onClick={() => onChange(turnedTo('json', fields, draft) ?? draft)}>
          JSON
        </ViewButton>
      </div>
      {draft.view === 'json' ? (
        <Field label={`Arguments of ${toolName} as JSON`} isLabelHidden error={errors[WHOLE]}>
          {(control) => (
            <CodeArea {...control} rows={6} value={draft.json} onChange={(event) => onChange({ ...draft, json: event.target.value })} />
          )}
        </Field>
      ) : (
        <>
          {shown.length === 0 && <p className="text-sm text-muted">This tool takes no arguments.</p>}
          <div className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
            {shown.map((field) => (
              <Field
                key={field.name}
                label={field.name}
                isOptional={!field.isRequired}
                error={errors[field.name]}
                hint={field.description === undefined ? undefined : <span className="line-clamp-3">{field.description}</span>}
                className={field.kind === 'json' ? 'sm:col-span-2' : undefined}
              >
                {(control) => (
                  <ArgumentControl
                    {...control}
                    field={field}
                    text={draft.texts[field.name] ?? ''}
                    onText={(text) => onChange({ ...draft, texts: { ...draft.texts, [field.name]: text } })}
                  />
                )}
              </Field>
            ))}
          </div>
          {errors[WHOLE] !== undefined && <FieldError>{errors[WHOLE]}</FieldError>}
        </>
      )}
    </div>
  );
}

interface ViewButtonProps {
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
  readonly children: string;
}

function ViewButton({ isOn, isDisabled = false, onClick, children }: ViewButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      disabled={isDisabled}
      onClick={onClick}
      className={cx('rounded-sm px-2 py-0.5 text-xs disabled:opacity-50', isOn ? 'bg-selected font-medium' : 'text-muted hover:text-ink')}
    >
      {children}
    </button>
  );
}

interface ArgumentControlProps extends ControlProps {
  readonly field: ArgumentField;
  readonly text: string;
  readonly onText: (text: string) => void;
}

function ArgumentControl({ field: { kind, options, isRequired, schema }, text, onText, ...control }: ArgumentControlProps) {
  if (kind === 'boolean' || kind === 'choice') {
    const values = kind === 'boolean' ? ['true', 'false'] : options;
    return (
      <Choice {...control} value={text} onChange={(event) => onText(event.target.value)}>
        <option value="">{isRequired ? 'Choose' : 'Not sent'}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {value.replaceAll(/^"|"$/g, '')}
          </option>
        ))}
      </Choice>
    );
  }
  const placeholder = isRequired ? undefined : 'Not sent';
  // An input of one line would swallow the line breaks of a prefilled text.
  if (kind === 'json' || text.includes('\n')) {
    return (
      <CodeArea
        {...control}
        rows={2}
        className="min-h-8"
        placeholder={kind === 'json' ? (exampleOf(schema) ?? placeholder) : placeholder}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
    );
  }
  return (
    <TextInput
      {...control}
      inputMode={kind === 'text' ? undefined : 'decimal'}
      placeholder={placeholder}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  );
}

const exampleOf = ({ type }: Readonly<Record<string, unknown>>): string | undefined =>
  type === 'array' ? '[]' : type === 'object' ? '{}' : undefined;
