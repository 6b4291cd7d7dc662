// The way of a person to the authorization server and back: PKCE, state, resource, and the check of the answer.
import { createHash, randomBytes } from 'node:crypto';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { saidBy } from './token-request.ts';

const SECRET_BYTES = 32;

/** 256 bits for a `state` or a PKCE verifier. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** What is stored of a `state`. */
export const stateHash = (state: string): string => createHash('sha256').update(state).digest('hex');

export interface AuthorizationRequest {
  readonly authorizationEndpoint: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly verifier: string;
  readonly scopes: readonly string[];
  /** RFC 8707. */
  readonly resource: string;
}

/** Keeps what the endpoint's own query says. */
export function authorizationUrl(request: AuthorizationRequest): string {
  const url = new URL(request.authorizationEndpoint);
  const params: Record<string, string> = {
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    state: request.state,
    code_challenge: createHash('sha256').update(request.verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource: request.resource,
    ...(request.scopes.length > 0 ? { scope: request.scopes.join(' ') } : {}),
    // OpenID Connect gives a refresh token only after a consent that was asked for.
    ...(request.scopes.includes('offline_access') ? { prompt: 'consent' } : {}),
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

export type AnswerProblem = { readonly problem: 'denied' | 'mismatch' | 'failed'; readonly message: string };

/** Whom the answer must come from; null where no metadata told. */
export interface Asked {
  readonly issuer: string | null;
  /** The server promised to name itself in every answer. */
  readonly namesIssuer: boolean;
}

/** The code of the answer. An answer of another issuer is not even quoted (RFC 9207: plain comparison, no normalisation). */
export function codeOf(answer: URLSearchParams, asked: Asked): Outcome<string, AnswerProblem> {
  const iss = answer.get('iss');
  const isForeign = asked.issuer !== null && (iss === null ? asked.namesIssuer : iss !== asked.issuer);
  if (isForeign) return failed({ problem: 'mismatch', message: 'The answer did not come from the authorization server that was asked.' });
  const error = answer.get('error');
  if (error !== null) {
    const said = saidBy(error, answer.get('error_description') ?? undefined);
    return failed({
      problem: error === 'access_denied' ? 'denied' : 'failed',
      message: `The authorization server refused: ${said}.`,
    });
  }
  const code = answer.get('code');
  return code === null || code === '' ? failed({ problem: 'failed', message: 'The authorization server sent no code.' }) : ok(code);
}
