// Settings, general: the name, the default models, how long runs are kept, and what only the owner may do.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { modelsQuery } from '../api/models.ts';
import type { Model, ModelRole } from '../api/models.ts';
import { organizationQuery, updateOrganization } from '../api/organization.ts';
import type { Organization, OrganizationInput } from '../api/organization.ts';
import { sessionQuery, useMembership } from '../api/session.ts';
import { Button } from '../components/button.tsx';
import { CheckBox } from '../components/check-box.tsx';
import { DangerZone } from '../components/danger-zone.tsx';
import { Facts } from '../components/facts.tsx';
import { Field, FieldError } from '../components/field.tsx';
import { saveFailure } from '../components/form-errors.ts';
import type { SaveFailure } from '../components/form-errors.ts';
import { Choice, TextInput } from '../components/inputs.tsx';
import { OwnershipOffer } from '../components/ownership-offer.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { ScriptWalls } from '../components/script-walls.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { toast } from '../components/toaster.tsx';
import { UnsavedGuard } from '../components/unsaved-guard.tsx';
import { usePage } from '../components/use-page.ts';
import { changedFields } from '../text/field-diff.ts';

export function SettingsPage() {
  const { org, may } = usePage();
  return (
    <>
      <PageHeader title="General" lead="Settings of the organization." />
      <OwnershipOffer org={org} />
      {may('admin') ? <Settings org={org} mayEnd={may('owner')} /> : <GeneralFacts org={org} />}
    </>
  );
}

function Settings({ org, mayEnd }: { readonly org: string; readonly mayEnd: boolean }) {
  const organization = useQuery(organizationQuery(org));
  return (
    <Part name="the settings" query={organization} skeleton={<TextSkeleton lines={5} />}>
      {(found) => (
        <>
          <GeneralForm key={found.slug} org={org} stored={found} />
          {mayEnd && <DangerZone organization={found} />}
          <ScriptWalls />
        </>
      )}
    </Part>
  );
}

interface Draft {
  readonly name: string;
  readonly defaultTesterModelId: string;
  readonly defaultJudgeModelId: string;
  readonly retentionDays: string;
  readonly autoAcceptChanges: boolean;
}

const draftOf = (stored: Organization): Draft => ({
  name: stored.name,
  defaultTesterModelId: stored.defaultTesterModelId ?? '',
  defaultJudgeModelId: stored.defaultJudgeModelId ?? '',
  retentionDays: stored.retentionDays === null ? '' : String(stored.retentionDays),
  autoAcceptChanges: stored.autoAcceptChanges,
});

function inputOf(draft: Draft): OrganizationInput {
  return {
    name: draft.name.trim(),
    defaultTesterModelId: draft.defaultTesterModelId === '' ? null : draft.defaultTesterModelId,
    defaultJudgeModelId: draft.defaultJudgeModelId === '' ? null : draft.defaultJudgeModelId,
    retentionDays: draft.retentionDays.trim() === '' ? null : Number(draft.retentionDays),
    autoAcceptChanges: draft.autoAcceptChanges,
  };
}

const NO_FAILURE: SaveFailure = { errors: {}, message: undefined, probe: undefined };

interface GeneralProps {
  readonly org: string;
  readonly stored: Organization;
}

/** For those who may not see the settings. */
function GeneralFacts({ org }: { readonly org: string }) {
  const membership = useMembership(org);
  return (
    <Panel className="max-w-2xl">
      <Facts
        facts={[
          { label: 'Name', value: membership?.name },
          { label: 'Address', value: <span className="data">{`/o/${org}`}</span> },
          { label: 'Your role', value: membership?.role },
        ]}
      />
      <p className="mt-3 text-sm text-muted">Default models and retention are for admins.</p>
    </Panel>
  );
}

function GeneralForm({ org, stored }: GeneralProps) {
  const queries = useQueryClient();
  const models = useQuery(modelsQuery(org)).data?.rows ?? [];
  const [draft, setDraft] = useState<Draft>(() => draftOf(stored));
  const [failure, setFailure] = useState<SaveFailure>(NO_FAILURE);
  const change = changedFields(inputOf(draftOf(stored)), inputOf(draft));
  const isDirty = Object.keys(change).length > 0;
  const set = (fields: Partial<Draft>): void => {
    setDraft({ ...draft, ...fields });
    setFailure(NO_FAILURE);
  };
  const save = useMutation({
    mutationFn: () => updateOrganization(org, change),
    onSuccess: async (saved) => {
      queries.setQueryData(organizationQuery(org).queryKey, saved);
      setDraft(draftOf(saved));
      toast.done('Settings are saved');
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      await queries.invalidateQueries({ queryKey: modelsQuery(org).queryKey });
    },
    onError: (error) => setFailure(saveFailure(error)),
  });
  const { errors } = failure;
  return (
    <form
      className="max-w-2xl"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <UnsavedGuard isDirty={isDirty && !save.isPending} />
      <Panel>
        <div className="grid gap-4">
          <Field label="Name" error={errors['name']}>
            {(control) => (
              <TextInput {...control} maxLength={80} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
            )}
          </Field>
          <Field label="Address" hint="Fixed: links and keys depend on it.">
            {(control) => <TextInput {...control} readOnly value={`/o/${stored.slug}`} className="font-mono text-sm" />}
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Default tester" error={errors['defaultTesterModelId']}>
              {(control) => (
                <Choice
                  {...control}
                  value={draft.defaultTesterModelId}
                  onChange={(event) => set({ defaultTesterModelId: event.target.value })}
                >
                  <ModelOptions models={models} purpose="tester" />
                </Choice>
              )}
            </Field>
            <Field label="Default judge" error={errors['defaultJudgeModelId']}>
              {(control) => (
                <Choice
                  {...control}
                  value={draft.defaultJudgeModelId}
                  onChange={(event) => set({ defaultJudgeModelId: event.target.value })}
                >
                  <ModelOptions models={models} purpose="judge" />
                </Choice>
              )}
            </Field>
          </div>
          <Field
            label="Keep traces for days"
            isOptional
            error={errors['retentionDays']}
            hint="Empty: as long as the instance keeps them. Verdicts and numbers stay longer."
          >
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                value={draft.retentionDays}
                className="max-w-32"
                onChange={(event) => set({ retentionDays: event.target.value })}
              />
            )}
          </Field>
          <CheckBox isChecked={draft.autoAcceptChanges} onChange={(autoAcceptChanges) => set({ autoAcceptChanges })}>
            Accept catalog changes that break nothing and look harmless
            <span className="block text-xs text-faint">Otherwise a person accepts every change of what agents are told.</span>
          </CheckBox>
          {failure.message !== undefined && <FieldError>{failure.message}</FieldError>}
          <div>
            <Button type="submit" look="primary" disabled={!isDirty} isBusy={save.isPending}>
              Save
            </Button>
          </div>
        </div>
      </Panel>
    </form>
  );
}

function ModelOptions({ models, purpose }: { readonly models: readonly Model[]; readonly purpose: ModelRole }) {
  return (
    <>
      <option value="">None</option>
      {models
        .filter(({ roles, active }) => active && roles.includes(purpose))
        .map(({ id, displayName }) => (
          <option key={id} value={id}>
            {displayName}
          </option>
        ))}
    </>
  );
}
