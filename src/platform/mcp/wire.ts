// What carries the messages of one connection, with the raw-frame lane in it: HTTP, or the pipes of a hosted program.
import type { SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Clock } from '#platform/clock';
import type { SafeFetch } from '#platform/http/safe-fetch';
import type { ProgramHost } from '#platform/process/program-host';
import { createFetchLane } from './fetch-lane.ts';
import type { Exchange, FrameLog } from './frames.ts';
import { createHostedView } from './hosted-facts.ts';
import type { HostedView } from './hosted-facts.ts';
import type { HttpTarget, McpTarget, StdioTarget } from './mcp.ts';
import type { GrantKeeper } from './oauth-grant.ts';
import type { Sdk } from './sdk.ts';
import { StdioTransport } from './stdio-transport.ts';
import { withTokens } from './with-tokens.ts';

export type WireTransport = StreamableHTTPClientTransport | SSEClientTransport | StdioTransport;

export interface Wire {
  readonly transport: WireTransport;
  /** Runs `send` so that what comes back for it belongs to `exchange`. */
  run<T>(exchange: Exchange, send: () => Promise<T>): Promise<T>;
  /** Ends what is still under way, such as a standing stream that never opened. */
  abort(): void;
  readonly hosted?: HostedView | undefined;
}

export interface WireParts {
  readonly sdk: Sdk;
  readonly fetch: SafeFetch;
  readonly clock: Clock;
  readonly programs?: ProgramHost | undefined;
}

export const createWire = (parts: WireParts, target: McpTarget, { log, grant }: { log: FrameLog; grant: GrantKeeper | undefined }): Wire =>
  target.transport === 'stdio_hosted' ? stdioWire(parts, target, log) : httpWire(parts, target, { log, grant });

function stdioWire({ programs }: WireParts, { program }: StdioTarget, log: FrameLog): Wire {
  // The ladder refuses such a target before it builds a wire.
  if (!programs) throw new Error('hosted programs are switched off');
  const transport = new StdioTransport(programs, program, log);
  return { transport, run: (_, send) => send(), abort: () => undefined, hosted: createHostedView(transport, program, programs.limits) };
}

function httpWire(parts: WireParts, target: HttpTarget, { log, grant }: { log: FrameLog; grant: GrantKeeper | undefined }): Wire {
  const lane = createFetchLane(noteRefusals(withTokens(parts.fetch, target), grant), log, parts.clock);
  const options = {
    fetch: lane.fetch,
    requestInit: { headers: { ...target.headers } },
    ...(grant ? { authProvider: grant.provider } : {}),
  };
  const url = new URL(target.url);
  const { SSEClientTransport: Sse, StreamableHTTPClientTransport: Http } = parts.sdk;
  return { transport: target.transport === 'sse' ? new Sse(url, options) : new Http(url, options), run: lane.run, abort: lane.abort };
}

/** Tells the grant when a token it gave is refused. */
function noteRefusals(send: SafeFetch, grant: GrantKeeper | undefined): SafeFetch {
  if (!grant) return send;
  return async (url, init) => {
    const response = await send(url, init);
    if (response.status === 401 && new Headers(init?.headers).has('authorization')) grant.tokenRefused();
    return response;
  };
}
