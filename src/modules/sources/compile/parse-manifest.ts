// Checks a manifest (spec 07 §5, 11 §7) before anything is stored. What depends on the document is left open.
import { z } from 'zod';
import { collectFields } from '#kernel/collect-fields';
import type { FieldError } from '#kernel/errors';
import { textField } from '#kernel/text-field';
import type { AddressPolicy } from '#platform/http/address-guard';
import { judgeBaseUrl } from './base-url.ts';
import type { Manifest } from './compiled.ts';
import { isReservedVariable } from './language-names.ts';

/** The document gives what is undefined: title, slug and first server. */
export type PartialManifest = Omit<Manifest, 'vendorName' | 'clientName' | 'baseUrls'> & {
  readonly vendorName: string | undefined;
  readonly clientName: string | undefined;
  readonly baseUrls: Readonly<Record<string, string>> | undefined;
};

export type ParsedManifest =
  | { readonly ok: true; readonly manifest: PartialManifest }
  | { readonly ok: false; readonly fieldErrors: readonly FieldError[] };

export interface ManifestContext {
  readonly environment: string;
  readonly mode: 'tools' | 'code';
  readonly settings: AddressPolicy;
}

const MAX_ENVIRONMENTS = 20;
const MAX_GLOBS = 200;
const MAX_GLOB_CHARS = 200;
const MAX_TAGS = 20;

/** Errors name `manifest.<field>`. An absent manifest is an empty one. */
export function parseManifest(raw: unknown, context: ManifestContext): ParsedManifest {
  const given: unknown = raw ?? {};
  const { whole, errors, wrong } = collectFields(manifestSchema, given, { readOnly: NONE, path: ['manifest'] });
  const more = wrong.has('baseUrls') ? [] : baseUrlErrors(given, context);
  if (whole === undefined || more.length > 0) return { ok: false, fieldErrors: [...errors, ...more] };
  const { baseUrls, vendorName, clientName, ...rest } = whole;
  const normal = baseUrls === undefined ? undefined : normalBaseUrls(baseUrls, context.settings);
  return { ok: true, manifest: { ...rest, vendorName, clientName, baseUrls: normal } };
}

const NONE: ReadonlySet<string> = new Set();

const glob = textField(MAX_GLOB_CHARS);
const globs = z.array(glob).max(MAX_GLOBS).default([]);
const whole = (least: number, most: number, usual: number) => z.int().min(least).max(most).default(usual);

const secretName = z.string().regex(/^[a-z0-9_-]{1,40}$/, 'must be 1 to 40 of a-z, 0-9, _ and -');
/** A header's or parameter's name. */
const fieldName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'must be 1 to 100 letters, digits and marks, as header names have them');
const NEVER_A_CREDENTIAL = new Set([
  'host',
  'cookie',
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'trailer',
  'keep-alive',
  'expect',
]);

const auth = z
  .strictObject({
    kind: z.enum(['none', 'bearer', 'api_key_header', 'api_key_query', 'basic']),
    secretRef: secretName.optional(),
    name: fieldName.optional(),
  })
  .superRefine(({ kind, secretRef, name }, issues) => {
    const wrong = (path: string, message: string): void => issues.addIssue({ code: 'custom', path: [path], message });
    if (kind !== 'none' && secretRef === undefined) wrong('secretRef', `is required for ${kind}: the name of a secret of this source`);
    if (kind.startsWith('api_key') && name === undefined) wrong('name', `is required for ${kind}`);
    if (kind === 'api_key_header' && name !== undefined && NEVER_A_CREDENTIAL.has(name.toLowerCase()))
      wrong('name', 'is a header that cannot carry a credential');
  });

const tag = z
  .strictObject({ name: textField(60), value: textField(200).optional(), param: textField(300).optional() })
  .superRefine(({ value, param }, issues) => {
    if ((value === undefined) === (param === undefined)) issues.addIssue({ code: 'custom', message: 'must have either value or param' });
    if (param !== undefined && !/^.+\..+$/s.test(param))
      issues.addIssue({ code: 'custom', path: ['param'], message: 'must be <operationId>.<argument>' });
  });

const LIMITS = z.strictObject({
  memoryMb: whole(16, 256, 64),
  timeoutMs: whole(1000, 120_000, 30_000),
  maxCalls: whole(1, 1000, 100),
  maxResponseBytes: whole(1024, 10_485_760, 1_048_576),
});

const manifestSchema = z.strictObject({
  vendorName: textField(60).optional(),
  clientName: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,30}$/, 'must begin with a small letter and have at most 31 letters and digits')
    .refine((name) => !isReservedVariable(name), 'is a word of the language; choose another')
    .optional(),
  baseUrls: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), z.string())
    .refine((urls) => Object.keys(urls).length <= MAX_ENVIRONMENTS, `must have at most ${MAX_ENVIRONMENTS} environments`)
    .optional(),
  auth: auth.default({ kind: 'none' }),
  scriptTimeoutEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'must be the name of an environment variable in capitals')
    .optional(),
  limits: LIMITS.default({ memoryMb: 64, timeoutMs: 30_000, maxCalls: 100, maxResponseBytes: 1_048_576 }),
  include: globs,
  exclude: globs,
  analyticsTags: z.array(tag).max(MAX_TAGS).default([]),
  policy: z
    .array(z.strictObject({ match: glob, action: z.enum(['allow', 'ask', 'block']) }))
    .max(MAX_GLOBS)
    .default([]),
});

/** Of a map whose form is right. */
function baseUrlErrors(raw: unknown, { environment, mode, settings }: ManifestContext): FieldError[] {
  const parsed = manifestSchema.shape.baseUrls.safeParse(
    typeof raw === 'object' && raw !== null && 'baseUrls' in raw ? raw.baseUrls : undefined,
  );
  if (!parsed.success || parsed.data === undefined) return [];
  const errors: FieldError[] = Object.entries(parsed.data).flatMap(([name, url]) => {
    const judged = judgeBaseUrl(url, settings);
    return judged.ok ? [] : [{ field: `manifest.baseUrls.${name}`, message: judged.error }];
  });
  const isMissing = mode === 'code' && !Object.hasOwn(parsed.data, environment);
  return isMissing ? [...errors, { field: 'manifest.baseUrls', message: `must name a URL for the environment ${environment}` }] : errors;
}

function normalBaseUrls(urls: Readonly<Record<string, string>>, settings: AddressPolicy): Record<string, string> {
  return Object.fromEntries(
    Object.entries(urls).map(([name, url]) => {
      const judged = judgeBaseUrl(url, settings);
      return [name, judged.ok ? judged.value : url];
    }),
  );
}
