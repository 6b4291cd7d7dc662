// Configuration files of MCP clients: reading one to add its servers, and ready entries for each client.
import { z } from 'zod';
import { getClientConfigs, importClientConfig, importClientConfigInput } from '#modules/servers';
import { defineRoute } from '../route.ts';
import { clientConfigs, importedConfig } from '../schemas/client-configs.ts';

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
    query: z.strictObject({ target: z.string().optional() }),
    result: clientConfigs,
    handle: (ctx, { query }) => getClientConfigs(ctx, query),
  }),
];
