// One credential set: made, renamed, or given a new secret. A stored secret is never shown.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { authProfilesQuery, createAuthProfile, serverQuery, updateAuthProfile } from '../api/servers.ts';
import type { AuthProfile, NewAuthProfile, Probe } from '../api/servers.ts';
import { authDraftErrors, authDraftOf, authInput, clearedFields, secretFieldOf } from './auth-draft.ts';
import type { AuthDraft } from './auth-draft.ts';
import { AuthFields } from './auth-fields.tsx';
import { Button } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { ProbeReport } from './probe-report.tsx';
import { toast } from './toaster.tsx';

interface AuthProfileDialogProps {
  readonly org: string;
  readonly serverId: string;
  /** The profile to change, or null for a new one. */
  readonly profile: AuthProfile | null;
  readonly onClose: () => void;
  readonly onSaved?: ((saved: AuthProfile) => void) | undefined;
}

export function AuthProfileDialog({ org, serverId, profile, onClose, onSaved }: AuthProfileDialogProps) {
  const queries = useQueryClient();
  const [name, setName] = useState(profile?.name ?? '');
  const [isDefault, setDefault] = useState(profile?.isDefault ?? false);
  const [auth, setAuth] = useState<AuthDraft>(() => authDraftOf(profile));
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<{ readonly message: string | undefined; readonly probe: Probe | undefined }>();
  const keepsSecret = profile !== null && keepsSecretOf(profile, auth);

  const save = useMutation({
    mutationFn: (body: NewAuthProfile) =>
      profile === null ? createAuthProfile(org, serverId, body) : updateAuthProfile(org, { serverId, profileId: profile.id }, body),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: authProfilesQuery(org, serverId).queryKey });
      await queries.invalidateQueries({ queryKey: serverQuery(org, serverId).queryKey, exact: true });
      toast.done(`Auth profile ${saved.name} is saved`);
      onClose();
      onSaved?.(saved);
    },
    onError: (error) => {
      const { errors: fields, message, probe } = saveFailure(error);
      setErrors(fields);
      setFailure({ message, probe });
    },
  });

  const onSave = (): void => {
    const found: Errors = { ...(name.trim() === '' ? { name: 'must not be empty' } : {}), ...authDraftErrors(auth, '', keepsSecret) };
    setErrors(found);
    if (Object.keys(found).length === 0) save.mutate(inputOf({ name, isDefault, auth, stored: profile }));
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={profile === null ? 'New auth profile' : `Auth profile ${profile.name}`}
      lead={
        auth.kind === 'oauth_authorization_code'
          ? 'A named credential of this server. You connect it once it is saved.'
          : 'A named credential of this server. It is tried once before it is saved.'
      }
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

/** The stored secret stays as long as it is one of the same kind. */
function keepsSecretOf(profile: AuthProfile, auth: AuthDraft): boolean {
  if (profile.secretSetAt === null || profile.kind !== auth.kind) return false;
  return secretFieldOf(auth) === secretFieldOf(authDraftOf(profile));
}

interface ProfileForm {
  readonly name: string;
  readonly isDefault: boolean;
  readonly auth: AuthDraft;
  readonly stored: AuthProfile | null;
}

const inputOf = ({ name, isDefault, auth, stored }: ProfileForm): NewAuthProfile => ({
  name: name.trim(),
  ...authInput(auth),
  ...clearedFields(auth, stored),
  ...(isDefault && stored?.isDefault !== true ? { isDefault: true } : {}),
});
