// What a server is made of, field by field, and what is wrong with each (spec 01 §1, §2, §4).
import { z } from 'zod';
import type { FieldError } from '#kernel/errors';
import { textField } from '#kernel/text-field';
import type { Settings } from '#platform/ctx';
import { judgeUrl } from '#platform/http/address-guard';
import type { TransportType } from '#platform/mcp/mcp';
import { ENVIRONMENT_PATTERN, idField, SLUG_PATTERN } from './fields.ts';
import { faultOfHeaderName, faultOfHeaderValue } from './header-rules.ts';
import { hostedFields } from './hosted-program.ts';
import { credentialFaults, profileFields } from './profiles/profile-input.ts';

/** The settings of the operator that decide what may be saved. */
export type ServerRules = Pick<Settings, 'addressPolicy' | 'allowStdio'>;

const MAX_URL = 2048;
const MAX_CATEGORIES = 10;
const MAX_EXTRA_HEADERS = 20;

const transportField = ({ allowStdio }: ServerRules) =>
  z
    .enum(['streamable_http', 'sse', 'stdio_hosted'], 'must be streamable_http, sse or stdio_hosted')
    .refine((transport) => allowStdio || transport !== 'stdio_hosted', 'stdio_hosted needs ALLOW_STDIO=1 on this instance');

const urlField = ({ addressPolicy }: ServerRules) => checked((url) => faultOfUrl(url, addressPolicy), z.string().trim());

function faultOfUrl(url: string, policy: Settings['addressPolicy']): string | undefined {
  if (url === '') return 'must not be empty';
  if (url.length > MAX_URL) return `must have at most ${MAX_URL} characters`;
  // The parser would silently drop tabs and line breaks, and what is stored must be what is called.
  if (/[\s\p{Cc}]/u.test(url)) return 'must not contain spaces or control characters';
  if (url.includes('#')) return 'must not have a fragment (#…)';
  const judged = judgeUrl(url, policy);
  return judged.ok ? undefined : judged.error;
}

/** Text that a rule of ours judges. */
function checked(faultOf: (text: string) => string | undefined, text = z.string('must be a string')) {
  return text.superRefine((value, check) => {
    const fault = faultOf(value);
    if (fault !== undefined) check.addIssue({ code: 'custom', message: fault });
  });
}

/**
 * Header name to value. In an update it replaces the whole set, and an empty value keeps the stored one of that name,
 * because stored values cannot be read back.
 */
const extraHeadersField = z
  .record(checked(faultOfHeaderName), checked(faultOfHeaderValue), {
    error: (issue) =>
      issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? 'is not a header name') : 'must be a JSON object of strings',
  })
  .superRefine((headers, check) => {
    const names = Object.keys(headers);
    if (names.length > MAX_EXTRA_HEADERS) check.addIssue({ code: 'custom', message: `must have at most ${MAX_EXTRA_HEADERS} headers` });
    names.forEach((name, i) => {
      const isTwice = names.slice(0, i).some((other) => other.toLowerCase() === name.toLowerCase());
      if (isTwice) check.addIssue({ code: 'custom', path: [name], message: 'is given twice' });
    });
  });

const authProfileField = ({ addressPolicy }: ServerRules) => {
  const { name, ...fields } = profileFields(addressPolicy);
  return z.strictObject({ ...fields, name: name.optional() }).superRefine((profile, check) => {
    for (const { field, message } of credentialFaults(profile, 'none')) check.addIssue({ code: 'custom', path: [field], message });
  });
};

const MIN_SYNC_MINUTES = 5;
const MAX_SYNC_MINUTES = 10_080;

/** Null: as the instance says. 0: never by itself. */
const syncIntervalField = z
  .int('must be a whole number of minutes, or null')
  .refine(
    (minutes) => minutes === 0 || (minutes >= MIN_SYNC_MINUTES && minutes <= MAX_SYNC_MINUTES),
    `must be 0 (never by itself) or from ${MIN_SYNC_MINUTES} to ${MAX_SYNC_MINUTES}`,
  )
  .nullable();

