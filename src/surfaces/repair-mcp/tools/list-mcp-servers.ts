// list_mcp_servers: what is tested.
import { z } from 'zod';
import { coveragePercents } from '#modules/coverage';
import { listServers } from '#modules/servers';
import { defineRepairTool, READS } from '../define-repair-tool.ts';
import { cursorAfter, listPage } from '../list-page.ts';
import { listArguments, nextCursor, time } from '../schemas/values.ts';

export const listMcpServersTool = defineRepairTool({
  name: 'list_mcp_servers',
  title: 'List MCP servers',
  description:
    'Lists the MCP servers under test, oldest first, with their health, the number of their tools and how many of these the workflows really exercise (coveragePercent). ' +
    'The tools themselves are in the resource armature://mcp-servers/{id}/tools.',
  role: 'viewer',
  annotations: READS,
  subject: 'environment',
  input: {
    environment: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be the name of an environment')
      .optional()
      .describe('Only servers of this environment, such as production; default all'),
    ...listArguments,
  },
  output: z.object({
    servers: z.array(
      z.object({
        mcpServerId: z.string(),
        name: z.string(),
        transportType: z.enum(['streamable_http', 'sse', 'stdio_hosted']),
        baseUrl: z.string().nullable(),
        environment: z.string(),
        health: z.enum(['unknown', 'healthy', 'auth_failed', 'unreachable']),
        toolCount: z.int().nullable().describe('null: never synced'),
        lastSyncedAt: time.nullable(),
        coveragePercent: z.number().nullable().describe('0–100'),
      }),
    ),
    nextCursor,
  }),
  run: async (ctx, { environment = 'all', ...list }) => {
    const page = await listServers(ctx, { ...listPage(list), environment, sort: 'createdAt' });
    const percents = await coveragePercents(
      ctx,
      page.rows.map(({ id }) => id),
    );
    const servers = page.rows.map((one) => ({ ...one, mcpServerId: one.id, coveragePercent: percents.get(one.id) ?? null }));
    return { servers, nextCursor: cursorAfter(page) };
  },
});
