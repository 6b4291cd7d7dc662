// One alert rule: made, perhaps for an object that is given, or changed.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { createRule, destinationsQuery, updateRule } from '../api/alerts.ts';
import type { Destination, Rule, RuleInput, RuleTarget } from '../api/alerts.ts';
import { sessionQuery } from '../api/session.ts';
import { Button } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { Part } from './part.tsx';
import { RuleDestinationField } from './rule-destination-field.tsx';
import { newRule, readRule, ruleDraftOf } from './rule-draft.ts';
import type { RuleDraft } from './rule-draft.ts';
import { RuleTargetField } from './rule-target-field.tsx';
import { TextSkeleton } from './skeleton.tsx';
import { toast } from './toaster.tsx';
import { useRefreshAlerts } from './use-rule-actions.ts';

interface RuleDialogProps {
  readonly org: string;
  /** The rule to change, or null for a new one. */
  readonly rule: Rule | null;
  /** What a new rule is to watch. */
  readonly target?: RuleTarget | undefined;
  readonly onClose: () => void;
}

export function RuleDialog(props: RuleDialogProps) {
  const destinations = useQuery(destinationsQuery(props.org));
  const session = useQuery(sessionQuery).data;
  if (destinations.data === undefined || session === undefined)
    return (
      <Dialog isOpen onClose={props.onClose} title={titleOf(props.rule)}>
        <Part name="destinations" query={destinations} skeleton={<TextSkeleton lines={8} />}>
          {() => null}
        </Part>
      </Dialog>
    );
  return <RuleForm {...props} destinations={destinations.data.rows} email={session.user.email} />;
}

const titleOf = (rule: Rule | null): string => (rule === null ? 'New alert rule' : `Alert rule ${rule.name}`);

interface RuleFormProps extends RuleDialogProps {
  readonly destinations: readonly Destination[];
  /** Of who is signed in: the likeliest recipient. */
  readonly email: string;
}

function RuleForm({ org, rule, target, destinations, email, onClose }: RuleFormProps) {
  const refresh = useRefreshAlerts(org);
  const [draft, setDraft] = useState<RuleDraft>(() => (rule === null ? newRule(target, destinations, email) : ruleDraftOf(rule)));
  const [errors, setErrors] = useState<Errors>({});
  const kind = destinations.find(({ id }) => id === draft.destinationId)?.kind;
  const save = useMutation({
    mutationFn: (body: RuleInput) => (rule === null ? createRule(org, body) : updateRule(org, rule.id, body)),
    onSuccess: async (saved) => {
      toast.done(rule === null ? `${saved.name} watches` : `${saved.name} is saved`);
      onClose();
      await refresh();
    },
    onError: (error) => setErrors(saveFailure(error).errors),
  });
  const message = save.error === null ? undefined : saveFailure(save.error).message;
  const set = (change: Partial<RuleDraft>): void => {
    setDraft({ ...draft, ...change });
    setErrors(Object.fromEntries(Object.entries(errors).filter(([name]) => !Object.hasOwn(change, FIELDS[name] ?? name))));
  };
  const onSave = (): void => {
    const read = readRule(draft, kind);
    setErrors(read.ok ? {} : read.errors);
    if (read.ok && !save.isPending) save.mutate(read.value);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={titleOf(rule)}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={save.isPending} onClick={onSave}>
            {rule === null ? 'Create rule' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        <Field label="Name" error={errors['name']} hint="Shown in every message.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={80}
              placeholder="Order lookup, production"
              value={draft.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <RuleTargetField
          org={org}
          target={draft.target}
          error={errors['targetId'] ?? errors['targetType']}
          onChange={(chosen) => set({ target: chosen, ...(draft.name === '' && chosen ? { name: chosen.name.slice(0, 80) } : {}) })}
        />
        <RuleDestinationField org={org} draft={draft} destinations={destinations} errors={errors} set={set} />
        <Conditions draft={draft} errors={errors} set={set} />
        {message !== undefined && <FieldError>{message}</FieldError>}
        {/* Enter in any field saves. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}

/** Which part of the draft a field of the API stands for, where the names differ. */
const FIELDS: Readonly<Record<string, string>> = { targetId: 'target', targetType: 'target', state: 'isEnabled' };

interface ConditionsProps {
  readonly draft: RuleDraft;
  readonly errors: Errors;
  readonly set: (change: Partial<RuleDraft>) => void;
}

function Conditions({ draft, errors, set }: ConditionsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Failures in a row" error={errors['failAfter']} hint="So many open an incident.">
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={draft.failAfter}
              onChange={(event) => set({ failAfter: event.target.value })}
            />
          )}
        </Field>
        <Field label="Remind every … minutes" isOptional error={errors['renotifyMinutes']} hint="While it keeps failing. Empty: never.">
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={draft.renotifyMinutes}
              onChange={(event) => set({ renotifyMinutes: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className="grid justify-items-start gap-2">
        <CheckBox isChecked={draft.notifyRecovery} onChange={(notifyRecovery) => set({ notifyRecovery })}>
          Tell when it recovers
        </CheckBox>
        <CheckBox isChecked={draft.isEnabled} onChange={(isEnabled) => set({ isEnabled })}>
          Enabled
        </CheckBox>
      </div>
    </>
  );
}
