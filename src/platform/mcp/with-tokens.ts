// Sends each request with the token of the moment: a refused one is replaced and the request repeated, once.
import type { SafeFetch, SafeRequestInit } from '#platform/http/safe-fetch';
import type { McpTarget, TokenSource } from './mcp.ts';

/** There is no token to send, so nothing was sent. */
export class TokenProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TokenProblem';
  }
}

/** The target's own way or `guarded`, with its token if it has one. The fetch throws TokenProblem. */
export function withTokens(guarded: SafeFetch, target: McpTarget): SafeFetch {
  if (target.transport === 'stdio_hosted') return guarded;
  const { tokens, send = guarded } = target;
  if (!tokens) return send;
  const { origin } = new URL(target.url);
  return async (to, init) => {
    // The older transport lets the server name the URL to post to; a token leaves for the server's own origin alone.
    if (new URL(to).origin !== origin) return send(to, init);
    const token = await tokens.current();
    if (!token.ok) throw new TokenProblem(token.error);
    const first = await send(to, withBearer(init, token.value));
    await noteScopes(tokens, first);
    if (first.status !== 401 || init?.body instanceof ReadableStream) return first;
    const next = await tokens.refused(token.value);
    if (next === undefined || next === token.value) return first;
    await first.body?.cancel();
    const second = await send(to, withBearer(init, next));
    await noteScopes(tokens, second);
    return second;
  };
}

function withBearer(init: SafeRequestInit | undefined, token: string): SafeRequestInit {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

const MAX_SCOPES = 50;

async function noteScopes(tokens: TokenSource, response: Response): Promise<void> {
  const challenge = response.status === 403 ? response.headers.get('www-authenticate') : null;
  if (challenge === null || !/\berror="?insufficient_scope\b/i.test(challenge)) return;
  const scopes = /\bscope="([^"]{0,4096})"/i.exec(challenge)?.[1] ?? '';
  await tokens.lacksScopes(scopes.split(/\s+/).filter(Boolean).slice(0, MAX_SCOPES));
}
