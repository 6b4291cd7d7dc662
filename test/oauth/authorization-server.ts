// An authorization server on loopback whose manners a test chooses: discovery, registration, rotation with revocation of the
// family on any reuse, issuer in answers, and every way of failing. It consents by itself.
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Manners {
  /** Where the metadata is, or that there is none. */
  readonly discovery: 'oauth' | 'oidc_inserted' | 'oidc_appended' | 'none';
  /** Path of the issuer, such as `/tenant`. */
  readonly issuerPath: string;
  /** The issuer the metadata names, when it lies. */
  readonly claimedIssuer: string | undefined;
  readonly registers: boolean;
  /** What its answer to a registration says otherwise; undefined takes a field away. */
  readonly registersAs: Readonly<Record<string, unknown>>;
  readonly takesClientDocuments: boolean;
  readonly challengeMethods: readonly string[] | undefined;
  readonly authMethods: readonly string[];
  readonly scopesSupported: readonly string[] | undefined;
  /** RFC 9207 `iss` of answers; `advertised` says so in the metadata. */
  readonly iss: 'right' | 'wrong' | 'absent';
  readonly issAdvertised: boolean;
  /** What the person does. */
  readonly consent: 'give' | 'deny';
  readonly givesRefreshToken: boolean;
  /** A new refresh token with each refresh; the old one is spent. */
  readonly rotates: boolean;
  readonly expiresInS: number | undefined;
  readonly refreshExpiresInS: number | undefined;
  /** Tokens end by the real clock, as their lifetimes say. */
  readonly enforcesEnds: boolean;
  /** Milliseconds before an answer of the token endpoint. */
  readonly delayMs: number;
}

/** What becomes of the next token request. `lost`: it is carried out, and the connection is cut before the answer. */
export type TokenFault =
  | { readonly status: number; readonly body?: unknown; readonly retryAfter?: string }
  | 'reset'
  | 'lost'
  | 'hang'
  | 'html';

interface Family {
  readonly id: string;
  readonly clientId: string;
  readonly scope: string;
  isRevoked: boolean;
  refreshToken: string | undefined;
  readonly spent: Set<string>;
}

interface Issued {
  readonly family: Family | undefined;
  readonly scope: string;
  readonly endsAt: number;
  isDead: boolean;
}

export interface TokenRequestSeen {
  readonly params: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

export interface AuthorizationServer {
  readonly url: string;
  readonly issuer: string;
  manners: Manners;
  /** Token requests, oldest first. */
  readonly tokenRequests: readonly TokenRequestSeen[];
  readonly registrations: readonly Readonly<Record<string, unknown>>[];
  /** The last query of the authorization endpoint. */
  readonly authorizations: readonly URLSearchParams[];
  readonly families: readonly Family[];
  /** Faults of the next token requests, one each. */
  fail(...faults: TokenFault[]): void;
  /** A client with a secret, known beforehand. */
  addClient(id: string, secret: string | undefined): void;
  /** The scope of a live access token, or undefined. */
  scopeOf(accessToken: string): string | undefined;
  /** The access token stops working; its refresh token goes on. */
  expire(accessToken: string): void;
  /** A consent as if a person had gone to `url`: the query of the redirect that ended it. */
  visit(url: string): Promise<URLSearchParams>;
  close(): Promise<void>;
}

const DEFAULTS: Manners = {
  discovery: 'oauth',
  issuerPath: '',
  claimedIssuer: undefined,
  registers: true,
  registersAs: {},
  takesClientDocuments: false,
  challengeMethods: ['S256'],
  authMethods: ['client_secret_basic', 'client_secret_post', 'none'],
  scopesSupported: undefined,
  iss: 'right',
  issAdvertised: true,
  consent: 'give',
  givesRefreshToken: true,
  rotates: true,
  expiresInS: 3600,
  refreshExpiresInS: undefined,
  enforcesEnds: false,
  delayMs: 0,
};

interface Begun {
  readonly clientId: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly resource: string | undefined;
}

class Model {
  manners: Manners;
  base = '';
  readonly clients = new Map<string, string | undefined>();
  readonly codes = new Map<string, Begun>();
  readonly tokens = new Map<string, Issued>();
  readonly byRefresh = new Map<string, Family>();
  readonly families: Family[] = [];
  readonly faults: TokenFault[] = [];
  readonly tokenRequests: TokenRequestSeen[] = [];
  readonly registrations: Record<string, unknown>[] = [];
  readonly authorizations: URLSearchParams[] = [];

  constructor(manners: Partial<Manners>) {
    this.manners = { ...DEFAULTS, ...manners };
  }

  get issuer(): string {
    return `${this.base}${this.manners.issuerPath}`;
  }

