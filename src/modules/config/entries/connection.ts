// The connection of a server, as a document wants it, in the words of the verbs that save it. Pure.
import type { FieldError } from '#kernel/errors';
import type { ConfigEntry } from '../document.ts';
import { isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { PLACEHOLDER } from '../secret-values.ts';
import type { SecretValues } from '../secret-values.ts';
import { secretNameOf } from './server-entry.ts';

/** Names of stored values, and which of the ones brought differ from them. */
export interface StoredValues {
  readonly names: readonly string[];
  readonly differing: ReadonlySet<string>;
}

export interface ConnectionTerms {
  readonly secrets: SecretValues;
  readonly headers: StoredValues;
  readonly env: StoredValues;
  /** The address goes to another origin, where no stored value may be sent. */
  readonly isMoved: boolean;
}

export interface WantedConnection {
  /** For `connectionConfig` of the verbs; an empty value keeps the stored one. */
  readonly config: JsonObject;
  /** Names of values that are other ones than the stored. */
  readonly replaced: readonly string[];
  /** Paths below the server, of values that nobody brought and nothing has stored. */
  readonly faults: readonly FieldError[];
}

/** `entry` has its defaults. */
export function wantedConnection(entry: ConfigEntry, terms: ConnectionTerms): WantedConnection {
  const config = isObject(entry['connectionConfig']) ? entry['connectionConfig'] : {};
  const headers = valuesOf(config['extraHeaders'], { ...terms, stored: terms.headers, at: 'connectionConfig.extraHeaders' });
  const env = valuesOf(config['env'], { ...terms, stored: terms.env, at: 'connectionConfig.env', isMoved: false });
  const all: JsonObject = { ...config, extraHeaders: headers.values, env: env.values };
  const foreign = entry['transportType'] === 'stdio_hosted' ? ['extraHeaders'] : ['args', 'cwd', 'env'];
  return {
    // What is empty and of the other kind of transport was only filled in.
    config: Object.fromEntries(Object.entries(all).filter(([name, value]) => !foreign.includes(name) || !isEmpty(value))),
    replaced: [...headers.replaced, ...env.replaced],
    faults: [...headers.faults, ...env.faults],
  };
}

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

interface ValueTerms {
  readonly secrets: SecretValues;
  readonly stored: StoredValues;
  readonly at: string;
  readonly isMoved: boolean;
}

/** An empty text keeps what is stored under that name. */
const KEEP = '';

function valuesOf(references: unknown, { secrets, stored, at, isMoved }: ValueTerms) {
  const values: Record<string, string> = {};
  const [replaced, faults]: [string[], FieldError[]] = [[], []];
  const known = new Set(stored.names.map((name) => name.toLowerCase()));
  for (const [name, reference] of Object.entries(isObject(references) ? references : {})) {
    const secret = secretNameOf(reference) ?? '';
    const isStored = known.has(name.toLowerCase());
    const value = secrets.isPlan ? (isStored && !isMoved ? undefined : PLACEHOLDER) : secrets.valueOf(secret);
    const isNew = value !== undefined && (!isStored || isMoved || stored.differing.has(name));
    values[name] = isNew ? value : KEEP;
    if (isNew && isStored && stored.differing.has(name)) replaced.push(`${at}.${name}`);
    if (value === undefined && !isStored) faults.push({ field: `${at}.${name}.secretEnv`, message: notBrought(secret) });
  }
  return { values, replaced, faults };
}

export const notBrought = (name: string): string => `${name} was not given, and there is no stored value to keep`;

/** By name, what was brought for the references. */
export function broughtFor(references: unknown, secrets: SecretValues): Record<string, string> {
  const pairs = Object.entries(isObject(references) ? references : {}).flatMap(([name, reference]) => {
    const value = secrets.valueOf(secretNameOf(reference) ?? '');
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}
