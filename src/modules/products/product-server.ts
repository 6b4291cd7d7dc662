// A product for one caller: what is served to it over MCP.
import type { Deps } from '#platform/ctx';
import type { HostedServer, HostedTool } from '#platform/mcp/define-tool';
import { callTool } from './calls/call-tool.ts';
import { productTools } from './calls/product-tools.ts';
import type { ProductTool } from './calls/product-tools.ts';
import { instructionsOf } from './instructions.ts';
import type { ProductCaller } from './product.ts';

const MAX_NAME = 200;

/** `sessionKey`: what telemetry calls the session. */
export function productServer(deps: Deps, caller: ProductCaller, { sessionKey }: { readonly sessionKey: string }): HostedServer {
  const { bundle } = caller.product;
  const hosted = (tool: ProductTool): HostedTool => ({
    name: tool.name,
    title: tool.title,
    description: tool.description,
    annotations: tool.annotations,
    get inputSchema() {
      return tool.inputSchema;
    },
    get outputSchema() {
      return tool.outputSchema;
    },
    call: (args, context) => callTool(deps, caller, { tool, args, sessionKey, context }),
  });
  return {
    name: bundle.source.slug,
    title: bundle.info.title.slice(0, MAX_NAME),
    version: bundle.info.version.slice(0, MAX_NAME),
    instructions: instructionsOf(caller.product),
    tools: productTools(caller.product).map(hosted),
    resources: [],
    resourceTemplates: [],
    prompts: [],
    listCacheScope: 'private',
  };
}
