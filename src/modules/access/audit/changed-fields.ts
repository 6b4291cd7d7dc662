// Decides what of a change the audit log keeps: the changed fields, secrets as [secret].
import { isDeepStrictEqual } from 'node:util';
import { createRedactor } from '#platform/secrets/redact';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Stands for a secret in `before` and `after`. Two marks are equal when their versions are, so that a replaced
 * secret shows as changed; what is written is always `[secret]`.
 */
export class SecretMark {
  readonly version: string;

  constructor(version: string) {
    this.version = version;
  }

  toJSON(): string {
    return '[secret]';
  }
}

/** `version` is anything that changes with the secret but tells nothing of it, such as its record id. */
export const secretMark = (version: string | null | undefined): SecretMark | null =>
  version === null || version === undefined ? null : new SecretMark(version);

// The second net below SecretMark: a field of such a name never reaches the log in clear.
const SECRET_NAME =
  /^(password|passwd|secret|token|apikey|accesskey|authorization|credential|clientsecret|privatekey|connectionstring|dsn)$/;
const redactor = createRedactor();

/** Only the fields that differ; undefined counts as absent. A side that is undefined stays null: created or removed. */
export function changedFields(before: Fields | undefined, after: Fields | undefined): { before: Fields | null; after: Fields | null } {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changed = names.filter((name) => !isDeepStrictEqual(before?.[name], after?.[name]));
  return { before: pick(before, changed), after: pick(after, changed) };
}

function pick(fields: Fields | undefined, names: readonly string[]): Fields | null {
  if (!fields) return null;
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, masked(name, fields[name], 0)]));
}

const MAX_DEPTH = 20;

function masked(name: string, value: unknown, depth: number): unknown {
  if (value instanceof SecretMark) return value;
  if (typeof value === 'string')
    return SECRET_NAME.test(name.toLowerCase().replaceAll(/[_-]/g, '')) ? '[secret]' : redactor.redactText(value);
  if (depth >= MAX_DEPTH || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => masked(name, item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(key, item, depth + 1)]));
}
