// A credential as it is being typed, and the fields it is sent as.
import type { AuthKind, AuthProfile, ClientAuthMethod, CredentialInput, OAuthKind, OAuthSettings } from '../api/servers.ts';
import type { Errors } from './form-errors.ts';

export interface OAuthDraft {
  readonly tokenUrl: string;
  readonly authorizationUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly privateKey: string;
  /** Empty: the usual one of the key. */
  readonly signingAlgorithm: string;
  /** Words apart by spaces. */
  readonly scopes: string;
  readonly audience: string;
  readonly authMethod: ClientAuthMethod;
}

export interface AuthDraft {
  readonly kind: AuthKind;
  readonly value: string;
  readonly headerName: string;
  readonly oauth: OAuthDraft;
}

export const SIGNING_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const EMPTY_OAUTH: OAuthDraft = {
  tokenUrl: '',
  authorizationUrl: '',
  clientId: '',
  clientSecret: '',
  privateKey: '',
  signingAlgorithm: '',
  scopes: '',
  audience: '',
  authMethod: 'client_secret_basic',
};

export const EMPTY_AUTH: AuthDraft = { kind: 'none', value: '', headerName: 'X-API-Key', oauth: EMPTY_OAUTH };

export const isOAuth = (kind: AuthKind): kind is OAuthKind => kind === 'oauth_client_credentials' || kind === 'oauth_authorization_code';

/** What is stored, ready to be changed; a new one begins as a bearer token. Secrets are never among it. */
export function authDraftOf(profile: AuthProfile | null): AuthDraft {
  if (profile === null) return { ...EMPTY_AUTH, kind: 'bearer' };
  return {
    kind: profile.kind,
    value: '',
    headerName: profile.headerName ?? EMPTY_AUTH.headerName,
    oauth: oauthDraftOf(profile.oauth ?? null),
  };
}

function oauthDraftOf(stored: OAuthSettings | null): OAuthDraft {
  if (stored === null) return EMPTY_OAUTH;
  return {
    ...EMPTY_OAUTH,
    tokenUrl: stored.tokenUrl ?? '',
    authorizationUrl: stored.authorizationUrl ?? '',
    clientId: stored.clientId ?? '',
    scopes: stored.scopes.join(' '),
    audience: stored.audience ?? '',
    authMethod: stored.authMethod === null || stored.authMethod === 'none' ? EMPTY_OAUTH.authMethod : stored.authMethod,
    signingAlgorithm: stored.signingAlgorithm ?? EMPTY_OAUTH.signingAlgorithm,
  };
}

/** The name of the secret that this credential has, if any: the field that may stay empty when one is stored. */
export function secretFieldOf({ kind, oauth }: AuthDraft): 'value' | 'clientSecret' | 'privateKey' | undefined {
  if (kind === 'none') return undefined;
  if (kind === 'bearer' || kind === 'api_key_header') return 'value';
  return kind === 'oauth_client_credentials' && oauth.authMethod === 'private_key_jwt' ? 'privateKey' : 'clientSecret';
}

/** `path` is where the fields stand in the request: `authProfile` or nothing. `hasSecret`: one is stored already. */
export function authDraftErrors(auth: AuthDraft, path: string, hasSecret = false): Errors {
  const faults = [...plainFaults(auth, hasSecret), ...credentialsFaults(auth, hasSecret), ...urlFaults(auth)];
  return Object.fromEntries(faults.map(([field, message]) => [path === '' ? field : `${path}.${field}`, message]));
}

type Fault = readonly [field: string, message: string];
const EMPTY = 'must not be empty';
const URL_PATTERN = /^https?:\/\/\S+$/i;

function plainFaults({ kind, value, headerName }: AuthDraft, hasSecret: boolean): readonly Fault[] {
  if (kind !== 'bearer' && kind !== 'api_key_header') return [];
  return [
    ...(value === '' && !hasSecret ? [['value', EMPTY] as const] : []),
    ...(kind === 'api_key_header' && headerName.trim() === '' ? [['headerName', EMPTY] as const] : []),
  ];
}

