// An auth profile, as a document wants it, in the words of the verbs that save it. Pure.
import type { FieldError } from '#kernel/errors';
import type { ConfigEntry } from '../document.ts';
import type { JsonObject } from '../json.ts';
import { PLACEHOLDER, placeholderKey } from '../secret-values.ts';
import type { SecretValues } from '../secret-values.ts';
import { changedFields } from '../work.ts';
import { notBrought } from './connection.ts';
import { SECRET, secretNameOf, withoutSecretNames } from './server-entry.ts';

const SECRET_FIELDS = ['value', 'clientSecret', 'privateKey'] as const;
const OURS = new Set(['key', 'isDefault']);

export interface WantedCredential {
  /** For the verb that creates or changes; empty when nothing is to be done. */
  readonly body: JsonObject;
  /** The field of a secret that is another one than the stored. */
  readonly replaced: readonly string[];
  readonly faults: readonly FieldError[];
}

export interface CredentialTerms {
  readonly secrets: SecretValues;
  /** What is stored, as an entry; undefined: nothing. */
  readonly current: ConfigEntry | undefined;
  /** What was brought is not what is stored. */
  readonly differs: boolean;
}

/** `wanted` has every field of its kind. */
export function wantedCredential(wanted: ConfigEntry, { secrets, current, differs }: CredentialTerms): WantedCredential {
  const isSameKind = current !== undefined && current['kind'] === wanted['kind'];
  const body: Record<string, unknown> = {};
  const [replaced, faults]: [string[], FieldError[]] = [[], []];
  for (const [field, value] of settingsOf(wanted, isSameKind ? current : undefined)) body[field] = value;
  if (wanted['isDefault'] === true && current?.['isDefault'] !== true) body['isDefault'] = true;
  for (const field of SECRET_FIELDS) {
    const isStored = isSameKind && current[field] === SECRET;
    if (wanted[field] === null && isStored) body[field] = null;
    const name = secretNameOf(wanted[field]);
    if (name === undefined) continue;
    const value = secrets.isPlan ? (isStored ? undefined : placeholderFor(field, wanted)) : secrets.valueOf(name);
    if (value !== undefined && (!isStored || differs)) {
      body[field] = value;
      if (isStored) replaced.push(field);
    }
    if (value === undefined && !isStored) faults.push({ field: `${field}.secretEnv`, message: notBrought(name) });
  }
  return { body, replaced, faults };
}

/** Of a new profile, or one of another kind, everything that says something; of the others what changes. */
function settingsOf(wanted: ConfigEntry, current: ConfigEntry | undefined): [string, unknown][] {
  const settings = Object.entries(wanted).filter(
    ([field, value]) => !OURS.has(field) && !SECRET_FIELDS.some((secret) => secret === field) && value !== undefined,
  );
  if (!current) return settings.filter(([, value]) => value !== null);
  const changed = changedFields(current, withoutSecretNames(wanted));
  return settings.filter(([field]) => changed.includes(field));
}

const placeholderFor = (field: string, { signingAlgorithm }: ConfigEntry): string =>
  field === 'privateKey' ? placeholderKey(signingAlgorithm) : PLACEHOLDER;

/** What was brought for the credential, in whichever field its kind has it. */
export function broughtCredential(wanted: ConfigEntry, secrets: SecretValues): string | undefined {
  const names = SECRET_FIELDS.flatMap((field) => secretNameOf(wanted[field]) ?? []);
  return names[0] === undefined ? undefined : secrets.valueOf(names[0]);
}

/** The secret alone, for a server that moves to another origin. */
export function typedCredential(wanted: ConfigEntry, secrets: SecretValues): JsonObject | undefined {
  const field = SECRET_FIELDS.find((one) => secretNameOf(wanted[one]) !== undefined);
  if (field === undefined) return undefined;
  const value = secrets.isPlan ? placeholderFor(field, wanted) : secrets.valueOf(secretNameOf(wanted[field]) ?? '');
  return value === undefined ? undefined : { [field]: value };
}

/** A person connects it: nothing can be tried before that. */
export const isConnectedByPerson = (profile: ConfigEntry | undefined): boolean => profile?.['kind'] === 'oauth_authorization_code';
