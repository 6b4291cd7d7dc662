// The fields of one kind of check.
import { Plus, X } from 'lucide-react';
import type { Tool } from '../api/servers.ts';
import { Button, IconButton } from './button.tsx';
import type { CheckDraft, ValueTestKind } from './check-draft.ts';
import { Field, FieldError } from './field.tsx';
import { Choice, CodeArea, TextInput } from './inputs.tsx';
import { ToolPicker } from './tool-picker.tsx';

interface CheckFieldsProps {
  readonly draft: CheckDraft;
  readonly errors: Readonly<Record<string, string>>;
  readonly tools: readonly Tool[];
  readonly set: (change: Partial<CheckDraft>) => void;
}

export function CheckFields(props: CheckFieldsProps) {
  const { draft, errors, set } = props;
  switch (draft.kind) {
    case 'tool_called':
      return (
        <>
          <ToolField {...props} />
          <Field
            label="Arguments"
            isOptional
            error={errors['argsMatch']}
            hint={'A JSON object: listed keys must be there. {"$matches": "regex"} matches a text.'}
          >
            {(control) => (
              <CodeArea
                {...control}
                rows={3}
                value={draft.argsMatch}
                placeholder={'{"orderId": "A-1001"}'}
                onChange={(event) => set({ argsMatch: event.target.value })}
              />
            )}
          </Field>
          <div className="grid grid-cols-2 gap-4">
            <NumberField {...props} name="min" label="At least" placeholder="1" isOptional />
            <NumberField {...props} name="max" label="At most" placeholder="any" isOptional />
          </div>
        </>
      );
    case 'tool_not_called':
      return <ToolField {...props} />;
    case 'tool_order':
      return <ToolOrderField {...props} />;
    case 'no_tool_errors':
      return <p className="text-sm text-muted">Nothing to set.</p>;
    case 'tool_result':
      return <ToolResultFields {...props} />;
    case 'final_answer':
      return <ValueTestFields {...props} tests={['contains', 'matches', 'schema']} />;
    case 'max_latency_ms':
      return <LatencyFields {...props} />;
    default:
      return <NumberField {...props} name="max" label={draft.kind === 'max_cost_usd' ? 'At most, in US dollars' : 'At most'} />;
  }
}

function ToolField({ draft, errors, tools, set }: CheckFieldsProps) {
  return (
    <Field label="Tool" error={errors['tool']}>
      {(control) => <ToolPicker {...control} value={draft.tool} tools={tools} onChange={(tool) => set({ tool })} />}
    </Field>
  );
}

interface NumberFieldProps extends CheckFieldsProps {
  readonly name: 'min' | 'max' | 'ms';
  readonly label: string;
  readonly placeholder?: string;
  readonly isOptional?: boolean;
}

function NumberField({ draft, errors, set, name, label, placeholder, isOptional }: NumberFieldProps) {
  return (
    <Field label={label} isOptional={isOptional} error={errors[name]}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="decimal"
          value={draft[name]}
          placeholder={placeholder}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

const MAX_ORDERED_TOOLS = 20;

function ToolOrderField({ draft, errors, tools, set }: CheckFieldsProps) {
  const replaceAt = (at: number, name: string): void => set({ tools: draft.tools.map((tool, index) => (index === at ? name : tool)) });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">Tools, in order</legend>
      {draft.tools.map((tool, index) => (
        <div key={index} className="flex items-center gap-2">
          <span className="data w-5 text-end text-faint">{index + 1}</span>
          <ToolPicker aria-label={`Tool ${index + 1}`} value={tool} tools={tools} onChange={(name) => replaceAt(index, name)} />
          <IconButton
            label={`Remove tool ${index + 1}`}
            disabled={draft.tools.length <= 2}
            onClick={() => set({ tools: draft.tools.filter((_, at) => at !== index) })}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      {errors['tools'] !== undefined && <FieldError>{errors['tools']}</FieldError>}
      <div>
        <Button
          look="quiet"
          icon={<Plus size={14} aria-hidden="true" />}
          disabled={draft.tools.length >= MAX_ORDERED_TOOLS}
          onClick={() => set({ tools: [...draft.tools, ''] })}
        >
          Add tool
        </Button>
      </div>
    </fieldset>
  );
}

function ToolResultFields(props: CheckFieldsProps) {
  const { draft, errors, set } = props;
  return (
    <>
      <ToolField {...props} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Which result">
          {(control) => (
            <Choice {...control} value={draft.which} onChange={(event) => set({ which: event.target.value as CheckDraft['which'] })}>
              <option value="last">the last one</option>
              <option value="any">any of them</option>
              <option value="all">all of them</option>
            </Choice>
          )}
        </Field>
        <Field label="At" isOptional error={errors['jsonpath']} hint="A JSONPath into the result.">
          {(control) => (
            <TextInput
              {...control}
              value={draft.jsonpath}
              placeholder="$.order.status"
              className="font-mono text-sm"
              onChange={(event) => set({ jsonpath: event.target.value })}
            />
          )}
        </Field>
      </div>
      <ValueTestFields {...props} tests={['equals', 'matches', 'schema']} />
    </>
  );
}

const TEST_LABELS: Readonly<Record<ValueTestKind, readonly [label: string, placeholder: string]>> = {
  equals: ['equals (JSON)', '"shipped"'],
  contains: ['contains', 'was refunded'],
  matches: ['matches the regular expression', '^A-[0-9]+$'],
  schema: ['fits the JSON Schema', '{"type": "object", "required": ["status"]}'],
};

function ValueTestFields({ draft, errors, set, tests }: CheckFieldsProps & { readonly tests: readonly ValueTestKind[] }) {
  return (
    <div className="grid gap-4 sm:grid-cols-[14rem_1fr]">
      <Field label="Test">
        {(control) => (
          <Choice {...control} value={draft.test} onChange={(event) => set({ test: event.target.value as ValueTestKind })}>
            {tests.map((test) => (
              <option key={test} value={test}>
                {TEST_LABELS[test][0]}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <Field label="Value" error={errors['value']}>
        {(control) => (
          <CodeArea
            {...control}
            rows={2}
            className="min-h-8"
            value={draft.value}
            placeholder={TEST_LABELS[draft.test][1]}
            onChange={(event) => set({ value: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function LatencyFields(props: CheckFieldsProps) {
  const { draft, set } = props;
  return (
    <>
      <Field label="Of">
        {(control) => (
          <Choice {...control} value={draft.scope} onChange={(event) => set({ scope: event.target.value as CheckDraft['scope'] })}>
            <option value="tool">each call of a tool</option>
            <option value="run">the whole run</option>
          </Choice>
        )}
      </Field>
      {draft.scope === 'tool' && <ToolField {...props} />}
      <NumberField {...props} name="ms" label="At most, in milliseconds" placeholder="2000" />
    </>
  );
}
