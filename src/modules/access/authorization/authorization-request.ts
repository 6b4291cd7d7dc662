// What an application asks of a person, read from the query it sent their browser here with. Pure: the client is found before.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Settings } from '#platform/ctx';
import { matchesRedirectUri } from '../app-clients/redirect-uri.ts';
import type { AppClient } from '../app-clients/app-client.ts';
import { issuerOf, mcpResourceOf, SCOPES } from './authorization-server.ts';
import type { Scope } from './authorization-server.ts';
import type { OAuthProblem } from './oauth-problem.ts';
import { ownResource } from './resource.ts';

type Public = Pick<Settings, 'publicUrl'>;

export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly codeChallenge: string;
  readonly scopes: readonly Scope[];
  readonly resource: string;
}

/** `returnTo`: how the application may be told, once its redirect address is known to be its own. */
export interface RefusedRequest {
  readonly problem: OAuthProblem;
  readonly returnTo?: string | undefined;
}

export const MAX_QUERY = 8_000;
const MAX_STATE = 2_000;
/** The SHA-256 of the verifier, in base64url. */
const S256 = /^[A-Za-z0-9_-]{43}$/;

/** The client id, if there is one that could be looked up. */
export function clientIdIn(query: URLSearchParams): Outcome<string, OAuthProblem> {
  const ids = query.getAll('client_id');
  const [id = ''] = ids;
  if (ids.length === 1 && /^[\x21-\x7e]{1,1000}$/.test(id)) return ok(id);
  return failed({ error: 'invalid_request', description: 'The application did not say which one it is (client_id).' });
}

export function parseAuthorizationRequest(
  query: URLSearchParams,
  { client, settings }: { readonly client: AppClient; readonly settings: Public },
): Outcome<AuthorizationRequest, RefusedRequest> {
  const [redirectUri = ''] = query.getAll('redirect_uri');
  if (query.getAll('redirect_uri').length !== 1 || !matchesRedirectUri(client.redirectUris, redirectUri)) {
    return failed({
      problem: { error: 'invalid_request', description: 'The address to return to (redirect_uri) is not one the application registered.' },
    });
  }
  const state = query.get('state') ?? undefined;
  const problem = problemIn(query, settings);
  if (problem !== undefined) {
    // a state that is too long is not carried back
    const told = state !== undefined && state.length <= MAX_STATE ? state : undefined;
    return failed({ problem, returnTo: answerUrl(redirectUri, { problem, state: told, issuer: issuerOf(settings) }) });
  }
  return ok({
    redirectUri,
    state,
    codeChallenge: query.get('code_challenge') ?? '',
    scopes: scopesIn(query.get('scope')) ?? [],
    resource: mcpResourceOf(settings),
  });
}

const ONCE = ['state', 'response_type', 'response_mode', 'code_challenge', 'code_challenge_method', 'scope', 'prompt'] as const;

/** The first thing that is wrong with what is asked; the addresses were looked at before. */
function problemIn(query: URLSearchParams, settings: Public): OAuthProblem | undefined {
  const twice = ONCE.find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) return { error: 'invalid_request', description: `${twice} is given twice` };
  return FAULTS.find(({ isIn }) => isIn(query, settings))?.problem(settings);
}

interface Fault {
  isIn(query: URLSearchParams, settings: Public): boolean;
  problem(settings: Public): OAuthProblem;
}

const fault = (error: OAuthProblem['error'], description: string | ((settings: Public) => string), isIn: Fault['isIn']): Fault => ({
  isIn,
  problem: (settings) => ({ error, description: typeof description === 'string' ? description : description(settings) }),
});

const FAULTS: readonly Fault[] = [
  fault('invalid_request', `state is longer than ${MAX_STATE} characters`, (query) => (query.get('state') ?? '').length > MAX_STATE),
  fault('invalid_request', 'request objects are not supported', (query) => query.has('request') || query.has('request_uri')),
  fault('unsupported_response_type', 'response_type must be code', (query) => query.get('response_type') !== 'code'),
  fault('invalid_request', 'response_mode must be query', (query) => (query.get('response_mode') ?? 'query') !== 'query'),
  fault(
    'invalid_request',
    'code_challenge with code_challenge_method S256 is required',
    (query) => !S256.test(query.get('code_challenge') ?? '') || query.get('code_challenge_method') !== 'S256',
  ),
  fault('consent_required', 'a person has to decide', (query) => query.get('prompt')?.split(' ').includes('none') === true),
  fault(
    'invalid_target',
    (settings) => `resource must be ${mcpResourceOf(settings)}`,
    (query, settings) => query.getAll('resource').some((text) => ownResource(settings, text) === undefined),
  ),
  fault('invalid_scope', `scope must be among ${SCOPES.join(' ')}`, (query) => scopesIn(query.get('scope')) === undefined),
];

/** Words we do not know are left out, as the standard allows; `mcp` is what there is to ask for, so it is always meant. */
function scopesIn(text: string | null): readonly Scope[] | undefined {
  const words = (text ?? '').split(' ').filter((word) => word !== '');
  const known = SCOPES.filter((scope) => words.includes(scope));
  if (words.length > 0 && known.length === 0) return undefined;
  return known.includes('mcp') ? known : ['mcp', ...known];
}

export type Answer =
  | { readonly code: string; readonly state: string | undefined; readonly issuer: string }
  | { readonly problem: OAuthProblem; readonly state: string | undefined; readonly issuer: string };

/** The way back to the application, with the issuer beside the answer (RFC 9207). */
export function answerUrl(redirectUri: string, answer: Answer): string {
  const url = new URL(redirectUri);
  if ('code' in answer) {
    url.searchParams.set('code', answer.code);
  } else {
    url.searchParams.set('error', answer.problem.error);
    url.searchParams.set('error_description', answer.problem.description);
  }
  if (answer.state !== undefined) url.searchParams.set('state', answer.state);
  url.searchParams.set('iss', answer.issuer);
  return url.href;
}
