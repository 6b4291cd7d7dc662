// What an auth profile is made of, field by field, and what each kind needs (spec 01 §3).
import { z } from 'zod';
import type { FieldError } from '#kernel/errors';
import { textField } from '#kernel/text-field';
import type { AddressPolicy } from '#platform/http/address-guard';
import { judgeUrl } from '#platform/http/address-guard';
import { SIGNING_ALGORITHMS } from '#platform/oauth/oauth';
import { isScopeToken, MAX_SCOPES } from '#platform/oauth/scopes';
import { algorithmsOf } from '#platform/oauth/signing-key';
import type { OAuthSettings } from '../grants/grant.ts';
import { faultOfCredentialHeader, isSendable } from '../header-rules.ts';

export const AUTH_KINDS = ['none', 'bearer', 'api_key_header', 'oauth_client_credentials', 'oauth_authorization_code'] as const;
type Kind = (typeof AUTH_KINDS)[number];

/** `none` is what a client without a secret does by itself. */
export const CHOSEN_AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

const MAX_SECRET = 8192;
const MAX_KEY = 16_384;
const MAX_URL = 2048;
const MAX_CLIENT_ID = 2048;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** Text that a rule of ours judges. */
const checked = (faultOf: (text: string) => string | undefined) =>
  z
    .string()
    .trim()
    .superRefine((text, check) => {
      const fault = faultOf(text);
      if (fault !== undefined) check.addIssue({ code: 'custom', message: fault });
    });

/** Trimmed; a pasted `Bearer ` is taken off by the kind that adds it. */
const secretField = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_SECRET, `must have at most ${MAX_SECRET} characters`)
  .refine(isSendable, 'must not contain line breaks or other characters a header cannot carry');

function faultOfKey(pem: string): string | undefined {
  if (pem.length > MAX_KEY) return `must have at most ${MAX_KEY} characters`;
  const algorithms = algorithmsOf(pem);
  return algorithms.ok ? undefined : algorithms.error;
}

function faultOfEndpoint(url: string, policy: AddressPolicy): string | undefined {
  if (url === '') return 'must not be empty';
  if (url.length > MAX_URL) return `must have at most ${MAX_URL} characters`;
  if (/[\s\p{Cc}]/u.test(url)) return 'must not contain spaces or control characters';
  if (url.includes('#')) return 'must not have a fragment (#…)';
  const judged = judgeUrl(url, policy);
  return judged.ok ? undefined : judged.error;
}

const faultOfText = (max: number) => (text: string) => {
  if (text === '') return 'must not be empty';
  if (text.length > max) return `must have at most ${max} characters`;
  return PRINTABLE.test(text) ? undefined : 'must be printable ASCII';
};

/** In an update null takes a value away, and what is left out stays. */
export const profileFields = (policy: AddressPolicy) => {
  const endpoint = checked((url) => faultOfEndpoint(url, policy));
  return {
    name: textField(60),
    kind: z.enum(AUTH_KINDS, `must be one of ${AUTH_KINDS.join(', ')}`),
    headerName: checked(faultOfCredentialHeader).optional(),
    value: secretField.optional(),
    tokenUrl: endpoint.nullable().optional(),
    authorizationUrl: endpoint.nullable().optional(),
    clientId: checked(faultOfText(MAX_CLIENT_ID)).nullable().optional(),
    clientSecret: secretField.nullable().optional(),
    privateKey: checked(faultOfKey).nullable().optional(),
    signingAlgorithm: z
      .enum(SIGNING_ALGORITHMS, `must be one of ${SIGNING_ALGORITHMS.join(', ')}`)
      .nullable()
      .optional(),
    scopes: z
      .array(z.string().refine(isScopeToken, 'is not a scope: 1-128 printable characters without spaces, quotes and backslashes'))
      .max(MAX_SCOPES, `must have at most ${MAX_SCOPES} entries`)
      .optional(),
    audience: checked(faultOfText(MAX_URL)).nullable().optional(),
    authMethod: z
      .enum(CHOSEN_AUTH_METHODS, `must be one of ${CHOSEN_AUTH_METHODS.join(', ')}`)
      .nullable()
      .optional(),
  };
};

/** A credential as it was entered, or as an update would leave it. */
export type CredentialInput = Omit<z.infer<z.ZodObject<ReturnType<typeof profileFields>>>, 'name'>;

/** What is stored already, so that it may be left out. */
export type StoredSecret = 'none' | 'secret' | 'key';

type CredentialField = Exclude<keyof CredentialInput, 'kind'>;

const OAUTH_FIELDS = [
  'tokenUrl',
  'authorizationUrl',
  'clientId',
  'clientSecret',
  'privateKey',
  'signingAlgorithm',
  'scopes',
  'audience',
  'authMethod',
] as const;

/** The fields a kind has; the others are refused. */
const FIELDS: Readonly<Record<Kind, readonly CredentialField[]>> = {
  none: [],
  bearer: ['value'],
  api_key_header: ['headerName', 'value'],
  oauth_client_credentials: OAUTH_FIELDS.filter((field) => field !== 'authorizationUrl'),
  oauth_authorization_code: OAUTH_FIELDS.filter((field) => field !== 'audience'),
};