  metadata(): Record<string, unknown> {
    const { manners } = this;
    return {
      issuer: manners.claimedIssuer ?? this.issuer,
      authorization_endpoint: `${this.base}/authorize`,
      token_endpoint: `${this.base}/token`,
      ...(manners.registers ? { registration_endpoint: `${this.base}/register` } : {}),
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      token_endpoint_auth_methods_supported: manners.authMethods,
      ...(manners.challengeMethods ? { code_challenge_methods_supported: manners.challengeMethods } : {}),
      ...(manners.scopesSupported ? { scopes_supported: manners.scopesSupported } : {}),
      ...(manners.takesClientDocuments ? { client_id_metadata_document_supported: true } : {}),
      ...(manners.issAdvertised ? { authorization_response_iss_parameter_supported: true } : {}),
      ...(manners.discovery === 'oauth'
        ? {}
        : { jwks_uri: `${this.base}/jwks`, subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'] }),
    };
  }

  metadataPath(): string | undefined {
    const { discovery, issuerPath } = this.manners;
    if (discovery === 'oauth') return `/.well-known/oauth-authorization-server${issuerPath}`;
    if (discovery === 'oidc_inserted') return `/.well-known/openid-configuration${issuerPath}`;
    return discovery === 'oidc_appended' ? `${issuerPath}/.well-known/openid-configuration` : undefined;
  }

  /** Where the redirect goes. */
  authorize(query: URLSearchParams): string {
    this.authorizations.push(query);
    const redirectUri = query.get('redirect_uri') ?? '';
    const to = new URL(redirectUri);
    to.searchParams.set('state', query.get('state') ?? '');
    if (this.manners.iss !== 'absent') to.searchParams.set('iss', this.manners.iss === 'right' ? this.issuer : 'https://evil.example.test');
    if (this.manners.consent === 'deny') to.searchParams.set('error', 'access_denied');
    else {
      const code = randomUUID();
      this.codes.set(code, {
        clientId: query.get('client_id') ?? '',
        challenge: query.get('code_challenge') ?? '',
        redirectUri,
        scope: query.get('scope') ?? '',
        resource: query.get('resource') ?? undefined,
      });
      to.searchParams.set('code', code);
    }
    return to.href;
  }

  register(body: Record<string, unknown>): Record<string, unknown> {
    this.registrations.push(body);
    const id = `client-${randomUUID()}`;
    const isPublic = body['token_endpoint_auth_method'] === 'none';
    const secret = isPublic ? undefined : `registered-secret-${randomUUID()}`;
    this.clients.set(id, secret);
    const proof = secret === undefined ? {} : { client_secret: secret, client_secret_expires_at: 0 };
    return { ...body, client_id: id, ...proof, ...this.manners.registersAs };
  }

  /** Status and body of an answer of the token endpoint. */
  token({ params, authorization }: TokenRequestSeen): [number, Record<string, unknown>] {
    const clientId = this.authenticated(params, authorization);
    if (clientId === undefined) return [401, { error: 'invalid_client', error_description: 'Who are you?' }];
    switch (params['grant_type']) {
      case 'client_credentials':
        return [200, this.issue(undefined, params['scope'] ?? '')];
      case 'authorization_code':
        return this.redeem(params, clientId);
      case 'refresh_token':
        return this.refresh(params['refresh_token'] ?? '', clientId);
      default:
        return [400, { error: 'unsupported_grant_type' }];
    }
  }

  private authenticated(params: Readonly<Record<string, string>>, authorization: string | undefined): string | undefined {
    const [id, secret] = credentialsOf(params, authorization);
    if (id.startsWith('https://') && this.manners.takesClientDocuments) return id;
    if (params['client_assertion'] !== undefined) return this.clients.has(id) ? id : undefined;
    return this.clients.has(id) && this.clients.get(id) === secret ? id : undefined;
  }

  private redeem(params: Readonly<Record<string, string>>, clientId: string): [number, Record<string, unknown>] {
    const begun = this.codes.get(params['code'] ?? '');
    this.codes.delete(params['code'] ?? '');
    const challenge = createHash('sha256')
      .update(params['code_verifier'] ?? '')
      .digest('base64url');
    const isGood = begun && begun.clientId === clientId && begun.challenge === challenge && begun.redirectUri === params['redirect_uri'];
    if (!isGood || begun.resource !== params['resource']) return [400, { error: 'invalid_grant', error_description: 'bad code' }];
    const family: Family = { id: randomUUID(), clientId, scope: begun.scope, isRevoked: false, refreshToken: undefined, spent: new Set() };
    this.families.push(family);
    return [200, { ...this.issue(family, begun.scope), ...this.nextRefresh(family) }];
  }

  /** Whoever sends a spent token again has stolen it, or was stolen from: the family ends (RFC 9700 §4.14). */
  private refresh(token: string, clientId: string): [number, Record<string, unknown>] {
    const family = this.byRefresh.get(token);
    if (!family || family.clientId !== clientId) return [400, { error: 'invalid_grant', error_description: 'unknown refresh token' }];
    if (family.spent.has(token)) family.isRevoked = true;
    if (family.isRevoked) return [400, { error: 'invalid_grant', error_description: 'Token reuse: the family is revoked' }];
    const rotated = this.manners.rotates ? { ...this.nextRefresh(family) } : {};
    if (this.manners.rotates) family.spent.add(token);
    return [200, { ...this.issue(family, family.scope), ...rotated }];
  }

  private nextRefresh(family: Family): Record<string, unknown> {
    const { givesRefreshToken, refreshExpiresInS } = this.manners;
    if (!givesRefreshToken) return {};
    family.refreshToken = `refresh-${randomUUID()}`;
    this.byRefresh.set(family.refreshToken, family);
    return { refresh_token: family.refreshToken, ...(refreshExpiresInS === undefined ? {} : { refresh_expires_in: refreshExpiresInS }) };
  }

  private issue(family: Family | undefined, scope: string): Record<string, unknown> {
    const token = `access-${randomUUID()}`;
    const { expiresInS, enforcesEnds } = this.manners;
    const endsAt = enforcesEnds && expiresInS !== undefined ? Date.now() + expiresInS * 1000 : Number.POSITIVE_INFINITY;
    this.tokens.set(token, { family, scope, endsAt, isDead: false });
    return { access_token: token, token_type: 'Bearer', scope, ...(expiresInS === undefined ? {} : { expires_in: expiresInS }) };
  }

  scopeOf(token: string): string | undefined {
    const issued = this.tokens.get(token);
    const isLive = issued && !issued.isDead && !issued.family?.isRevoked && issued.endsAt > Date.now();
    return isLive ? issued.scope : undefined;
  }
}

function credentialsOf(params: Readonly<Record<string, string>>, authorization: string | undefined): [string, string | undefined] {
  if (authorization?.startsWith('Basic ')) {
    const [id = '', secret = ''] = Buffer.from(authorization.slice(6), 'base64')
      .toString()
      .split(':')
      .map((part) => decodeURIComponent(part));
    return [id, secret];
  }
  return [params['client_id'] ?? '', params['client_secret']];
}

export async function startAuthorizationServer(manners: Partial<Manners> = {}): Promise<AuthorizationServer> {
  const model = new Model(manners);
  const server = createServer((request, response) => void handle(model, request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  model.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: model.base,
    get issuer() {
      return model.issuer;
    },
    get manners() {
      return model.manners;
    },
    set manners(next) {
      model.manners = next;
    },
    tokenRequests: model.tokenRequests,
    registrations: model.registrations,
    authorizations: model.authorizations,
    families: model.families,
    fail: (...faults) => void model.faults.push(...faults),
    addClient: (id, secret) => void model.clients.set(id, secret),
    scopeOf: (token) => model.scopeOf(token),
    expire: (token) => {
      const issued = model.tokens.get(token);
      if (issued) issued.isDead = true;
    },
    visit: async (url) => new URL(model.authorize(new URL(url).searchParams)).searchParams,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(model: Model, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', model.base);
  const body = await bodyOf(request);
  if (url.pathname === model.metadataPath()) return answer(response, 200, model.metadata());
  if (url.pathname === '/authorize') return void response.writeHead(302, { location: model.authorize(url.searchParams) }).end();
  if (url.pathname === '/register') return answer(response, 201, model.register(JSON.parse(body) as Record<string, unknown>));
  if (url.pathname === '/token') return answerToken(model, { request, response, body });
  if (url.pathname === '/introspect') {
    const scope = model.scopeOf(new URLSearchParams(body).get('token') ?? '');
    return answer(response, 200, { active: scope !== undefined });
  }
  return answer(response, 404, { error: 'not_found' });
}

async function answerToken(
  model: Model,
  { request, response, body }: { request: IncomingMessage; response: ServerResponse; body: string },
): Promise<void> {
  const seen = { params: Object.fromEntries(new URLSearchParams(body)), authorization: request.headers.authorization };
  model.tokenRequests.push(seen);
  const fault = model.faults.shift();
  if (fault === 'hang') return;
  if (fault === 'reset') return void response.destroy();
  if (fault === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
  if (typeof fault === 'object') {
    if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
    return answer(response, fault.status, fault.body);
  }
  const [status, result] = model.token(seen);
  if (fault === 'lost') return void response.destroy();
  if (model.manners.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, model.manners.delayMs));
  answer(response, status, result);
}

const answer = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body));

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
