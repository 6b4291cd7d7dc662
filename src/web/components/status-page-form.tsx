// The form of the status page, saved whole.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { saveStatusPage, statusPageQuery } from '../api/status-page.ts';
import type { StatusPage } from '../api/status-page.ts';
import { changedFields } from '../text/field-diff.ts';
import { Button } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { TextArea, TextInput } from './inputs.tsx';
import { Panel } from './panel.tsx';
import { statusPageDraft, statusPageErrors, statusPageInput } from './status-page-draft.ts';
import type { StatusPageDraft } from './status-page-draft.ts';
import { StatusPageMonitors } from './status-page-monitors.tsx';
import { Switch } from './switch.tsx';
import { toast } from './toaster.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';

interface StatusPageFormProps {
  readonly org: string;
  readonly stored: StatusPage;
}

export function StatusPageForm({ org, stored }: StatusPageFormProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<StatusPageDraft>(() => statusPageDraft(stored));
  const [errors, setErrors] = useState<Errors>({});
  const isNew = stored.updatedAt === null;
  const isDirty = Object.keys(changedFields(statusPageInput(statusPageDraft(stored)), statusPageInput(draft))).length > 0;
  const save = useMutation({
    mutationFn: () => saveStatusPage(org, statusPageInput(draft)),
    onSuccess: (saved) => {
      queries.setQueryData(statusPageQuery(org).queryKey, saved);
      setDraft(statusPageDraft(saved));
      toast.done(saved.isPublic ? 'Saved: the status page is public' : 'Saved: the status page is not public');
    },
    onError: (error) => setErrors(saveFailure(error).errors),
  });
  const message = save.error === null ? undefined : saveFailure(save.error).message;
  const set = (change: Partial<StatusPageDraft>): void => {
    setDraft({ ...draft, ...change });
    const isTouched = (path: string): boolean => Object.keys(change).some((name) => path === name || path.startsWith(`${name}[`));
    setErrors(Object.fromEntries(Object.entries(errors).filter(([path]) => !isTouched(path))));
  };
  return (
    <form
      noValidate
      className="grid min-w-0 gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const found = statusPageErrors(draft);
        setErrors(found);
        if (Object.keys(found).length === 0 && !save.isPending) save.mutate();
      }}
    >
      <UnsavedGuard isDirty={isDirty && !save.isPending} />
      <PageFields stored={stored} draft={draft} errors={errors} set={set} />
      <Panel title="Monitors" hint={`${draft.monitors.length} on the page`}>
        <StatusPageMonitors org={org} monitors={draft.monitors} errors={errors} onChange={(monitors) => set({ monitors })} />
      </Panel>
      {message !== undefined && <FieldError>{message}</FieldError>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={!isDirty && !isNew} isBusy={save.isPending}>
          Save
        </Button>
        {isDirty && (
          <Button look="quiet" onClick={() => setDraft(statusPageDraft(stored))}>
            Discard changes
          </Button>
        )}
      </div>
    </form>
  );
}

interface PageFieldsProps extends PublicProps {
  readonly stored: StatusPage;
  readonly errors: Errors;
}

function PageFields({ stored, draft, errors, set }: PageFieldsProps) {
  return (
    <Panel title="Page">
      <div className="grid gap-4">
        <WhatBecomesPublic draft={draft} set={set} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Title" error={errors['title']}>
            {(control) => (
              <TextInput {...control} maxLength={80} value={draft.title} onChange={(event) => set({ title: event.target.value })} />
            )}
          </Field>
          <Field label="Address" error={errors['slug']} hint={<span className="data break-all">{addressOf(stored, draft.slug)}</span>}>
            {(control) => (
              <TextInput
                {...control}
                maxLength={80}
                autoCapitalize="off"
                className="font-mono text-sm"
                value={draft.slug}
                onChange={(event) => set({ slug: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field label="Description" isOptional error={errors['description']}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              maxLength={500}
              value={draft.description}
              onChange={(event) => set({ description: event.target.value })}
            />
          )}
        </Field>
        <CheckBox isChecked={draft.showsLatency} onChange={(showsLatency) => set({ showsLatency })}>
          Show how fast each monitor answers
        </CheckBox>
      </div>
    </Panel>
  );
}

/** The address with another last part. */
const addressOf = ({ url, slug }: StatusPage, typed: string): string => `${url.slice(0, url.length - slug.length)}${typed.trim()}`;

interface PublicProps {
  readonly draft: StatusPageDraft;
  readonly set: (change: Partial<StatusPageDraft>) => void;
}

function WhatBecomesPublic({ draft: { isPublic, showsLatency }, set }: PublicProps) {
  return (
    <div className="rounded-md bg-sunken px-3.5 py-3">
      <Switch isOn={isPublic} onChange={(on) => set({ isPublic: on })} label="Public" words={['Public', 'Not public']} />
      <p className="mt-1.5 text-sm text-muted">
        {isPublic ? 'Anybody with the address sees' : 'Nobody outside sees it. Once it is public, anybody with the address sees'} title and
        description, the labels below, each one’s state (maintenance too), uptime and outages of the last 90 days
        {showsLatency ? ', and how fast each answers' : ''}. Nobody sees names of servers and tools, addresses, arguments or error messages.
      </p>
    </div>
  );
}
