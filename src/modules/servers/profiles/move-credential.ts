// What is stored for one origin is never sent to another: whoever moves the address types the credential again. Pure.
import type { FieldError } from '#kernel/errors';
import { isSameOrigin } from '../origin.ts';
import { credentialAfter, storedSecretOf } from './change-credential.ts';
import { credentialFaults, isOAuth, storedValue } from './profile-input.ts';
import type { CredentialInput } from './profile-input.ts';
import type { ProfileRecord } from './store.ts';

/** The secret of the default profile, as an update of the server may bring it. */
export type TypedCredential = { readonly [K in 'kind' | 'value' | 'clientSecret' | 'privateKey']?: CredentialInput[K] | undefined };

export interface Retyped {
  readonly profile: ProfileRecord;
  readonly wanted: CredentialInput;
}

/** Undefined when nothing was typed, or nothing it could belong to. */
export function retyped(profiles: readonly ProfileRecord[], typed: TypedCredential | undefined): Retyped | undefined {
  const profile = profiles.find(({ isDefault }) => isDefault);
  const wanted = typed && profile && credentialAfter(profile, typed);
  return profile && wanted && brings(profile, wanted) ? { profile, wanted } : undefined;
}

const AGAIN = 'must be sent again when the address moves to another origin';

/** Why the server may not be changed like this. `isMoved`: its address is of another origin afterwards. */
export function typedFaults(profiles: readonly ProfileRecord[], typed: TypedCredential | undefined, isMoved: boolean): FieldError[] {
  const profile = profiles.find(({ isDefault }) => isDefault);
  const faults = typed ? inputFaults(profile, typed) : [];
  return faults.length > 0 || !isMoved ? faults : profiles.flatMap((one) => staysBehind(one, typed));
}

function inputFaults(profile: ProfileRecord | undefined, typed: TypedCredential): FieldError[] {
  if (!profile) return [{ field: 'authProfile', message: 'is not there: the server has no auth profile' }];
  const wanted = credentialAfter(profile, typed);
  if (wanted.kind !== profile.kind)
    return [{ field: 'authProfile.kind', message: `is ${profile.kind}; another kind is chosen in the auth profile itself` }];
  return credentialFaults(wanted, storedSecretOf(profile, wanted)).map(({ field, message }) => ({
    field: `authProfile.${field}`,
    message,
  }));
}

function staysBehind(profile: ProfileRecord, typed: TypedCredential | undefined): FieldError[] {
  if (profile.secretId === null) return [];
  if (!profile.isDefault) {
    const message = `is of another origin, where the credential of the auth profile "${profile.name}" may not be sent: set that profile to none first, and give its credential again afterwards`;
    return [{ field: 'baseUrl', message }];
  }
  return typed && brings(profile, credentialAfter(profile, typed))
    ? []
    : [{ field: `authProfile.${secretFieldOf(profile)}`, message: AGAIN }];
}

/** A new secret, or the end of the stored one. */
const brings = (profile: ProfileRecord, wanted: CredentialInput): boolean =>
  storedValue(wanted) !== undefined || (profile.secretId !== null && storedSecretOf(profile, wanted) === 'none');

function secretFieldOf({ kind, oauth }: Pick<ProfileRecord, 'kind' | 'oauth'>): 'value' | 'clientSecret' | 'privateKey' {
  if (!isOAuth(kind)) return 'value';
  return oauth?.authMethod === 'private_key_jwt' ? 'privateKey' : 'clientSecret';
}

/** Of the extra headers: each that stays must have its value typed. */
export const headerMoveFaults = (stored: readonly string[], given: Readonly<Record<string, string>> | undefined): FieldError[] =>
  stored
    .filter((name) => !given || Object.entries(given).some(([other, value]) => value === '' && other.toLowerCase() === name.toLowerCase()))
    .map((name) => ({ field: `connectionConfig.extraHeaders.${name}`, message: AGAIN }));

/** A client's secret goes to its token endpoint. One that is found (null) is where the server says. */
export function endpointMoveFaults(current: ProfileRecord, wanted: CredentialInput): FieldError[] {
  const isKept = current.secretId !== null && storedValue(wanted) === undefined && storedSecretOf(current, wanted) !== 'none';
  if (!isKept || !current.oauth || isSameOrigin(current.oauth.tokenUrl, wanted.tokenUrl ?? null)) return [];
  return [{ field: secretFieldOf(current), message: 'must be sent again when tokenUrl moves to another origin' }];
}