/** What the kind needs and what it does not know. */
export function credentialFaults(input: CredentialInput, stored: StoredSecret): FieldError[] {
  const known = FIELDS[input.kind];
  const unknown = (['headerName', 'value', ...OAUTH_FIELDS] as const).filter((field) => isGiven(input[field]) && !known.includes(field));
  return [
    ...unknown.map((field) => ({ field, message: `is not used by kind ${input.kind}` })),
    ...requiredFields(input, stored).map((field) => ({ field, message: `is required by kind ${input.kind}` })),
    ...(input.kind === 'bearer' && input.value !== undefined && withoutBearer(input.value) === ''
      ? [{ field: 'value', message: 'must not be empty' }]
      : []),
    ...(isOAuth(input.kind) ? methodFaults(input, stored) : []),
  ];
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function requiredFields(input: CredentialInput, stored: StoredSecret): CredentialField[] {
  const missing = (...fields: CredentialField[]): CredentialField[] => fields.filter((field) => !isGiven(input[field]));
  switch (input.kind) {
    case 'none':
    case 'oauth_authorization_code':
      return [];
    case 'bearer':
      return stored === 'none' ? missing('value') : [];
    case 'api_key_header':
      return [...missing('headerName'), ...(stored === 'none' ? missing('value') : [])];
    case 'oauth_client_credentials':
      return [...missing('tokenUrl', 'clientId'), ...(signs(input) || stored === 'secret' ? [] : missing('clientSecret'))];
  }
}

const signs = ({ authMethod }: CredentialInput): boolean => authMethod === 'private_key_jwt';

/** A client proves itself with a secret or with a key, and either belongs to a client id. */
function methodFaults(input: CredentialInput, stored: StoredSecret): FieldError[] {
  const { clientId, clientSecret, privateKey, authMethod, signingAlgorithm } = input;
  const faults: FieldError[] = [];
  if (signs(input)) {
    if (!isGiven(privateKey) && stored !== 'key')
      faults.push({ field: 'privateKey', message: 'is required by authMethod private_key_jwt' });
    if (isGiven(clientSecret)) faults.push({ field: 'clientSecret', message: 'is not used by authMethod private_key_jwt' });
    if (isGiven(privateKey) && isGiven(signingAlgorithm) && !fits(privateKey, signingAlgorithm))
      faults.push({ field: 'signingAlgorithm', message: 'does not fit the kind of key' });
  } else {
    if (isGiven(privateKey)) faults.push({ field: 'privateKey', message: 'needs authMethod private_key_jwt' });
    if (isGiven(signingAlgorithm)) faults.push({ field: 'signingAlgorithm', message: 'needs authMethod private_key_jwt' });
  }
  if (input.kind === 'oauth_authorization_code' && !isGiven(clientId)) {
    if (isGiven(clientSecret)) faults.push({ field: 'clientSecret', message: 'needs clientId' });
    if (isGiven(authMethod)) faults.push({ field: 'authMethod', message: 'needs clientId' });
  } else if (
    isGiven(authMethod) &&
    !signs(input) &&
    !isGiven(clientSecret) &&
    stored !== 'secret' &&
    input.kind === 'oauth_authorization_code'
  ) {
    faults.push({ field: 'clientSecret', message: `is required by authMethod ${authMethod}` });
  }
  return faults;
}

function fits(privateKey: string | null | undefined, algorithm: string | null | undefined): boolean {
  const algorithms = algorithmsOf(privateKey ?? '');
  return !algorithms.ok || algorithms.value.some((known) => known === algorithm);
}

export const isOAuth = (kind: string): kind is 'oauth_client_credentials' | 'oauth_authorization_code' =>
  kind === 'oauth_client_credentials' || kind === 'oauth_authorization_code';

/** The secret as it is stored; undefined: none was given. */
export function storedValue({ kind, value, clientSecret, privateKey }: CredentialInput): string | undefined {
  if (isOAuth(kind)) return privateKey ?? clientSecret ?? undefined;
  if (value === undefined || kind === 'none') return undefined;
  return kind === 'bearer' ? withoutBearer(value) : value;
}

const withoutBearer = (value: string): string => value.replace(/^bearer(\s+|$)/i, '');

/** Null for the kinds that have none. */
export function oauthSettings(input: CredentialInput): OAuthSettings | null {
  if (!isOAuth(input.kind)) return null;
  const algorithms = isGiven(input.privateKey) ? algorithmsOf(input.privateKey ?? '') : undefined;
  return {
    tokenUrl: input.tokenUrl ?? null,
    authorizationUrl: input.authorizationUrl ?? null,
    clientId: input.clientId ?? null,
    scopes: [...new Set(input.scopes)],
    audience: input.audience ?? null,
    authMethod: input.authMethod ?? (input.kind === 'oauth_client_credentials' ? 'client_secret_basic' : null),
    signingAlgorithm: signs(input) ? (input.signingAlgorithm ?? (algorithms?.ok ? algorithms.value[0] : 'RS256')) : null,
  };
}
