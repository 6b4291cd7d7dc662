// Asks an authorization server for tokens on behalf of a grant: renewal of what a person granted, or a client's own token.
import type { Outcome } from '#kernel/outcome';
import type { Deps } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import type { OAuthClient, TokenFault, TokenSet } from '#platform/oauth/oauth';
import { requestToken } from '#platform/oauth/token-request';
import type { Grant, OAuthSettings } from './grant.ts';

type Doors = Pick<Deps, 'vault' | 'fetch' | 'clock'>;

/** Everything a request needs, read before it is sent. Secrets in clear. */
export interface PreparedRequest {
  readonly tokenEndpoint: string;
  readonly issuer: string | null;
  readonly client: OAuthClient;
  readonly params: Readonly<Record<string, string>>;
}

/** Undefined when the grant lacks what the request needs, which a person must bring. */
export async function prepareRenewal({ vault }: Pick<Deps, 'vault'>, db: Db | Tx, grant: Grant): Promise<PreparedRequest | undefined> {
  const open = (id: string | null): Promise<string | undefined> =>
    id === null ? Promise.resolve(undefined) : vault.open(db, grant.orgId, id);
  if (grant.kind === 'oauth_client_credentials') {
    return clientCredentials(grant.settings, { secret: await open(grant.profileSecretId), serverUrl: grant.serverUrl });
  }
  const { client } = grant;
  const tokenEndpoint = grant.settings.tokenUrl ?? grant.discovery?.tokenEndpoint;
  const refreshToken = await open(grant.refreshSecretId);
  if (!client || tokenEndpoint === undefined || refreshToken === undefined) return undefined;
  const secret = await open(client.source === 'settings' ? grant.profileSecretId : grant.clientSecretId);
  return {
    tokenEndpoint,
    issuer: grant.issuer,
    client: { id: client.id, method: client.method, secret, signingAlgorithm: grant.settings.signingAlgorithm ?? undefined },
    params: { grant_type: 'refresh_token', refresh_token: refreshToken, ...(grant.resource === null ? {} : { resource: grant.resource }) },
  };
}

/** An audience is the older word for a resource; servers that want it often refuse the other one. */
export function clientCredentials(
  settings: OAuthSettings,
  { secret, serverUrl }: { secret: string | undefined; serverUrl: string },
): PreparedRequest | undefined {
  const { tokenUrl, clientId, scopes, audience, authMethod, signingAlgorithm } = settings;
  if (tokenUrl === null || clientId === null) return undefined;
  return {
    tokenEndpoint: tokenUrl,
    issuer: null,
    client: { id: clientId, method: authMethod ?? 'client_secret_basic', secret, signingAlgorithm: signingAlgorithm ?? undefined },
    params: {
      grant_type: 'client_credentials',
      ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
      ...(audience === null ? { resource: resourceOf(serverUrl) } : { audience }),
    },
  };
}

/** RFC 8707: the server's own URL, without a fragment. */
export const resourceOf = (serverUrl: string): string => {
  const url = new URL(serverUrl);
  url.hash = '';
  // The canonical form of a bare origin has no slash.
  return url.pathname === '/' && url.search === '' ? url.origin : url.href;
};

export const sendRequest = ({ fetch, clock }: Doors, request: PreparedRequest): Promise<Outcome<TokenSet, TokenFault>> =>
  requestToken(fetch, { ...request, now: clock.now() });
