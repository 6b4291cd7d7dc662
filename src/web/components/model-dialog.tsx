// Adds a model, or changes one: provider, name, key or base URL, prices.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createModel, modelsQuery, updateModel } from '../api/models.ts';
import type { Model, ModelChange, ModelRole, NewModel, Provider } from '../api/models.ts';
import { Button } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { SaveFailure } from './form-errors.ts';
import { Choice, TextInput } from './inputs.tsx';
import { toast } from './toaster.tsx';

interface ProviderFacts {
  readonly label: string;
  readonly example: string;
  readonly hint: string;
}

const PROVIDERS: Readonly<Record<Exclude<Provider, 'script' | 'pinned'>, ProviderFacts>> = {
  anthropic: { label: 'Anthropic', example: 'claude-sonnet-4-5', hint: 'A key from console.anthropic.com.' },
  openai: { label: 'OpenAI', example: 'gpt-5-mini', hint: 'A key from platform.openai.com.' },
  google: { label: 'Google', example: 'gemini-2.5-flash', hint: 'A key from aistudio.google.com.' },
  'openai-compatible': {
    label: 'OpenAI-compatible (Ollama, vLLM, llama-server, LM Studio)',
    example: 'qwen3:8b',
    hint: 'Saving asks the model for one tool call and refuses one that cannot make it.',
  },
};
type ProviderChoice = keyof typeof PROVIDERS;

interface ModelDraft {
  readonly provider: ProviderChoice;
  readonly upstreamName: string;
  readonly displayName: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly roles: readonly ModelRole[];
  readonly inputPrice: string;
  readonly outputPrice: string;
}

interface ModelDialogProps {
  readonly org: string;
  /** The model to change, or null for a new one. */
  readonly model: Model | null;
  readonly onClose: () => void;
}

