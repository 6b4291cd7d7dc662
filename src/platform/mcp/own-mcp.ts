// Speaks to an MCP server that this instance publishes itself, without leaving the process.
import type { OrgRef } from '#kernel/context';
import type { SafeRequestInit } from '#platform/http/safe-fetch';

export interface OwnServer {
  /** Whose server it is. Whoever is let in this way is let in for this organization alone. */
  readonly org: OrgRef;
  /** What stands for a caller's credential where the server wants one of each caller; undefined: none was set. Never log it. */
  readonly credential?: string | undefined;
}

/** As `SafeFetch`, for the path and query of `url` at this instance; guards and handlers are those that the network meets. */
export type OwnMcp = (server: OwnServer, url: string | URL, init?: SafeRequestInit) => Promise<Response>;