function credentialsFaults(auth: AuthDraft, hasSecret: boolean): readonly Fault[] {
  if (auth.kind !== 'oauth_client_credentials') return [];
  const secret = secretFieldOf(auth);
  const { tokenUrl, clientId, clientSecret, privateKey } = auth.oauth;
  return [
    ...(tokenUrl.trim() === '' ? [['tokenUrl', EMPTY] as const] : []),
    ...(clientId.trim() === '' ? [['clientId', EMPTY] as const] : []),
    ...(secret === 'clientSecret' && clientSecret === '' && !hasSecret ? [['clientSecret', EMPTY] as const] : []),
    ...(secret === 'privateKey' && privateKey.trim() === '' && !hasSecret ? [['privateKey', EMPTY] as const] : []),
  ];
}

function urlFaults({ kind, oauth }: AuthDraft): readonly Fault[] {
  if (!isOAuth(kind)) return [];
  const urls = kind === 'oauth_client_credentials' ? (['tokenUrl'] as const) : (['tokenUrl', 'authorizationUrl'] as const);
  return urls
    .filter((field) => oauth[field].trim() !== '' && !URL_PATTERN.test(oauth[field].trim()))
    .map((field) => [field, 'must be an absolute http:// or https:// URL'] as const);
}

/** What a credential is sent as; the kinds differ in their fields, and an empty secret is left out. */
export function authInput({ kind, value, headerName, oauth }: AuthDraft): CredentialInput {
  switch (kind) {
    case 'none':
      return { kind };
    case 'bearer':
      return { kind, ...given({ value }) };
    case 'api_key_header':
      return { kind, headerName: headerName.trim(), ...given({ value }) };
    case 'oauth_client_credentials':
      return { kind, ...clientCredentials(oauth) };
    case 'oauth_authorization_code':
      return { kind, ...authorizationCode(oauth) };
  }
}

/** Fields that were stored and are empty now; left out they would stay. */
export function clearedFields({ kind, oauth }: AuthDraft, stored: AuthProfile | null): Partial<Record<ClearableField, null>> {
  const before = stored?.kind === kind ? stored.oauth : null;
  if (before === null || before === undefined) return {};
  const cleared = CLEARABLE.filter((field) => oauth[field].trim() === '' && (before[field] ?? '') !== '');
  // A client that registers itself has neither the secret nor the method of the one before.
  const ofClient = kind === 'oauth_authorization_code' && cleared.includes('clientId') ? (['clientSecret', 'authMethod'] as const) : [];
  return Object.fromEntries([...cleared, ...ofClient].map((field) => [field, null]));
}

const CLEARABLE = ['tokenUrl', 'authorizationUrl', 'clientId', 'audience', 'signingAlgorithm'] as const;
type ClearableField = (typeof CLEARABLE)[number] | 'clientSecret' | 'authMethod';

function clientCredentials(oauth: OAuthDraft): Omit<CredentialInput, 'kind'> {
  const { tokenUrl, clientId, authMethod, audience, clientSecret, privateKey, signingAlgorithm } = oauth;
  const isSigned = authMethod === 'private_key_jwt';
  return {
    tokenUrl: tokenUrl.trim(),
    clientId: clientId.trim(),
    authMethod,
    scopes: scopesOf(oauth),
    ...given({ audience: audience.trim() }),
    ...(isSigned ? given({ signingAlgorithm, privateKey: privateKey.trim() }) : given({ clientSecret })),
  };
}

function authorizationCode(oauth: OAuthDraft): Omit<CredentialInput, 'kind'> {
  const { tokenUrl, authorizationUrl, clientId, clientSecret } = oauth;
  return {
    ...given({ tokenUrl: tokenUrl.trim(), authorizationUrl: authorizationUrl.trim(), clientId: clientId.trim(), clientSecret }),
    scopes: scopesOf(oauth),
  };
}

const scopesOf = ({ scopes }: OAuthDraft): readonly string[] => scopes.split(/\s+/).filter((scope) => scope !== '');

const given = (fields: Readonly<Record<string, string>>): Partial<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''));
