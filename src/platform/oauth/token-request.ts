// One request to a token endpoint, and what came of it in three kinds: tokens, no, or not known.
import { z } from 'zod';
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { boundedFetch } from './bounded-fetch.ts';
import { proofOf } from './client-authentication.ts';
import type { OAuthClient, TokenFault, TokenSet } from './oauth.ts';
import { scopesOf } from './scopes.ts';

export interface TokenRequest {
  readonly tokenEndpoint: string;
  /** Of the authorization server, where known: the audience of a signed proof. */
  readonly issuer: string | null;
  readonly client: OAuthClient;
  /** `grant_type` and what belongs to it. */
  readonly params: Readonly<Record<string, string>>;
  readonly now: Date;
}

/** Never throws for what the server does. Ends within the bound of boundedFetch. Follows no redirect: it carries credentials. */
export async function requestToken(send: SafeFetch, request: TokenRequest): Promise<Outcome<TokenSet, TokenFault>> {
  const { tokenEndpoint, client } = request;
  const host = new URL(tokenEndpoint).host;
  const proof = await proofOf(client, { audience: request.issuer ?? tokenEndpoint, now: request.now }).catch(() => undefined);
  // The library's words could quote the key.
  if (!proof) return failed({ kind: 'refused', message: `The client's key cannot sign with ${client.signingAlgorithm ?? 'RS256'}.` });
  try {
    const response = await boundedFetch(send)(tokenEndpoint, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...proof.headers },
      body: new URLSearchParams({ ...request.params, ...proof.params }).toString(),
    });
    return readAnswer(host, response.status, {
      body: await response.text(),
      retryAfterMs: waitOf(response.headers.get('retry-after'), request.now),
    });
  } catch (error) {
    return failed(faultOf(host, error));
  }
}

const text = z.string().min(1);
/** Some servers write numbers as text. Nothing, and zero, is no end: a token that ends at once would be renewed for ever. */
const lifetime = z.coerce
  .number()
  .finite()
  .positive()
  .max(10 * 365 * 86_400)
  .optional()
  .catch(undefined);
const answer = z.object({
  // Goes into a header.
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  token_type: z.string().optional().catch(undefined),
  refresh_token: text.max(16_384).optional().catch(undefined),
  expires_in: lifetime,
  refresh_expires_in: lifetime,
  refresh_token_expires_in: lifetime,
  scope: z.string().optional().catch(undefined),
});
const refusal = z.object({ error: z.string(), error_description: z.string().optional().catch(undefined) });

interface Body {
  readonly body: string;
  readonly retryAfterMs: number | undefined;
}

/** Pure. */
export function readAnswer(host: string, status: number, { body, retryAfterMs }: Body): Outcome<TokenSet, TokenFault> {
  if (status >= 200 && status < 300) return readTokens(host, body);
  const error = refusal.safeParse(parsed(body)).data;
  const said = error ? saidBy(error.error, error.error_description) : `HTTP ${status}`;
  if (status === 429 || status >= 500 || (error && BUSY.has(error.error))) {
    // A gateway that gives up, or a crash, may hide a token that was given.
    const isSaid = error !== undefined || status === 429 || status === 503;
    const kind = isSaid ? 'unavailable' : 'unanswered';
    return failed({ kind, code: error?.error, message: `${host} cannot give a token now (${said}).`, retryAfterMs });
  }
  if (!error) return failed({ kind: 'unavailable', message: `${host} answered HTTP ${status} where a token was due.`, retryAfterMs });
  return failed({ kind: 'refused', code: error.error, message: `${host} refused: ${said}.` });
}

const BUSY = new Set(['temporarily_unavailable', 'server_error', 'slow_down']);

function readTokens(host: string, body: string): Outcome<TokenSet, TokenFault> {
  const read = answer.safeParse(parsed(body));
  if (!read.success) return failed({ kind: 'unanswered', message: `${host} answered without a usable access token.` });
  const { data } = read;
  if (data.token_type !== undefined && data.token_type.toLowerCase() !== 'bearer') {
    return failed({ kind: 'refused', code: 'unsupported_token_type', message: `${host} gives tokens that are not bearer tokens.` });
  }
  return ok({
    accessToken: data.access_token,
    refreshToken: data.refresh_token,
    expiresInS: data.expires_in,
    refreshExpiresInS: data.refresh_expires_in ?? data.refresh_token_expires_in,
    scopes: data.scope === undefined ? undefined : scopesOf(data.scope),
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // What is no JSON is no answer; the schemas say so.
    return undefined;
  }
}

const MAX_SAID = 200;

/** A stranger's words: one line, printable, short. */
export const saidBy = (code: string, description: string | undefined): string =>
  plain(description === undefined || description === '' ? code : `${code}: ${description}`);

const plain = (words: string): string =>
  words
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, MAX_SAID);

/** Codes of failures before a byte of the request left. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT', 'bad port']);
const NEVER_SENT_KINDS = new Set(['dns_failed', 'tls_failed', 'blocked_address']);

function faultOf(host: string, error: unknown): TokenFault {
  if (!(error instanceof SafeFetchError)) return { kind: 'unanswered', message: `The request to ${host} was broken off.` };
  const isUnsent = NEVER_SENT_KINDS.has(error.code) || NEVER_SENT.has(error.detail ?? '');
  return { kind: isUnsent ? 'unavailable' : 'unanswered', message: error.message };
}

function waitOf(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const count = Number(header);
  const ms = Number.isFinite(count) ? seconds(count) : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
