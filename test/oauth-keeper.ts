// What an MCP client keeps of OAuth, as the client library wants it; the address it sends the person to is kept for the test.
import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { CALLBACK } from './oauth-app-world.ts';

export class Keeper implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly clientMetadata;
  readonly clientMetadataUrl?: string;
  client: StoredOAuthClientInformation | undefined;
  kept: StoredOAuthTokens | undefined;
  asked: URL | undefined;
  #discovered: OAuthDiscoveryState | undefined;
  #verifier = '';

  constructor({ redirectUrl = CALLBACK, document }: { redirectUrl?: string; document?: string } = {}) {
    this.redirectUrl = redirectUrl;
    this.clientMetadata = {
      client_name: 'Example Editor',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
    if (document !== undefined) this.clientMetadataUrl = document;
  }

  state = () => 'st4te';
  clientInformation = () => this.client;
  saveClientInformation = (client: StoredOAuthClientInformation) => void (this.client = client);
  tokens = () => this.kept;
  saveTokens = (tokens: StoredOAuthTokens) => void (this.kept = tokens);
  redirectToAuthorization = (url: URL) => void (this.asked = url);
  saveCodeVerifier = (verifier: string) => void (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
  saveDiscoveryState = (state: OAuthDiscoveryState) => void (this.#discovered = state);
  discoveryState = () => this.#discovered;
}
