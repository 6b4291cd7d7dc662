// Everything that is settled before a person is sent to the authorization server: where to, as which client, for which scopes.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Ctx } from '#platform/ctx';
import { judgeUrl } from '#platform/http/address-guard';
import { discoverAuthorization } from '#platform/mcp/oauth-discovery';
import { registerClient } from '#platform/mcp/oauth-registration';
import type { Discovery } from '#platform/oauth/oauth';
import { scopeUnion } from '#platform/oauth/scopes';
import { openValues } from '../open-secrets.ts';
import { originOf } from '../origin.ts';
import type { ServerRecord } from '../store.ts';
import { CLIENT_NAME, clientDocumentUrl, redirectUriOf } from './client-document.ts';
import type { Grant, GrantClient } from './grant.ts';
import { resourceOf } from './grant-tokens.ts';
import { MAX_STEP_UPS } from './token-source.ts';

export interface AuthorizationPlan {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** Null when the endpoints were entered by hand: then nobody told who must answer. */
  readonly issuer: string | null;
  readonly namesIssuer: boolean;
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly isStepUp: boolean;
  readonly discovery: Discovery | null;
  readonly client: GrantClient;
  /** Of a client that has just been registered. In clear: never log or store it. */
  readonly registeredSecret: string | undefined;
  /** The address of the server it was planned for. */
  readonly serverUrl: string;
  /** As `basisOf` said then. */
  readonly basis: string;
}

/** What a plan stands on: whoever finds another one must not finish it, or a secret goes where it was never meant to go. */
export function basisOf({ serverUrl, profileSecretId, settings }: Pick<Grant, 'serverUrl' | 'profileSecretId' | 'settings'>): string {
  const { tokenUrl, authorizationUrl, clientId, authMethod, signingAlgorithm } = settings;
  return JSON.stringify([originOf(serverUrl), profileSecretId, tokenUrl, authorizationUrl, clientId, authMethod, signingAlgorithm]);
}

/** The error is a sentence for the person who connects. */
export async function planAuthorization(ctx: Ctx, server: ServerRecord, grant: Grant): Promise<Outcome<AuthorizationPlan, string>> {
  const endpoints = await findEndpoints(ctx, server, grant);
  if (!endpoints.ok) return endpoints;
  const { discovery, authorizationEndpoint, tokenEndpoint } = endpoints.value;
  const scopes = wantedScopes(grant, discovery);
  const client = await chooseClient(ctx, grant, { discovery, scopes });
  if (!client.ok) return client;
  return ok({
    authorizationEndpoint,
    tokenEndpoint,
    issuer: discovery?.issuer ?? null,
    namesIssuer: discovery?.namesIssuer ?? false,
    resource: discovery?.resource ?? resourceOf(grant.serverUrl),
    scopes,
    isStepUp: isStepUp(grant),
    discovery,
    serverUrl: grant.serverUrl,
    basis: basisOf(grant),
    ...client.value,
  });
}

interface Endpoints {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly discovery: Discovery | null;
}

async function findEndpoints(ctx: Ctx, server: ServerRecord, grant: Grant): Promise<Outcome<Endpoints, string>> {
  const { authorizationUrl, tokenUrl, clientId } = grant.settings;
  const transport = server.transportType === 'sse' ? 'sse' : 'streamable_http';
  // With endpoints and a client of one's own there is nothing to find out.
  if (authorizationUrl !== null && tokenUrl !== null && clientId !== null) {
    return ok({ authorizationEndpoint: authorizationUrl, tokenEndpoint: tokenUrl, discovery: null });
  }
  const found = await discoverAuthorization(ctx.deps.fetch, {
    url: grant.serverUrl,
    transport,
    headers: await openValues(ctx, server.headerSecrets),
  });
  if (!found.ok) return found;
  const endpoints = {
    authorizationEndpoint: authorizationUrl ?? found.value.authorizationEndpoint,
    tokenEndpoint: tokenUrl ?? found.value.tokenEndpoint,
    discovery: found.value,
  };
  // The browser goes to the first one, whatever it is; the second one is judged again when it is called.
  for (const url of [endpoints.authorizationEndpoint, endpoints.tokenEndpoint]) {
    const judged = judgeUrl(url, ctx.deps.settings.addressPolicy);
    if (!judged.ok) return failed(`An endpoint of the authorization server ${judged.error}.`);
  }
  return ok(endpoints);
}

const isStepUp = (grant: Grant): boolean => grant.missingScopes.length > 0 && grant.stepUps < MAX_STEP_UPS;

/** What was chosen, else what the server asks for; never less than what was granted or found missing. */
function wantedScopes(grant: Grant, discovery: Discovery | null): readonly string[] {
  const chosen = grant.settings.scopes.length > 0 ? grant.settings.scopes : (discovery?.wantedScopes ?? []);
  const granted = grant.state === 'pending' ? [] : grant.scopes;
  const missing = isStepUp(grant) ? grant.missingScopes : [];
  const offline = chosen.length > 0 && discovery?.scopesSupported.includes('offline_access') ? ['offline_access'] : [];
  return scopeUnion(chosen, granted, missing, offline);
}

type ChosenClient = Pick<AuthorizationPlan, 'client' | 'registeredSecret'>;

/** Entered by a person → our metadata document → the one registered before → registered now. Never shown to another issuer. */
async function chooseClient(
  ctx: Ctx,
  grant: Grant,
  { discovery, scopes }: { discovery: Discovery | null; scopes: readonly string[] },
): Promise<Outcome<ChosenClient, string>> {
  const { settings } = ctx.deps;
  const redirectUri = redirectUriOf(settings);
  const { clientId, authMethod } = grant.settings;
  if (clientId !== null) {
    if (discovery && grant.issuer !== null && grant.issuer !== discovery.issuer)
      return failed('The server has moved to another authorization server. Enter the clientId and clientSecret that belong to it.');
    const method = authMethod ?? (grant.profileSecretId === null ? 'none' : 'client_secret_basic');
    return chosen({ id: clientId, method, source: 'settings', redirectUri, secretExpiresAt: null });
  }
  if (!discovery) return failed('Enter a clientId, or leave the URLs empty so that a client can be registered.');
  const document = clientDocumentUrl(settings);
  if (document !== undefined && discovery.takesClientDocuments)
    return chosen({ id: document, method: 'none', source: 'document', redirectUri, secretExpiresAt: null });
  if (grant.client && grant.issuer === discovery.issuer && isReusable(grant.client, redirectUri, ctx.deps.clock.now()))
    return chosen(grant.client);
  const made = await registerClient(ctx.deps.fetch, discovery, {
    clientName: CLIENT_NAME,
    clientUri: settings.publicUrl,
    redirectUri,
    scopes,
  });
  if (!made.ok) return made;
  const { clientId: id, method, secret, secretExpiresAt } = made.value;
  return chosen({ id, method, source: 'registered', redirectUri, secretExpiresAt }, secret);
}

const chosen = (client: GrantClient, registeredSecret?: string): Outcome<ChosenClient, never> => ok({ client, registeredSecret });

const isReusable = (client: GrantClient, redirectUri: string, now: Date): boolean =>
  client.source === 'registered' &&
  client.redirectUri === redirectUri &&
  (client.secretExpiresAt === null || Date.parse(client.secretExpiresAt) > now.getTime());