export function ModelDialog({ org, model, onClose }: ModelDialogProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ModelDraft>(() => draftOf(model));
  const [failure, setFailure] = useState<SaveFailure>({ errors: {}, message: undefined, probe: undefined });
  const set = (change: Partial<ModelDraft>): void => setDraft({ ...draft, ...change });
  const save = useMutation({
    mutationFn: () => (model === null ? createModel(org, newInput(draft)) : updateModel(org, model.id, changeInput(draft))),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: modelsQuery(org).queryKey });
      toast.done(`${saved.displayName} is ${model === null ? 'added' : 'saved'}`);
      onClose();
    },
    onError: (error) => setFailure(saveFailure(error)),
  });
  const { errors } = failure;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={model === null ? 'Add a model' : model.displayName}
      lead="Keys are stored encrypted and never shown again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={save.isPending} onClick={() => save.mutate()}>
            {model === null ? 'Add model' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {model === null && <ProviderFields draft={draft} errors={errors} set={set} />}
        {draft.provider === 'openai-compatible' && (
          <Field label="Base URL" error={errors['baseUrl']}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="url"
                value={draft.baseUrl}
                placeholder="http://127.0.0.1:11434/v1"
                className="font-mono text-sm"
                onChange={(event) => set({ baseUrl: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field
          label="API key"
          isOptional={draft.provider === 'openai-compatible' || model !== null}
          error={errors['apiKey']}
          hint={model !== null && model.secretSetAt ? 'Leave empty to keep the stored one.' : PROVIDERS[draft.provider].hint}
        >
          {(control) => (
            <TextInput {...control} type="password" value={draft.apiKey} onChange={(event) => set({ apiKey: event.target.value })} />
          )}
        </Field>
        <Field label="Shown as" isOptional error={errors['displayName']}>
          {(control) => (
            <TextInput
              {...control}
              value={draft.displayName}
              placeholder={draft.upstreamName}
              onChange={(event) => set({ displayName: event.target.value })}
            />
          )}
        </Field>
        <RoleAndPriceFields draft={draft} errors={errors} set={set} />
        {failure.message !== undefined && <FieldError>{failure.message}</FieldError>}
        <input type="submit" hidden />
      </form>
    </Dialog>
  );
}

interface PartProps {
  readonly draft: ModelDraft;
  readonly errors: Readonly<Record<string, string>>;
  readonly set: (change: Partial<ModelDraft>) => void;
}

function ProviderFields({ draft, errors, set }: PartProps) {
  return (
    <>
      <Field label="Provider" error={errors['provider']}>
        {(control) => (
          <Choice {...control} value={draft.provider} onChange={(event) => set({ provider: event.target.value as ProviderChoice })}>
            {Object.entries(PROVIDERS).map(([provider, { label }]) => (
              <option key={provider} value={provider}>
                {label}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <Field label="Model name" error={errors['upstreamName'] ?? errors['id']} hint="Exactly as the provider calls it.">
        {(control) => (
          <TextInput
            {...control}
            value={draft.upstreamName}
            placeholder={PROVIDERS[draft.provider].example}
            className="font-mono text-sm"
            onChange={(event) => set({ upstreamName: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function RoleAndPriceFields({ draft, errors, set }: PartProps) {
  const toggle = (role: ModelRole, isOn: boolean): void =>
    set({ roles: isOn ? [...draft.roles, role] : draft.roles.filter((one) => one !== role) });
  return (
    <>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 text-sm font-medium">May act as</legend>
        <CheckBox isChecked={draft.roles.includes('tester')} onChange={(isOn) => toggle('tester', isOn)}>
          Tester: works through the prompt
        </CheckBox>
        <CheckBox isChecked={draft.roles.includes('judge')} onChange={(isOn) => toggle('judge', isOn)}>
          Judge: grades what a tester did
        </CheckBox>
        {errors['roles'] !== undefined && <FieldError>{errors['roles']}</FieldError>}
      </fieldset>
      <details>
        <summary className="text-sm text-muted hover:text-ink">Prices</summary>
        <div className="mt-3 grid grid-cols-2 gap-4">
          <Field label="In, $ per million tokens" isOptional error={errors['inputUsdPerMTok']}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                value={draft.inputPrice}
                placeholder="list price"
                onChange={(event) => set({ inputPrice: event.target.value })}
              />
            )}
          </Field>
          <Field label="Out, $ per million tokens" isOptional error={errors['outputUsdPerMTok']}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                value={draft.outputPrice}
                placeholder="list price"
                onChange={(event) => set({ outputPrice: event.target.value })}
              />
            )}
          </Field>
        </div>
      </details>
    </>
  );
}

function draftOf(model: Model | null): ModelDraft {
  const price = (value: number | null | undefined): string => (typeof value === 'number' ? String(value) : '');
  return {
    provider: model === null || model.provider === 'script' || model.provider === 'pinned' ? 'anthropic' : model.provider,
    upstreamName: model?.upstreamName ?? '',
    displayName: model?.displayName ?? '',
    baseUrl: model?.baseUrl ?? '',
    apiKey: '',
    roles: model?.roles ?? ['tester', 'judge'],
    inputPrice: price(model?.inputUsdPerMTok),
    outputPrice: price(model?.outputUsdPerMTok),
  };
}

const newInput = (draft: ModelDraft): NewModel => ({
  provider: draft.provider,
  upstreamName: draft.upstreamName.trim(),
  ...changeInput(draft),
});

/** What is empty is left out: the stored key stays, the list price holds. */
function changeInput(draft: ModelDraft): ModelChange {
  return {
    ...(draft.displayName.trim() === '' ? {} : { displayName: draft.displayName.trim() }),
    ...(draft.provider === 'openai-compatible' ? { baseUrl: draft.baseUrl.trim() } : {}),
    ...(draft.apiKey === '' ? {} : { apiKey: draft.apiKey }),
    roles: [...draft.roles],
    ...(draft.inputPrice.trim() === '' ? {} : { inputUsdPerMTok: Number(draft.inputPrice) }),
    ...(draft.outputPrice.trim() === '' ? {} : { outputUsdPerMTok: Number(draft.outputPrice) }),
  };
}
