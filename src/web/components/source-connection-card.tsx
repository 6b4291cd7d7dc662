// API connection of a source in mode tools: where callers put their credential, how it goes on, and how it is validated.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { saveConnection, sourceQuery } from '../api/sources.ts';
import type { Source } from '../api/sources.ts';
import { Button } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { ConnectionCheck } from './connection-check.tsx';
import { connectionDraftOf, connectionFaults, connectionInputOf, placedAt } from './connection-draft.ts';
import type { ConnectionDraft, CredentialPlace } from './connection-draft.ts';
import { ConnectionValidation } from './connection-validation.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { Choice, TextInput } from './inputs.tsx';
import { Panel } from './panel.tsx';
import { toast } from './toaster.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';
import { useFocusOnTrouble } from './use-focus-on-trouble.ts';
import { usePage } from './use-page.ts';

export function SourceConnectionCard({ org, source }: { readonly org: string; readonly source: Source }) {
  const { may } = usePage();
  return (
    <Panel title="API connection" hint={source.connection === null ? 'not set up' : undefined}>
      {may('editor') ? <ConnectionForm org={org} source={source} /> : <ConnectionFacts source={source} />}
    </Panel>
  );
}

function ConnectionFacts({ source: { connection } }: { readonly source: Source }) {
  if (connection === null) return <p className="text-sm text-muted">Not set up yet. An editor does that.</p>;
  const { credentialLocation, credentialName, credentialPrefix, forward, validationMode, validationPath } = connection;
  const lines: readonly (readonly [string, string])[] = [
    ['Callers send', `${credentialLocation} ${credentialName}: ${credentialPrefix}…`],
    ['The API gets', `${forward.location} ${forward.name}: ${forward.format}`],
    ['Validation', validationMode === 'presence_only' ? 'only that a credential is there' : `GET ${validationPath ?? ''}`],
  ];
  return (
    <dl className="grid gap-2 text-sm">
      {lines.map(([label, value]) => (
        <div key={label}>
          <dt className="eyebrow">{label}</dt>
          <dd className="data break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function ConnectionForm({ org, source }: { readonly org: string; readonly source: Source }) {
  const queries = useQueryClient();
  const { form, onTrouble } = useFocusOnTrouble();
  const [start] = useState(() => connectionDraftOf(source.connection));
  const [draft, setDraft] = useState<ConnectionDraft>(start);
  const [errors, setErrors] = useState<Errors>({});
  const isDirty = JSON.stringify(draft) !== JSON.stringify(start);
  const save = useMutation({
    mutationFn: () => saveConnection(org, source.slug, connectionInputOf(draft)),
    onSuccess: (saved) => {
      queries.setQueryData(sourceQuery(org, source.slug).queryKey, saved);
      toast.done('The connection is saved', saved.state === 'needs_setup' ? 'Activate the source to publish it.' : undefined);
    },
    onError: (error) => {
      setErrors(saveFailure(error).errors);
      onTrouble();
    },
  });
  const failure = save.error === null ? undefined : saveFailure(save.error);
  const set = (change: Partial<ConnectionDraft>): void => {
    setDraft({ ...draft, ...change });
    setErrors({});
  };
  return (
    <form
      ref={form}
      noValidate
      aria-label="API connection"
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const found = connectionFaults(draft);
        setErrors(found);
        if (Object.keys(found).length > 0) onTrouble();
        else save.mutate();
      }}
    >
      <UnsavedGuard isDirty={isDirty && !save.isPending} />
      <CallerFields draft={draft} errors={errors} set={set} />
      <ForwardFields draft={draft} errors={errors} set={set} />
      <ConnectionValidation draft={draft} errors={errors} baseUrl={source.baseUrl} set={set} />
      {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
      {errors['connection'] !== undefined && <FieldError>{errors['connection']}</FieldError>}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" isBusy={save.isPending} disabled={!isDirty && source.connection !== null}>
          Save connection
        </Button>
        {source.state === 'active' && isDirty && <span className="text-xs text-muted">The source must be activated again then.</span>}
      </div>
      <ConnectionCheck org={org} slug={source.slug} draft={draft} />
    </form>
  );
}

interface PartProps {
  readonly draft: ConnectionDraft;
  readonly errors: Errors;
  readonly set: (change: Partial<ConnectionDraft>) => void;
}

function CallerFields({ draft, errors, set }: PartProps) {
  return (
    <fieldset className="grid gap-3 sm:grid-cols-[7rem_1fr_7rem]">
      <legend className="mb-1.5 text-sm text-muted sm:col-span-3">Where callers put their credential on the MCP request</legend>
      <PlaceField
        label="Place"
        place={draft.location}
        error={errors['connection.credentialLocation']}
        onChange={(location) => set(placedAt(draft, location))}
      />
      <Field label={draft.location === 'header' ? 'Header' : 'Parameter'} error={errors['connection.credentialName']}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={128}
            value={draft.name}
            className="font-mono text-sm"
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Prefix" isOptional error={errors['connection.credentialPrefix']}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={64}
            value={draft.prefix}
            className="font-mono text-sm"
            onChange={(event) => set({ prefix: event.target.value })}
          />
        )}
      </Field>
    </fieldset>
  );
}

function ForwardFields({ draft, errors, set }: PartProps) {
  const { forward } = draft;
  const setForward = (change: Partial<ConnectionDraft['forward']>): void => set({ forward: { ...forward, ...change } });
  return (
    <div className="grid gap-3">
      <CheckBox isChecked={draft.forwardsElsewhere} onChange={(forwardsElsewhere) => set({ forwardsElsewhere })}>
        The API expects it in another place or form
      </CheckBox>
      {draft.forwardsElsewhere && (
        <div className="grid gap-3 sm:grid-cols-[7rem_1fr_1fr]">
          <PlaceField
            label="Place at the API"
            place={forward.location}
            error={errors['connection.forward.location']}
            onChange={(location) => setForward({ location })}
          />
          <Field
            label={forward.location === 'header' ? 'Header at the API' : 'Parameter at the API'}
            error={errors['connection.forward.name']}
          >
            {(control) => (
              <TextInput
                {...control}
                maxLength={128}
                value={forward.name}
                className="font-mono text-sm"
                onChange={(event) => setForward({ name: event.target.value })}
              />
            )}
          </Field>
          <Field label="Format" error={errors['connection.forward.format']} hint="With {credential} once.">
            {(control) => (
              <TextInput
                {...control}
                maxLength={256}
                value={forward.format}
                className="font-mono text-sm"
                onChange={(event) => setForward({ format: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </div>
  );
}

interface PlaceFieldProps {
  readonly label: string;
  readonly place: CredentialPlace;
  readonly error: string | undefined;
  readonly onChange: (place: CredentialPlace) => void;
}

function PlaceField({ label, place, error, onChange }: PlaceFieldProps) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <Choice {...control} value={place} onChange={(event) => onChange(event.target.value as CredentialPlace)}>
          <option value="header">Header</option>
          <option value="query">Query</option>
        </Choice>
      )}
    </Field>
  );
}
