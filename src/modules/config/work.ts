// What saving one entry after the other shares, and how a verb's words about its input become words about the document.
import { AppError } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { fieldPath } from '#kernel/parse-input';
import type { FieldDiff } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { Probe } from '#platform/mcp/mcp';
import { LISTS } from './document.ts';
import type { ConfigEntry, ConfigKind } from './document.ts';
import { isSame } from './json.ts';
import type { JsonObject } from './json.ts';
import type { KeyBook } from './keys.ts';
import type { Live } from './live.ts';
import type { PlacedEntry } from './read-document.ts';
import type { SecretValues } from './secret-values.ts';

export interface Work {
  readonly tx: Tx;
  /** Its verbs act in `tx`. */
  readonly ctx: Ctx;
  /** As it was before. */
  readonly live: Live;
  /** Grows as objects are made and adopted. */
  readonly book: KeyBook;
  readonly bookBefore: KeyBook;
  readonly secrets: SecretValues;
  /** What servers answered before the transaction began, by key. */
  readonly probes: ReadonlyMap<string, Probe>;
  /** As `<kind> <key>`: entries that could not be saved. What refers to one is left alone and is not at fault. */
  readonly broken: Set<string>;
  /** As `<kind> <key>`: what only an apply can decide, because it tries the server first. */
  readonly undecided: Set<string>;
  /** Called before each object: throws when the work is to end. */
  readonly goOn: () => void;
}

export interface Made {
  /** Null: a plan could not go so far. */
  readonly id: string | null;
  /** undefined: it was not there. */
  readonly before: ConfigEntry | undefined;
  readonly after: ConfigEntry;
  /** What the two cannot show, such as another value of a secret. */
  readonly more: readonly FieldDiff[];
  readonly warnings: readonly string[];
}

/** Thrown where an entry depends on one that has its own errors: there is nothing to say. */
export class SkippedEntry extends Error {
  constructor() {
    super('an entry waits for another one');
    this.name = 'SkippedEntry';
  }
}

/** `servers[0].baseUrl` */
export const fieldOf = ({ kind, index }: Pick<PlacedEntry, 'kind' | 'index'>, field: string): string => {
  const place = fieldPath([LISTS[kind], index]);
  return field === '' ? place : `${place}.${field}`;
};

/** The first part of a path under another name: `mcpServerId` → `mcpServer`. */
export const renamed = (field: string, names: Readonly<Record<string, string>>): string =>
  field.replace(/^\w+/, (first) => names[first] ?? first);

const ABOUT_INPUT = new Set(['validation_failed', 'secret_in_arguments', 'conflict', 'not_found', 'stale_base_version']);

/** `place`: of a field of the verb's input in the document. */
export async function placed<T>(place: (field: string) => string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof AppError) || !ABOUT_INPUT.has(error.code)) throw error;
    const faults = error.fieldErrors.length > 0 ? error.fieldErrors : [{ field: '', message: error.message }];
    throw refused(faults.map(({ field, message }) => ({ field: place(field), message })));
  }
}

export const refused = (fieldErrors: readonly FieldError[]): AppError =>
  new AppError('validation_failed', `${fieldErrors[0]?.field}: ${fieldErrors[0]?.message}`, { fieldErrors });

/** Fields that are wanted and are not so. */
export const changedFields = (before: JsonObject, wanted: JsonObject): readonly string[] =>
  Object.keys(wanted).filter((field) => wanted[field] !== undefined && !isSame(before[field], wanted[field]));

/** The id behind a reference to another entry; throws what is wrong with it, or `SkippedEntry`. */
export function referred({ book, broken }: Work, reference: { kind: ConfigKind; key: string; field: string }): string {
  const { kind, key, field } = reference;
  if (broken.has(`${kind} ${key}`)) throw new SkippedEntry();
  const found = book.find(kind, key);
  if (found) return found.id;
  throw refused([{ field, message: `is not the key of a ${kind}, neither in the document nor on the instance` }]);
}

/** undefined: none is named. */
export function referredProfile({ book }: Work, reference: { serverId: string; key: unknown; field: string }): string | null | undefined {
  const { serverId, key, field } = reference;
  if (key === undefined || key === null) return key;
  const found = typeof key === 'string' ? book.find('auth_profile', key, serverId) : undefined;
  if (found) return found.id;
  throw refused([{ field, message: 'is not the key of an auth profile of the server' }]);
}
