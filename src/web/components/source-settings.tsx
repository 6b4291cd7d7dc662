// Settings of a source: name, base URL, rate, what is kept of scripts; switching its mode and deleting it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sourceQuery, updateSource } from '../api/sources.ts';
import type { Source } from '../api/sources.ts';
import { CheckBox } from './check-box.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import { Panel } from './panel.tsx';
import { ShortForm } from './short-form.tsx';
import { SourceDanger } from './source-danger.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';
import { useShortForm } from './use-short-form.ts';

export function SourceSettings({ org, source }: { readonly org: string; readonly source: Source }) {
  const { may } = usePage();
  return (
    <div className="grid max-w-3xl gap-5">
      <GeneralForm key={source.updatedAt} org={org} source={source} />
      {source.mode === 'code' && <KeptScripts org={org} source={source} />}
      {may('admin') && <SourceDanger org={org} source={source} />}
    </div>
  );
}

const MAX_RATE = 10_000;

function GeneralForm({ org, source }: { readonly org: string; readonly source: Source }) {
  const queries = useQueryClient();
  const isTools = source.mode === 'tools';
  const form = useShortForm({
    start: { name: source.name, baseUrl: source.baseUrl ?? '', rateLimitPerMinute: String(source.rateLimitPerMinute) },
    check: ({ name, baseUrl, rateLimitPerMinute }) => ({
      name: name.trim() === '' ? 'must not be empty' : undefined,
      baseUrl: isTools && baseUrl.trim() === '' ? 'must not be empty' : undefined,
      rateLimitPerMinute: isRate(rateLimitPerMinute) ? undefined : `must be a whole number from 1 to ${MAX_RATE}`,
    }),
    send: ({ name, baseUrl, rateLimitPerMinute }) =>
      updateSource(org, source.slug, {
        name: name.trim(),
        ...(isTools ? { baseUrl: baseUrl.trim(), rateLimitPerMinute: Number(rateLimitPerMinute) } : {}),
      }),
    onDone: async (saved) => {
      queries.setQueryData(sourceQuery(org, source.slug).queryKey, saved);
      await queries.invalidateQueries({ queryKey: ['org', org, 'sources'] });
      toast.done(`${saved.name} is saved`);
    },
  });
  const isChanged =
    form.draft.name !== source.name ||
    form.draft.baseUrl !== (source.baseUrl ?? '') ||
    form.draft.rateLimitPerMinute !== String(source.rateLimitPerMinute);
  return (
    <Panel title="General">
      <ShortForm form={form} action="Save" label="General" isDisabled={!isChanged}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" error={form.error('name')}>
            {(control) => <TextInput {...control} {...form.text('name')} maxLength={80} />}
          </Field>
          <Field label="Slug" hint="It cannot be changed.">
            {(control) => <TextInput {...control} readOnly value={source.slug} className="font-mono text-sm" />}
          </Field>
        </div>
        {isTools && (
          <>
            <Field label="Base URL" error={form.error('baseUrl')} hint="Another one has to be activated again.">
              {(control) => (
                <TextInput {...control} {...form.text('baseUrl')} inputMode="url" maxLength={2048} className="font-mono text-sm" />
              )}
            </Field>
            <Field label="Calls a minute" error={form.error('rateLimitPerMinute')} hint="Of each caller’s credential.">
              {(control) => <TextInput {...control} {...form.text('rateLimitPerMinute')} inputMode="numeric" className="max-w-32" />}
            </Field>
          </>
        )}
      </ShortForm>
    </Panel>
  );
}

const isRate = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_RATE;

function KeptScripts({ org, source }: { readonly org: string; readonly source: Source }) {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (keepsScripts: boolean) => updateSource(org, source.slug, { keepsScripts }),
    onSuccess: (saved) => {
      queries.setQueryData(sourceQuery(org, source.slug).queryKey, saved);
      toast.done(saved.keepsScripts ? 'Scripts are kept from now on' : 'Scripts are no longer kept');
    },
    onError: (error) => toast.failed('Not saved', error),
  });
  return (
    <Panel title="Test of new bundles">
      <CheckBox isChecked={source.keepsScripts} isDisabled={save.isPending} onChange={(keeps) => save.mutate(keeps)}>
        Keep the text of scripts
        <span className="block text-muted">
          An upload then tells how many recent scripts would no longer work. Without it only operation names and argument names are kept.
        </span>
      </CheckBox>
    </Panel>
  );
}
