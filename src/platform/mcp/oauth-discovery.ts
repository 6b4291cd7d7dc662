// Finds the authorization server of an MCP server: challenge, resource metadata (RFC 9728), server metadata (RFC 8414, OIDC).
import type { AuthorizationServerMetadata, OAuthProtectedResourceMetadata } from '@modelcontextprotocol/client';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { boundedFetch } from '#platform/oauth/bounded-fetch';
import type { Discovery } from '#platform/oauth/oauth';
import { scopeUnion, scopesOf } from '#platform/oauth/scopes';
import type { HttpTransport } from './mcp.ts';
import { loadSdk } from './sdk.ts';
import type { Sdk } from './sdk.ts';

/** An MCP server as it is contacted, without a credential. */
export interface Protected {
  readonly url: string;
  readonly transport: HttpTransport;
  readonly headers: Readonly<Record<string, string>>;
}

/** More authorization servers than this nobody lists in earnest. */
const MAX_ISSUERS = 3;

/** Of all requests together: a renewal waits for it, and others wait for the renewal. */
const TOTAL_MS = 12_000;

/** The error is a sentence for a person. Every request is guarded, bounded in size and ends within 10 s, all of them within 12 s. */
export async function discoverAuthorization(send: SafeFetch, server: Protected): Promise<Outcome<Discovery, string>> {
  const sdk = await loadSdk();
  const fetch = within(boundedFetch(send), AbortSignal.timeout(TOTAL_MS));
  const challenge = await challengeOf({ sdk, fetch: send }, server);
  const resource = await resourceMetadata({ sdk, fetch }, server, challenge.resourceMetadataUrl);
  if (!resource.ok) return resource;
  const found = await serverMetadata({ sdk, fetch }, issuersOf(server, resource.value));
  return found.ok ? described(found.value, resource.value, challenge.scopes) : found;
}

const within =
  (fetch: SafeFetch, deadline: AbortSignal): SafeFetch =>
  (url, init = {}) =>
    fetch(url, { ...init, signal: init.signal ? AbortSignal.any([init.signal, deadline]) : deadline });

interface Way {
  readonly sdk: Sdk;
  readonly fetch: SafeFetch;
}

interface Challenge {
  readonly resourceMetadataUrl: URL | undefined;
  readonly scopes: readonly string[];
}

const NO_CHALLENGE: Challenge = { resourceMetadataUrl: undefined, scopes: [] };
const CHALLENGE_MS = 10_000;

/** Asks as a client would and reads only how it is refused. */
async function challengeOf({ sdk, fetch }: Way, server: Protected): Promise<Challenge> {
  try {
    const response = await fetch(server.url, { ...firstContact(server), signal: AbortSignal.timeout(CHALLENGE_MS) });
    await response.body?.cancel();
    if (response.status !== 401) return NO_CHALLENGE;
    const { resourceMetadataUrl, scope } = sdk.extractWWWAuthenticateParams(response);
    return { resourceMetadataUrl, scopes: scopesOf(scope) };
  } catch {
    // A server that cannot be asked has its metadata at the known places, or none; that attempt reports the failure.
    return NO_CHALLENGE;
  }
}

function firstContact({ transport, headers }: Protected): RequestInit {
  if (transport === 'sse') return { headers: { ...headers, accept: 'text/event-stream' } };
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
  return {
    method: 'POST',
    headers: { ...headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(ping),
  };
}

/** A server without the document is one of revision 2025-03-26: its own origin is the authorization server. */
async function resourceMetadata(
  { sdk, fetch }: Way,
  server: Protected,
  at: URL | undefined,
): Promise<Outcome<OAuthProtectedResourceMetadata | undefined, string>> {
  try {
    const found = await sdk.discoverOAuthProtectedResourceMetadata(server.url, at ? { resourceMetadataUrl: at } : {}, fetch);
    const fits = sdk.checkResourceAllowed({ requestedResource: server.url, configuredResource: found.resource });
    return fits ? ok(found) : failed(`The metadata of ${hostOf(server.url)} is about another resource, so no token for it would be safe.`);
  } catch (error) {
    if (error instanceof SafeFetchError && error.code === 'blocked_address') return failed(error.message);
    return ok(undefined);
  }
}

const issuersOf = (server: Protected, resource: OAuthProtectedResourceMetadata | undefined): readonly string[] => {
  const listed = resource?.authorization_servers ?? [];
  return listed.length > 0 ? listed.slice(0, MAX_ISSUERS) : [new URL('/', server.url).href];
};

/** The first of the listed servers whose metadata can be read. */
async function serverMetadata(way: Way, issuers: readonly string[]): Promise<Outcome<AuthorizationServerMetadata, string>> {
  let problem = '';
  for (const issuer of issuers) {
    const found = await metadataOf(way, issuer);
    if (found.ok) return found;
    problem ||= found.error;
  }
  return failed(problem);
}

async function metadataOf({ sdk, fetch }: Way, issuer: string): Promise<Outcome<AuthorizationServerMetadata, string>> {
  const host = hostOf(issuer);
  try {
    const metadata = await sdk.discoverAuthorizationServerMetadata(issuer, { fetchFn: fetch });
    return metadata
      ? ok(metadata)
      : failed(`${host} publishes no OAuth metadata. Enter authorizationUrl and tokenUrl, or ask the server's operator for them.`);
  } catch (error) {
    if (error instanceof SafeFetchError) return failed(error.message);
    if (sdk.IssuerMismatchError.isInstance(error)) return failed(`The metadata of ${host} names another issuer, so it is not trusted.`);
    return failed(`The OAuth metadata of ${host} cannot be read.`);
  }
}

function described(
  metadata: AuthorizationServerMetadata,
  resource: OAuthProtectedResourceMetadata | undefined,
  challenged: readonly string[],
): Outcome<Discovery, string> {
  const host = hostOf(metadata.issuer);
  if (!metadata.code_challenge_methods_supported?.includes('S256')) {
    return failed(`${host} does not offer PKCE with S256, which MCP requires. Enter authorizationUrl and tokenUrl to use it all the same.`);
  }
  return ok({
    issuer: metadata.issuer,
    authorizationEndpoint: metadata.authorization_endpoint,
    tokenEndpoint: metadata.token_endpoint,
    registrationEndpoint: metadata.registration_endpoint ?? null,
    authMethods: metadata.token_endpoint_auth_methods_supported ?? [],
    scopesSupported: scopeUnion(metadata.scopes_supported ?? []),
    takesClientDocuments: metadata.client_id_metadata_document_supported === true,
    namesIssuer: metadata.authorization_response_iss_parameter_supported === true,
    resource: resource?.resource ?? null,
    wantedScopes: challenged.length > 0 ? challenged : scopeUnion(resource?.scopes_supported ?? []),
  });
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? 'The authorization server';
