// What an MCP endpoint of ours is: where, for which methods, opened by what, and who serves it. The guards before it are mcp-endpoint.ts.
import type { Actor, OrgRef } from '#kernel/context';
import type { Ctx, Deps } from '#platform/ctx';

interface Who {
  readonly org: OrgRef;
  readonly actor: Actor;
}

interface TokenUse {
  /** What a token must be meant for. */
  readonly resource: string;
  readonly ip?: string | undefined;
  /** It opened this very request, and is looked at once more before the answer: no guess. */
  readonly isKnown?: boolean | undefined;
}

/** Undefined for a token that is unknown, ended, or meant for another resource. Throws `rate_limited` for a guessing address. */
export type AuthenticateAccessToken = (deps: Deps, token: string, use: TokenUse) => Promise<Who | undefined>;

/** The one JSON-RPC message of a request. */
export type McpMessage = Readonly<Record<string, unknown>>;

export interface McpPlace {
  readonly path: string;
  /** Default POST alone. */
  readonly methods?: readonly string[] | undefined;
  /** Undefined where only API keys open it. */
  readonly authenticateAccessToken?: AuthenticateAccessToken | undefined;
  /** `message` is undefined where the method is another than POST. */
  serve(request: Request, ctx: Ctx, message?: McpMessage): Promise<Response>;
}