const serverFields = (rules: ServerRules) => ({
  name: textField(80),
  transportType: transportField(rules).optional(),
  targetKind: z.literal('mcp', 'must be mcp').optional(),
  /** For the HTTP transports; whether it may be absent is decided in `transportFaults`. */
  baseUrl: urlField(rules).optional(),
  environment: z
    .string()
    .trim()
    .regex(ENVIRONMENT_PATTERN, 'must be 1-32 characters: lower-case letters, digits and "-", beginning with a letter')
    .optional(),
  categories: z
    .array(z.string().trim().regex(SLUG_PATTERN, 'must be 1-40 characters: lower-case letters, digits and "-"'))
    .max(MAX_CATEGORIES, `must have at most ${MAX_CATEGORIES} entries`)
    .optional(),
  connectionConfig: z
    .strictObject({
      extraHeaders: extraHeadersField.optional(),
      timeoutSeconds: z.int('must be a whole number').min(1, 'must be at least 1').max(120, 'must be at most 120').optional(),
      ...hostedFields,
    })
    .optional(),
  networkPolicy: z.strictObject({ mode: z.enum(['host', 'none'], 'must be host or none') }).optional(),
  protocolEra: z.enum(['auto', 'modern', 'legacy'], 'must be auto, modern or legacy').optional(),
  syncIntervalMinutes: syncIntervalField.optional(),
  skipProbe: z.boolean('must be true or false').optional(),
});

/** A new server. Without defaults, so that a partial of it can serve as a patch. */
export const createServerSchema = (rules: ServerRules) =>
  z.strictObject({ ...serverFields(rules), authProfile: authProfileField(rules).optional() });

/** An unsaved server to be tried; it needs no name yet. */
export const testConnectionSchema = (rules: ServerRules) => {
  const { name, ...fields } = serverFields(rules);
  return z.strictObject({ ...fields, name: name.optional(), authProfile: authProfileField(rules).optional() });
};

/** Of the default profile: its secret alone, typed again because the server moves. */
const typedCredentialField = ({ addressPolicy }: ServerRules) => {
  const { kind, value, clientSecret, privateKey } = profileFields(addressPolicy);
  return z.strictObject({ kind: kind.optional(), value, clientSecret, privateKey });
};

export const updateServerSchema = (rules: ServerRules) =>
  z
    .strictObject({ ...serverFields(rules), authProfile: typedCredentialField(rules) })
    .partial()
    .extend({ serverId: idField });

export type CreateServerInput = z.infer<ReturnType<typeof createServerSchema>>;
export type UpdateServerInput = z.infer<ReturnType<typeof updateServerSchema>>;

/** For documents: the fields without what the settings of an instance refuse. */
export const createServerInput = createServerSchema({
  addressPolicy: { allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: ['0.0.0.0/0', '::/0'] },
  allowStdio: true,
});

/** What is stored already, for an update that leaves it out. */
export interface StoredParts {
  readonly hasUrl: boolean;
  readonly hasCommand: boolean;
}

const HOSTED_ONLY = Object.keys(hostedFields);

/** Fields that do not fit the transport the server will have. Pure. */
export function transportFaults(
  input: Pick<UpdateServerInput, 'baseUrl' | 'connectionConfig' | 'networkPolicy'> & Pick<CreateServerInput, 'authProfile'>,
  transport: TransportType,
  stored: StoredParts = { hasUrl: false, hasCommand: false },
): FieldError[] {
  const config = Object.entries(input.connectionConfig ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const given = (name: string, message: string): FieldError[] =>
    config.includes(name) ? [{ field: `connectionConfig.${name}`, message }] : [];
  if (transport !== 'stdio_hosted') {
    return [
      ...(input.baseUrl === undefined && !stored.hasUrl ? [{ field: 'baseUrl', message: 'is required' }] : []),
      ...HOSTED_ONLY.flatMap((name) => given(name, 'is for stdio_hosted only')),
      ...(input.networkPolicy?.mode === 'none' ? [{ field: 'networkPolicy', message: 'is for stdio_hosted only' }] : []),
    ];
  }
  return [
    ...(input.baseUrl === undefined ? [] : [{ field: 'baseUrl', message: 'is for the HTTP transports; stdio_hosted has a command' }]),
    ...(config.includes('command') || stored.hasCommand ? [] : [{ field: 'connectionConfig.command', message: 'is required' }]),
    ...given('extraHeaders', 'is for the HTTP transports; give variables in connectionConfig.env'),
    ...((input.authProfile?.kind ?? 'none') === 'none'
      ? []
      : [{ field: 'authProfile.kind', message: 'must be none for stdio_hosted; give the credential in connectionConfig.env' }]),
  ];
}

/** Extra headers may not name the header a credential goes into. */
export function headerCollisions(names: readonly string[], credentialHeaders: readonly (string | null | undefined)[]): FieldError[] {
  const taken = new Set(credentialHeaders.flatMap((name) => (name ? [name.toLowerCase()] : [])));
  return names
    .filter((name) => taken.has(name.toLowerCase()))
    .map((name) => ({ field: `connectionConfig.extraHeaders.${name}`, message: 'is the header of an auth profile of this server' }));
}
