// What a request carries through the middlewares of the API.
import type { Deps } from '#platform/ctx';

export interface ApiOptions {
  readonly deps: Deps;
  /** Folder of the built dashboard; undefined serves the API alone. */
  readonly webDir: string | undefined;
  readonly version: string;
  /** The demo's MCP server, served beside the API in single-user mode. */
  readonly demoStore?: { readonly path: string; readonly handle: (request: Request) => Promise<Response> } | undefined;
  /** Serves `/status/…` to everyone. */
  readonly statusPages?: ((request: Request) => Promise<Response>) | undefined;
  /** Parses every answer with its documented schema and fails loudly; for tests. */
  readonly checkResults?: boolean | undefined;
}

export interface ApiEnv {
  Bindings: { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } };
  Variables: { requestId: string; address: string };
}
