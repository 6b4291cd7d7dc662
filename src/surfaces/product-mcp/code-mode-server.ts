// A source in mode code for one caller: search_sdk and execute_script, or invoke_operation in its place (spec 07 §6, 11 §7).
import { openBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import { instructionsOf } from './instructions.ts';
import { executeScriptTool } from './tools/execute-script.ts';
import { invokeOperationTool } from './tools/invoke-operation.ts';
import { searchSdkTool } from './tools/search-sdk.ts';

/** What a caller asks for with the address of the endpoint. */
interface Asked {
  readonly slug: string;
  readonly environment: string;
  readonly typechecks: boolean;
  readonly runsCode: boolean;
  readonly sessionKey: string;
}

/** The document says what it likes. */
const MAX_VERSION_CHARS = 200;

/** The active bundle of this very request: what was promoted a moment ago is served already. Throws as `openBundle` does. */
export async function codeModeServer(ctx: Ctx, asked: Asked): Promise<HostedServer> {
  const { slug, environment, sessionKey, ...manner } = asked;
  const bundle = await openBundle(ctx.deps, { orgId: ctx.org.id, slug, environment, mode: 'code' });
  const work = { bundle, manner, sessionKey };
  return {
    name: slug,
    title: bundle.manifest.vendorName,
    version: bundle.info.version.slice(0, MAX_VERSION_CHARS),
    instructions: instructionsOf(bundle, manner),
    tools: [searchSdkTool(ctx, work), manner.runsCode ? executeScriptTool(ctx, work) : invokeOperationTool(ctx, work)],
    resources: [],
    resourceTemplates: [],
    prompts: [],
    listCacheScope: 'private',
  };
}
