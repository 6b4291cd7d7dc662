// The noun: what an OAuth profile was granted. One row per profile; its tokens are secrets of the vault.
import type { AuthMethod, Discovery, SigningAlgorithm } from '#platform/oauth/oauth';

export type GrantState = 'pending' | 'connected' | 'needs_reauth';
export type GrantKind = 'oauth_client_credentials' | 'oauth_authorization_code';

/** Settings of an OAuth profile that are no secrets, as a person entered them. */
export interface OAuthSettings {
  readonly tokenUrl: string | null;
  readonly authorizationUrl: string | null;
  readonly clientId: string | null;
  readonly scopes: readonly string[];
  readonly audience: string | null;
  /** Null: `none` without a secret, else client_secret_basic. */
  readonly authMethod: AuthMethod | null;
  readonly signingAlgorithm: SigningAlgorithm | null;
}

/** Who we are at the authorization server of a grant. */
export interface GrantClient {
  readonly id: string;
  readonly method: AuthMethod;
  /** `settings`: entered by a person; `document`: our metadata document; `registered`: by RFC 7591. */
  readonly source: 'settings' | 'document' | 'registered';
  readonly redirectUri: string;
  /** ISO time; null: no end. */
  readonly secretExpiresAt: string | null;
}

/**
 * A renewal that spends a refresh token. `sent`: the intent, written before it is sent; without a holder of the grant's lock it
 * is orphaned. `unanswered`: no answer came in time. `lost`: it was found orphaned, and the refresh token is never sent again.
 */
export type Renewal = 'sent' | 'unanswered' | 'lost';

export interface Grant {
  readonly profileId: string;
  readonly profileName: string;
  readonly orgId: string;
  readonly serverId: string;
  readonly serverUrl: string;
  readonly kind: GrantKind;
  readonly settings: OAuthSettings;
  /** The client secret or private key of the profile. */
  readonly profileSecretId: string | null;
  readonly state: GrantState;
  readonly secretId: string | null;
  readonly refreshSecretId: string | null;
  readonly issuer: string | null;
  readonly resource: string | null;
  /** Where the tokens may be sent: the origin of the server they were got for. */
  readonly serverOrigin: string | null;
  readonly discovery: Discovery | null;
  readonly client: GrantClient | null;
  readonly clientSecretId: string | null;
  readonly scopes: readonly string[];
  readonly missingScopes: readonly string[];
  readonly stepUps: number;
  readonly expiresAt: Date | null;
  readonly refreshExpiresAt: Date | null;
  /** A renewal did not move the end of the refresh token: it is final. */
  readonly refreshEndIsFixed: boolean;
  /** Counts connects and renewals: whoever writes must find the one it began with. */
  readonly generation: number;
  readonly renewal: Renewal | null;
  readonly renewalStartedAt: Date | null;
  readonly renewNotBefore: Date | null;
  readonly renewFailures: number;
  readonly forcedAt: Date | null;
  readonly error: string | null;
  readonly connectedAt: Date | null;
  readonly renewedAt: Date | null;
  readonly warnedAt: Date | null;
}

/** Why there is no token. `needs_reauth`: a person must act; `unavailable`: it is tried again by itself. */
export interface GrantProblem {
  readonly kind: 'needs_reauth' | 'unavailable';
  readonly message: string;
}

export interface GrantRef {
  readonly orgId: string;
  readonly profileId: string;
}
