// The words of OAuth 2.1 as a client uses them. The rest of this folder speaks it over the guarded fetch.

/** How a client proves who it is at the token endpoint; `none` is a public client. */
export const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

export const SIGNING_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A client and its proof, in clear: never log or store it. */
export interface OAuthClient {
  readonly id: string;
  readonly method: AuthMethod;
  /** The client secret, or the private key (PKCS#8 PEM) of `private_key_jwt`. */
  readonly secret?: string | undefined;
  readonly signingAlgorithm?: SigningAlgorithm | undefined;
}

export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Seconds from the request on; undefined when the server does not say. */
  readonly expiresInS: number | undefined;
  readonly refreshExpiresInS: number | undefined;
  /** What was granted; undefined: exactly what was asked for. */
  readonly scopes: readonly string[] | undefined;
}

/**
 * Why there is no token. `refused`: the server said no, and a repeat changes nothing. `unavailable`: it was not reached, or
 * said that it cannot just now; what was sent is unspent. `unanswered`: it was sent, and what came of it is not known.
 */
export interface TokenFault {
  readonly kind: 'refused' | 'unavailable' | 'unanswered';
  /** The server's own error code, such as `invalid_grant`. */
  readonly code?: string | undefined;
  /** For a person. Holds words of the server: data, shortened and without control characters, not yet redacted. */
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

/** What is known about an authorization server and the resource it guards. Stored with a grant. */
export interface Discovery {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly registrationEndpoint: string | null;
  /** Undefined in the document reads as the default of RFC 8414: client_secret_basic. */
  readonly authMethods: readonly string[];
  readonly scopesSupported: readonly string[];
  readonly takesClientDocuments: boolean;
  /** RFC 9207: every answer names the issuer. */
  readonly namesIssuer: boolean;
  /** RFC 8707 value to send, as the resource itself writes it. Null: the server publishes no metadata. */
  readonly resource: string | null;
  /** What to ask for when nobody chose: of the challenge, else of the resource's metadata. */
  readonly wantedScopes: readonly string[];
}
