// The credential of a server that moves to another origin, typed again: what is stored is never sent there.
import type { AuthProfile, CredentialInput } from '../api/servers.ts';
import { Field } from './field.tsx';
import { firstErrorUnder } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { CodeArea, TextInput } from './inputs.tsx';

interface ServerCredentialProps {
  readonly profile: AuthProfile;
  readonly secret: string;
  readonly errors: Errors;
  readonly onChange: (secret: string) => void;
}

export function ServerCredential({ profile, secret, errors, onChange }: ServerCredentialProps) {
  const error = firstErrorUnder(errors, 'authProfile');
  const label = `${secretOf(profile).word} of “${profile.name}”, again`;
  return (
    <Field label={label} error={error} hint="What is stored for the present address is not sent to another one.">
      {(control) =>
        secretOf(profile).field === 'privateKey' ? (
          <CodeArea {...control} value={secret} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <TextInput {...control} type="password" value={secret} onChange={(event) => onChange(event.target.value)} />
        )
      }
    </Field>
  );
}

/** Whether the stored credential must be typed again before it goes to `url`. */
export const mustRetype = (profile: AuthProfile | undefined, from: string | null, url: string): profile is AuthProfile =>
  profile !== undefined &&
  profile.secretSetAt !== null &&
  from !== null &&
  URL.canParse(url) &&
  new URL(url).origin !== new URL(from).origin;

export const retypedInput = (profile: AuthProfile, secret: string): CredentialInput => ({
  kind: profile.kind,
  ...(secret === '' ? {} : { [secretOf(profile).field]: secret }),
});

function secretOf({ kind, oauth }: AuthProfile): { readonly field: 'value' | 'clientSecret' | 'privateKey'; readonly word: string } {
  if (kind === 'bearer') return { field: 'value', word: 'Token' };
  if (kind === 'api_key_header') return { field: 'value', word: 'Key' };
  const isKey = oauth?.authMethod === 'private_key_jwt';
  return isKey ? { field: 'privateKey', word: 'Private key' } : { field: 'clientSecret', word: 'Client secret' };
}
