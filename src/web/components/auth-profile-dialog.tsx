// One credential set: made, renamed, or given a new secret. A stored secret is never shown.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { authProfilesQuery, createAuthProfile, serverQuery, updateAuthProfile } from '../api/servers.ts';
import type { AuthProfile, NewAuthProfile, Probe } from '../api/servers.ts';
import { AuthFields } from './auth-fields.tsx';
import { Button } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { ProbeReport } from './probe-report.tsx';
import { authDraftErrors, authInput, EMPTY_AUTH } from './server-draft.ts';
import type { AuthDraft } from './server-draft.ts';
import { toast } from './toaster.tsx';

interface AuthProfileDialogProps {
  readonly org: string;
  readonly serverId: string;
  /** The profile to change, or null for a new one. */
  readonly profile: AuthProfile | null;
  readonly onClose: () => void;
}

export function AuthProfileDialog({ org, serverId, profile, onClose }: AuthProfileDialogProps) {
  const queries = useQueryClient();
  const [name, setName] = useState(profile?.name ?? '');
  const [isDefault, setDefault] = useState(profile?.isDefault ?? false);
  const [auth, setAuth] = useState<AuthDraft>(() => draftOf(profile));
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<{ readonly message: string | undefined; readonly probe: Probe | undefined }>();
  const keepsSecret = profile !== null && profile.kind === auth.kind && auth.kind !== 'none';

  const save = useMutation({
    mutationFn: (body: NewAuthProfile) =>
      profile === null ? createAuthProfile(org, serverId, body) : updateAuthProfile(org, { serverId, profileId: profile.id }, body),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: authProfilesQuery(org, serverId).queryKey });
      await queries.invalidateQueries({ queryKey: serverQuery(org, serverId).queryKey, exact: true });
      toast.done(`Auth profile ${saved.name} is saved`);
      onClose();
    },
    onError: (error) => {
      const { errors: fields, message, probe } = saveFailure(error);
      setErrors(fields);
      setFailure({ message, probe });
    },
  });

  const onSave = (): void => {
    const found: Record<string, string> = { ...(name.trim() === '' ? { name: 'must not be empty' } : {}), ...authDraftErrors(auth, '') };
    if (keepsSecret) delete found['value'];
    setErrors(found);
    if (Object.keys(found).length === 0) save.mutate(inputOf({ name, isDefault, auth, wasDefault: profile?.isDefault ?? false }));
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={profile === null ? 'New auth profile' : `Auth profile ${profile.name}`}
      lead="A named credential of this server. It is tried once before it is saved."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={save.isPending} onClick={onSave}>
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Name" error={errors['name']}>
          {(control) => <TextInput {...control} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <AuthFields auth={auth} errors={errors} path="" onChange={setAuth} />
        {keepsSecret && <p className="text-sm text-muted">Leave the secret empty to keep the stored one.</p>}
        <CheckBox isChecked={isDefault} isDisabled={profile?.isDefault === true} onChange={setDefault}>
          Default: used wherever no profile is named
        </CheckBox>
        {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
        {failure?.probe !== undefined && <ProbeReport probe={failure.probe} />}
      </div>
    </Dialog>
  );
}

function draftOf(profile: AuthProfile | null): AuthDraft {
  if (profile === null) return { ...EMPTY_AUTH, kind: 'bearer' };
  return { kind: profile.kind, value: '', headerName: profile.headerName ?? EMPTY_AUTH.headerName };
}

interface ProfileForm {
  readonly name: string;
  readonly isDefault: boolean;
  readonly wasDefault: boolean;
  readonly auth: AuthDraft;
}

/** An empty secret is left out, so that the stored one stays. */
function inputOf({ name, isDefault, wasDefault, auth }: ProfileForm): NewAuthProfile {
  const { value, ...fields } = authInput(auth);
  return {
    name: name.trim(),
    ...fields,
    ...(value === undefined || value === '' ? {} : { value }),
    ...(isDefault && !wasDefault ? { isDefault: true } : {}),
  };
}
