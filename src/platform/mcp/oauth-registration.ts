// Registers us with an authorization server that has never heard of us (RFC 7591).
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { boundedFetch } from '#platform/oauth/bounded-fetch';
import type { AuthMethod, Discovery } from '#platform/oauth/oauth';
import { saidBy } from '#platform/oauth/token-request';
import { objectOf, textOf } from './json-value.ts';
import { loadSdk } from './sdk.ts';
import type { Sdk } from './sdk.ts';

export interface Registered {
  readonly clientId: string;
  readonly method: AuthMethod;
  readonly secret: string | undefined;
  /** ISO time; null: the secret does not end. */
  readonly secretExpiresAt: string | null;
}

export interface Registration {
  readonly clientName: string;
  readonly clientUri: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** The error is a sentence for a person. */
export async function registerClient(
  send: SafeFetch,
  discovery: Discovery,
  registration: Registration,
): Promise<Outcome<Registered, string>> {
  const { registrationEndpoint } = discovery;
  if (registrationEndpoint === null)
    return failed('The server registers no clients by itself. Enter a clientId that its operator gave you.');
  const sdk = await loadSdk();
  try {
    // Of the metadata the function reads the registration endpoint alone; our own names for the rest are kept elsewhere.
    const metadata = { registration_endpoint: registrationEndpoint } as NonNullable<Parameters<Sdk['registerClient']>[1]['metadata']>;
    const client = await sdk.registerClient(discovery.issuer, {
      metadata,
      clientMetadata: documentOf(discovery, registration),
      fetchFn: boundedFetch(send),
    });
    // A method nobody asked for, such as one with a key, is none we could use.
    const method = PREFERRED.find((known) => known === client.token_endpoint_auth_method);
    return ok({
      clientId: client.client_id,
      method: method ?? (client.client_secret === undefined ? 'none' : 'client_secret_basic'),
      secret: client.client_secret,
      secretExpiresAt: endOf(client.client_secret_expires_at),
    });
  } catch (error) {
    return failed(problemOf(sdk, error, new URL(registrationEndpoint).host));
  }
}

const documentOf = ({ authMethods }: Discovery, { clientName, clientUri, redirectUri, scopes }: Registration) => ({
  client_name: clientName,
  client_uri: clientUri,
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: PREFERRED.find((method) => authMethods.includes(method)) ?? 'client_secret_basic',
  application_type: isLoopback(redirectUri) ? 'native' : 'web',
  ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
});

/** A secret is kept well here, and a client with one is harder to impersonate. */
const PREFERRED: readonly AuthMethod[] = ['client_secret_basic', 'client_secret_post', 'none'];

const isLoopback = (url: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);

/** Seconds since the epoch; 0 is "never". */
const endOf = (at: number | undefined): string | null => (at === undefined || at === 0 ? null : new Date(at * 1000).toISOString());

function problemOf(sdk: Sdk, error: unknown, host: string): string {
  if (error instanceof SafeFetchError) return error.message;
  if (!sdk.RegistrationRejectedError.isInstance(error)) return `${host} did not register us as a client.`;
  const code = textOf(objectOf(parsed(error.body))['error']);
  return `${host} did not register us as a client (${code === undefined ? `HTTP ${error.status}` : saidBy(code, undefined)}).`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // No JSON: the status says enough.
    return undefined;
  }
}
