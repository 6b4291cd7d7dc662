// What the published endpoints are asked for, and what their doors answer with.
import type { Ctx } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import type { OwnServer } from '#platform/mcp/own-mcp';

/** What a caller asks for with the address. */
export interface CodeModeAsked {
  readonly slug: string;
  readonly environment: string;
  /** False: scripts run without being checked first. */
  readonly typechecks: boolean;
  /** False: single operations are called, and no code is run. */
  readonly runsCode: boolean;
  /** What telemetry calls the session. */
  readonly sessionKey: string;
}

/** What a caller brings. The credential is in it: never log it. */
export interface ProductAsked extends Pick<Ctx, 'signal' | 'requestId' | 'ip' | 'userAgent'> {
  readonly orgSlug: string;
  readonly slug: string;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  /** A request of this very process, with what stands for the caller's credential. */
  readonly own: OwnServer | undefined;
}

export interface ProductAdmitted {
  /** Tells callers apart, and tells nobody their credential. */
  readonly callerId: string;
  /** `sessionKey`: what telemetry calls the session. */
  serverFor(sessionKey: string): Promise<HostedServer> | HostedServer;
}
