// Configuration files of MCP clients: reading one to add its servers, and ready entries for each client.
import { z } from 'zod';
import { getClientConfigs, importClientConfig, importClientConfigInput } from '#modules/servers';
import { getSourceClientConfigs } from '#modules/sources';
import { defineRoute } from '../route.ts';
import { clientConfigs, importedConfig } from '../schemas/client-configs.ts';

/** Before a slug. */
const SOURCE = 'source:';

export const clientConfigRoutes = [
  defineRoute({
    method: 'post',
    path: '/mcp-servers/import',
    operationId: 'importMcpServers',
    tag: 'mcpServers',
    summary: "Reads a client's configuration file; stores nothing",
    role: 'editor',
    body: importClientConfigInput,
    result: importedConfig,
    handle: (ctx, { body }) => importClientConfig(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/client-configs',
    operationId: 'getClientConfigs',
    tag: 'mcpServers',
    summary: 'Ready entries for every client, with variables in the place of credentials',
    role: 'viewer',
    query: z.strictObject({
      target: z.string().optional().describe('`api-mcp` (default), `servers` or `source:<slug>`'),
      environment: z.string().optional().describe('Of a source in mode code; default production'),
    }),
    result: clientConfigs,
    errors: ['source_not_found'],
    handle: (ctx, { query: { target, environment } }) =>
      target?.startsWith(SOURCE)
        ? getSourceClientConfigs(ctx, { slug: target.slice(SOURCE.length), environment })
        : getClientConfigs(ctx, { target, ...(environment === undefined ? {} : { environment }) }),
  }),
];
