// Reads a document that somebody sent: its entries as far as they have a shape, and every fault at its place.
import { z } from 'zod';
import { validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { fieldErrorsOf, fieldPath } from '#kernel/parse-input';
import { plainMessage } from '#kernel/plain-message';
import { RULE_TARGET_TYPES } from '#modules/alerts';
import { CONFIG_KINDS, ENTRY_FIELDS, keyField, LISTS, MAX_ENTRIES, MAX_PROFILES, secretRef } from './document.ts';
import type { ConfigEntry, ConfigKind } from './document.ts';
import { isObject } from './json.ts';

/** An entry at its place: `servers[0]` is of kind `server` at 0. */
export interface PlacedEntry {
  readonly kind: ConfigKind;
  readonly index: number;
  readonly entry: ConfigEntry;
}

export interface ReadDocument {
  /** In the order in which they may refer to each other. */
  readonly entries: readonly PlacedEntry[];
  readonly errors: readonly FieldError[];
  /** Keys of entries that are not among `entries`, as `<kind> <key>`: what refers to one is not at fault. */
  readonly broken: ReadonlySet<string>;
}

export const brokenKey = (kind: ConfigKind, key: string): string => `${kind} ${key}`;

const name = z.string();
/** Only what this module decides itself; whatever else an entry says is judged by the verbs that save it. */
const anything = (kind: keyof typeof ENTRY_FIELDS) =>
  Object.fromEntries(ENTRY_FIELDS[kind].map((field) => [field, z.unknown().optional()]));
const secrets = z.record(z.string(), secretRef).optional();

const profile = z.strictObject({
  ...anything('auth_profile'),
  key: keyField,
  name,
  kind: z.string(),
  isDefault: z.boolean().optional(),
  value: secretRef.optional(),
  clientSecret: secretRef.nullable().optional(),
  privateKey: secretRef.nullable().optional(),
});

const SHAPES: Readonly<Record<ConfigKind, z.ZodType<ConfigEntry>>> = {
  server: z.strictObject({
    ...anything('server'),
    key: keyField,
    name,
    connectionConfig: z.looseObject({ extraHeaders: secrets, env: secrets }).optional(),
    authProfiles: z.array(profile).max(MAX_PROFILES).superRefine(refuseRepeats).optional(),
  }),
  workflow: z.strictObject({
    ...anything('workflow'),
    key: keyField,
    name,
    mcpServer: keyField,
    defaultMcpAuthProfile: keyField.nullable().optional(),
    state: z.enum(['active', 'paused']).optional(),
  }),
  monitor: z.strictObject({
    ...anything('monitor'),
    key: keyField,
    name,
    mcpServer: keyField,
    authProfile: keyField.nullable().optional(),
  }),
  rule: z.strictObject({
    ...anything('rule'),
    key: keyField,
    name,
    targetType: z.enum(RULE_TARGET_TYPES),
    target: keyField,
    destination: z.string().min(1, 'must not be empty'),
  }),
};

/** Two profiles cannot both be the default, nor have one key. */
function refuseRepeats(profiles: readonly z.output<typeof profile>[], context: z.core.$RefinementCtx): void {
  const [, ...others] = profiles.flatMap(({ isDefault }, index) => (isDefault === true ? [index] : []));
  for (const index of others)
    context.addIssue({ code: 'custom', path: [index, 'isDefault'], message: 'is true for another profile already' });
  profiles.forEach(({ key }, index) => {
    if (profiles.findIndex((other) => other.key === key) < index)
      context.addIssue({ code: 'custom', path: [index, 'key'], message: 'is used twice' });
  });
}

const list = z.array(z.unknown()).max(MAX_ENTRIES).optional();
const outline = z.strictObject({ version: z.literal(1), servers: list, workflows: list, monitors: list, rules: list });

/** Throws `validation_failed` only where nothing could be read at all. */
export function readDocument(raw: unknown): ReadDocument {
  const result = outline.safeParse(raw, { error: plainMessage });
  if (!result.success) {
    const [first, ...rest] = fieldErrorsOf(result.error.issues).map(({ field, message }) => ({
      field: field === 'body' ? 'document' : field,
      message,
    }));
    throw validationFailed([first ?? { field: 'document', message: 'is not valid' }, ...rest]);
  }
  const read = CONFIG_KINDS.map((kind) => readList(kind, result.data[LISTS[kind]] ?? []));
  return {
    entries: read.flatMap(({ entries }) => entries),
    errors: read.flatMap(({ errors }) => errors),
    broken: new Set(read.flatMap(({ broken }) => broken)),
  };
}

function readList(kind: ConfigKind, raws: readonly unknown[]): { entries: PlacedEntry[]; errors: FieldError[]; broken: string[] } {
  const [entries, errors, broken]: [PlacedEntry[], FieldError[], string[]] = [[], [], []];
  const seen = new Set<string>();
  raws.forEach((raw, index) => {
    const parsed = SHAPES[kind].safeParse(raw, { error: plainMessage });
    const key = isObject(raw) && typeof raw['key'] === 'string' ? raw['key'] : '';
    const isTwice = seen.has(key) && key !== '';
    seen.add(key);
    if (parsed.success && !isTwice) return entries.push({ kind, index, entry: parsed.data });
    if (parsed.success) errors.push({ field: fieldPath([LISTS[kind], index, 'key']), message: 'is used twice' });
    else {
      broken.push(brokenKey(kind, key));
      errors.push(...fieldErrorsOf(parsed.error.issues.map((issue) => ({ ...issue, path: [LISTS[kind], index, ...issue.path] }))));
    }
    return undefined;
  });
  return { entries, errors, broken };
}
