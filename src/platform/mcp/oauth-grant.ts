// Keeps one OAuth grant while a connection lives: registration, discovery, tokens, and at most three rounds of consent.
import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { randomUUID } from 'node:crypto';
import type { AuthHook } from './hooks.ts';
import type { Sdk } from './sdk.ts';

/** A server that keeps asking for more scopes must not send a person round for ever. */
const MAX_AUTHORIZATION_ROUNDS = 3;

export interface GrantKeeper {
  readonly provider: OAuthClientProvider;
  /** A 401 although a token was sent: the authorization server may have moved, so its cached discovery is forgotten. */
  tokenRefused(): void;
  /** After an error: asks for consent where it was missing. `repeat` when the request should be sent again; else `error` is why not. */
  finish(error: unknown, transport: AuthTransport): Promise<{ readonly repeat: boolean; readonly error: unknown }>;
}

interface AuthTransport {
  finishAuth(params: URLSearchParams): Promise<void>;
}

export function createGrantKeeper(sdk: Sdk, hook: AuthHook): GrantKeeper {
  let rounds = 0;
  let asked: URL | undefined;
  // A person takes minutes: consent is asked for after the refused request has ended, not within its time-out.
  const provider = createProvider(sdk, hook, (url) => {
    asked = url;
  });
  const consent = async (url: URL, transport: AuthTransport): Promise<void> => {
    rounds += 1;
    if (rounds > MAX_AUTHORIZATION_ROUNDS) throw refusal(`The server asked for authorization more than ${MAX_AUTHORIZATION_ROUNDS} times`);
    const answer = await hook.authorize(url);
    if (answer.get('state') !== url.searchParams.get('state')) throw refusal('The answer to the authorization carries another state');
    await transport.finishAuth(answer);
  };
  const refusal = (message: string): Error => new sdk.UnauthorizedError(message);
  return {
    provider,
    tokenRefused: () => void provider.invalidateCredentials?.('discovery'),
    async finish(error, transport) {
      const url = asked;
      asked = undefined;
      if (!url || !sdk.UnauthorizedError.isInstance(error)) return { repeat: false, error };
      try {
        await consent(url, transport);
        return { repeat: true, error };
      } catch (refused) {
        return { repeat: false, error: refused };
      }
    },
  };
}

function createProvider(sdk: Sdk, hook: AuthHook, redirect: (url: URL) => void): OAuthClientProvider {
  const kept: {
    client?: StoredOAuthClientInformation | undefined;
    tokens?: StoredOAuthTokens | undefined;
    discovery?: OAuthDiscoveryState | undefined;
    verifier?: string;
    state?: string;
  } = hook.client
    ? { client: { client_id: hook.client.id, ...(hook.client.secret === undefined ? {} : { client_secret: hook.client.secret }) } }
    : {};
  const isUnattended = hook.grant === 'client_credentials';
  return {
    redirectUrl: isUnattended ? undefined : hook.redirectUrl,
    ...(hook.clientMetadataUrl === undefined ? {} : { clientMetadataUrl: hook.clientMetadataUrl }),
    clientMetadata: {
      client_name: hook.clientName,
      redirect_uris: isUnattended ? [] : [hook.redirectUrl],
      grant_types: isUnattended ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
      response_types: isUnattended ? [] : ['code'],
      application_type: 'native',
      ...(hook.signingKey ? { token_endpoint_auth_method: 'private_key_jwt' } : {}),
    },
    state: () => (kept.state = randomUUID()),
    clientInformation: () => kept.client,
    saveClientInformation: (client) => {
      kept.client = client;
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens) => {
      kept.tokens = tokens;
    },
    redirectToAuthorization: redirect,
    saveCodeVerifier: (verifier) => {
      kept.verifier = verifier;
    },
    codeVerifier: () => kept.verifier ?? '',
    discoveryState: () => kept.discovery,
    saveDiscoveryState: (discovery) => {
      kept.discovery = discovery;
    },
    invalidateCredentials(scope) {
      if (scope === 'all' || scope === 'tokens') kept.tokens = undefined;
      if ((scope === 'all' || scope === 'client') && !hook.client) kept.client = undefined;
      if (scope === 'all' || scope === 'discovery') kept.discovery = undefined;
    },
    ...(isUnattended ? { prepareTokenRequest: clientCredentialsRequest } : {}),
    ...(hook.signingKey && hook.client
      ? {
          addClientAuthentication: sdk.createPrivateKeyJwtAuth({
            issuer: hook.client.id,
            subject: hook.client.id,
            privateKey: hook.signingKey.privateKey,
            alg: hook.signingKey.algorithm,
          }),
        }
      : {}),
  };
}

function clientCredentialsRequest(scope?: string): URLSearchParams {
  const params = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope) params.set('scope', scope);
  return params;
}
