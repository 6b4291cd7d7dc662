// How far a run may go, and when it is tried again.
import type { Limits } from '../api/workflows.ts';
import { CheckBox } from './check-box.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import { useWorkflowForm } from './workflow-form.ts';

const LIMITS: readonly (readonly [name: keyof Limits, label: string, range: string])[] = [
  ['maxSteps', 'Model turns', '1–200'],
  ['maxToolCalls', 'Tool calls', '0–500'],
  ['timeoutSeconds', 'Seconds per attempt', '10–3600'],
  ['maxTokens', 'Tokens, in and out', '1 000–2 000 000'],
  ['maxCostUsd', 'US dollars', '0.01–100'],
  ['maxToolResultBytes', 'Bytes of a tool result', '1 024–1 048 576'],
];

export function LimitFields() {
  const { draft, isReadOnly, errorAt, set } = useWorkflowForm();
  return (
    <fieldset disabled={isReadOnly} className="grid gap-4">
      <legend className="sr-only">Limits and retry</legend>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        {LIMITS.map(([name, label, range]) => (
          <Field key={name} label={label} error={errorAt(`limits.${name}`)} hint={range}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                value={draft.limits[name]}
                className="tabular-nums"
                onChange={(event) => set({ limits: { ...draft.limits, [name]: event.target.value } })}
              />
            )}
          </Field>
        ))}
      </div>
      <CheckBox isChecked={draft.retriesErrors} onChange={(retriesErrors) => set({ retriesErrors })}>
        Try again after an infrastructure error. A graded run is never repeated.
      </CheckBox>
      {draft.retriesErrors && (
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
          <Field label="Attempts" error={errorAt('retryPolicy.maxAttempts')} hint="1–5, the first included">
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                value={draft.maxAttempts}
                onChange={(event) => set({ maxAttempts: event.target.value })}
              />
            )}
          </Field>
          <Field label="Seconds between them" error={errorAt('retryPolicy.backoffSeconds')} hint="0–600">
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                value={draft.backoffSeconds}
                onChange={(event) => set({ backoffSeconds: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </fieldset>
  );
}
