// What an update makes of a stored credential. Pure.
import type { OAuthSettings } from '../grants/grant.ts';
import { CHOSEN_AUTH_METHODS, isOAuth, oauthSettings, storedValue } from './profile-input.ts';
import type { CredentialInput, StoredSecret } from './profile-input.ts';
import type { ProfileRecord } from './store.ts';

type Patch = { readonly [K in keyof CredentialInput]?: CredentialInput[K] | undefined };
type Stored = Pick<ProfileRecord, 'kind' | 'headerName' | 'secretId' | 'oauth'>;

/** The credential as it would be afterwards; what the kind does not have stays behind. Secrets only where they are given. */
export function credentialAfter(current: Stored, patch: Patch): CredentialInput {
  const kind = patch.kind ?? current.kind;
  const kept = kind === current.kind ? settingsKept(current) : {};
  const merged = { ...kept, ...defined(patch), kind };
  // An algorithm belongs to a key, and goes with the method that needs one.
  const isSigned = merged.authMethod === 'private_key_jwt';
  return isSigned || typeof patch.signingAlgorithm === 'string' ? merged : { ...merged, signingAlgorithm: undefined };
}

function settingsKept({ kind, headerName, oauth }: Stored): Patch {
  if (kind === 'api_key_header') return { headerName: headerName ?? undefined };
  if (!oauth) return {};
  const { tokenUrl, authorizationUrl, clientId, scopes, audience, authMethod, signingAlgorithm } = oauth;
  const chosen = CHOSEN_AUTH_METHODS.find((method) => method === authMethod);
  return { tokenUrl, authorizationUrl, clientId, scopes: [...scopes], audience, authMethod: chosen, signingAlgorithm };
}

const defined = (patch: Patch): Patch => Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

/** What is stored and still of use to the wanted credential. */
export function storedSecretOf(current: Stored, wanted: CredentialInput): StoredSecret {
  if (current.secretId === null || current.kind !== wanted.kind || wanted.clientSecret === null || wanted.privateKey === null)
    return 'none';
  // A secret is of one client.
  if (current.oauth && current.oauth.clientId !== (wanted.clientId ?? null)) return 'none';
  const isKey = current.oauth?.authMethod === 'private_key_jwt';
  if (isKey !== (wanted.authMethod === 'private_key_jwt')) return 'none';
  return isKey ? 'key' : 'secret';
}

export interface CredentialChange {
  /** Another credential than the stored one. */
  readonly isNew: boolean;
  /** Tokens that were granted to the stored one are of no use any more. */
  readonly endsGrant: boolean;
  readonly dropsSecret: boolean;
}

export function changeOf(current: Stored, wanted: CredentialInput): CredentialChange {
  const dropsSecret = current.secretId !== null && storedSecretOf(current, wanted) === 'none';
  const hasOtherSettings = isOAuth(wanted.kind) && !isSameClient(current.oauth, oauthSettings(wanted));
  const isNew =
    wanted.kind !== current.kind ||
    (wanted.headerName ?? null) !== current.headerName ||
    storedValue(wanted) !== undefined ||
    dropsSecret ||
    hasOtherSettings ||
    (wanted.kind === 'oauth_client_credentials' && !isSameScopes(current.oauth, oauthSettings(wanted)));
  return { isNew, endsGrant: isNew && (isOAuth(current.kind) || isOAuth(wanted.kind)), dropsSecret };
}

/** Other scopes of a person's grant are asked for at the next connect; the present grant goes on. */
const isSameClient = (a: OAuthSettings | null, b: OAuthSettings | null): boolean =>
  a !== null &&
  b !== null &&
  a.tokenUrl === b.tokenUrl &&
  a.authorizationUrl === b.authorizationUrl &&
  a.clientId === b.clientId &&
  a.audience === b.audience &&
  a.authMethod === b.authMethod;

const isSameScopes = (a: OAuthSettings | null, b: OAuthSettings | null): boolean => a?.scopes.join(' ') === b?.scopes.join(' ');
