// One of our servers as the library wants it: capabilities as far as there is something to serve, and handlers of both eras.
import type { Server, ServerOptions } from '@modelcontextprotocol/server';
import type { Clock } from '#platform/clock';
import type { HostedServer } from './define-tool.ts';
import { serveCompletion } from './hosted-completion.ts';
import { hostedContext } from './hosted-context.ts';
import { asRpcError } from './hosted-errors.ts';
import type { Era } from './hosted-exchange.ts';
import { keepNotFound } from './hosted-not-found.ts';
import { servePrompts } from './hosted-prompts.ts';
import { serveResources } from './hosted-resources.ts';
import type { Serving } from './hosted-serving.ts';
import { serveTools } from './hosted-tools.ts';
import type { ServerSdk } from './server-sdk.ts';

interface Means {
  readonly sdk: ServerSdk;
  readonly era: Era;
  readonly clock: Clock;
}

export function hostedServer(hosted: HostedServer, { sdk, era, clock }: Means): Server {
  const { name, title, version } = hosted;
  const server = new sdk.Server({ name, title, version }, optionsOf(hosted));
  const onItsWay = keepNotFound(server);
  const serving: Serving = {
    server,
    hosted,
    era,
    handled: async (context, work) => {
      const own = hostedContext(context, { clock, era });
      try {
        return await work(own.context);
      } catch (error) {
        throw onItsWay(asRpcError(error, hosted.faultOf));
      } finally {
        own.end();
      }
    },
  };
  serveTools(serving);
  if (hasResources(hosted)) serveResources(serving);
  if (hosted.prompts.length > 0) servePrompts(serving);
  if (completes(hosted)) serveCompletion(serving);
  return server;
}

const hasResources = ({ resources, resourceTemplates }: HostedServer): boolean => resources.length + resourceTemplates.length > 0;

const completes = ({ prompts, resourceTemplates }: HostedServer): boolean =>
  resourceTemplates.some(({ complete }) => complete !== undefined) ||
  prompts.some((prompt) => prompt.arguments.some(({ complete }) => complete !== undefined));

function optionsOf(hosted: HostedServer): ServerOptions {
  const kept = { ttlMs: hosted.listTtlMs ?? 0, cacheScope: hosted.listCacheScope };
  return {
    capabilities: {
      tools: {},
      ...(hasResources(hosted) ? { resources: {} } : {}),
      ...(hosted.prompts.length > 0 ? { prompts: {} } : {}),
      ...(completes(hosted) ? { completions: {} } : {}),
    },
    instructions: hosted.instructions,
    cacheHints: {
      'server/discover': kept,
      'tools/list': kept,
      'prompts/list': kept,
      'resources/list': kept,
      'resources/templates/list': kept,
      'resources/read': { ...kept, ttlMs: 0 },
    },
    // it would judge what callers answer to our questions, and we ask none; making the default one takes longer than a call
    jsonSchemaValidator: { getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'No question was asked.' }) },
  };
}
