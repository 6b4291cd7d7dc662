// Mounts /api/mcp: the repair tools for people's coding agents, behind the guards of every MCP endpoint.
import type { Hono } from 'hono';
import type { Ctx } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import { mcpHandler } from '#platform/mcp/host';
import { INTERNAL_ERROR, RpcError } from '#platform/mcp/hosted-errors';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { mcpEndpoint } from './mcp-endpoint.ts';

const REPAIR_PATH = '/api/mcp';

export function repairEndpoint(app: Hono<ApiEnv>, { deps, repairMcp, authenticateAccessToken }: ApiOptions): void {
  if (repairMcp === undefined) return;
  const handle = mcpHandler((hosted: HostedServer) => hosted, { clock: deps.clock });
  mcpEndpoint(app, {
    path: REPAIR_PATH,
    deps,
    authenticateAccessToken,
    serve: (request, ctx, message) => handle(request, withFaults(repairMcp(ctx), ctx), message),
  });
}

/** A fault of ours is logged, and the caller gets the name it has in the log. */
const withFaults = (hosted: HostedServer, ctx: Ctx): HostedServer => ({
  ...hosted,
  faultOf: hosted.faultOf ?? ((error) => faultOf(error, ctx)),
});

function faultOf(error: unknown, { deps, requestId, signal }: Ctx): RpcError {
  // whoever hung up in the middle caused the failure and will not read the answer
  if (!signal.aborted) deps.log.error({ requestId, err: error }, 'a request of the repair endpoint failed');
  return new RpcError(INTERNAL_ERROR, `Something went wrong on our side. Tell the operator this request id: ${requestId}`, {
    code: 'internal_error',
    details: { requestId, fieldErrors: [], warnings: [] },
  });
}
