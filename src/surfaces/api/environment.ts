// What a request carries through the middlewares of the API.
import type { Ctx, Deps } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import type { OwnServer } from '#platform/mcp/own-mcp';
import type { AuthenticateAccessToken, McpPlace } from './mcp-place.ts';
import type { CodeModeAsked, ProductAdmitted, ProductAsked } from './published-place.ts';

export interface ApiOptions {
  readonly deps: Deps;
  /** Folder of the built dashboard; undefined serves the API alone. */
  readonly webDir: string | undefined;
  readonly version: string;
  /** The demo's MCP server, served beside the API in single-user mode. */
  readonly demoStore?: { readonly path: string; readonly handle: (request: Request) => Promise<Response> } | undefined;
  /** Serves `/status/…` to everyone. */
  readonly statusPages?: ((request: Request) => Promise<Response>) | undefined;
  /** What `/api/mcp` offers to whom; undefined serves it not at all. */
  readonly repairMcp?: ((ctx: Ctx) => HostedServer) | undefined;
  /** What `/product-mcp/<slug>` offers to whom; throws `not_found` and `source_paused`. Undefined serves it not at all. */
  readonly codeModeMcp?: ((ctx: Ctx, asked: CodeModeAsked) => Promise<HostedServer>) | undefined;
  /** Lets callers in to `/mcp/<org>/<slug>` and says what it offers; throws what is the answer to others. Undefined serves it not at all. */
  readonly productMcp?: ((deps: Deps, asked: ProductAsked) => Promise<ProductAdmitted>) | undefined;
  /** More MCP endpoints behind the guards of `/api/mcp`. */
  readonly mcpEndpoints?: readonly McpPlace[] | undefined;
  /** OAuth access tokens for MCP endpoints; undefined where only API keys open them. */
  readonly authenticateAccessToken?: AuthenticateAccessToken | undefined;
  /** Parses every answer with its documented schema and fails loudly; for tests. */
  readonly checkResults?: boolean | undefined;
}

export interface ApiEnv {
  Bindings: {
    readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
    /** Of a request that comes from this very process. */
    readonly ownServer?: OwnServer;
  };
  Variables: { requestId: string; address: string };
}
