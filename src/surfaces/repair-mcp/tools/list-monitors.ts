// list_monitors: tools that are called by the clock.
import { z } from 'zod';
import { CHECK_STATUSES, listMonitors, MONITOR_STATES } from '#modules/monitors';
import { getServer } from '#modules/servers';
import { defineRepairTool, READS } from '../define-repair-tool.ts';
import { cursorAfter, listPage } from '../list-page.ts';
import { idArgument, listArguments, nextCursor, time } from '../schemas/values.ts';

export const listMonitorsTool = defineRepairTool({
  name: 'list_monitors',
  title: 'List monitors',
  description:
    'Lists tool monitors, oldest first: each calls one tool of one MCP server at a fixed interval, without an agent. ' +
    'Use it to tell a server that is down from a workflow that is wrong: if the monitor of the same tool fails too, it is the server.',
  role: 'viewer',
  annotations: READS,
  subject: 'mcpServerId',
  input: {
    mcpServerId: idArgument('Only monitors of this MCP server').optional(),
    status: z.enum(CHECK_STATUSES).optional().describe('What the newest check said'),
    state: z.enum(MONITOR_STATES).optional().describe('Default both'),
    ...listArguments,
  },
  output: z.object({
    monitors: z.array(
      z.object({
        monitorId: z.string(),
        name: z.string(),
        mcpServerId: z.string(),
        toolName: z.string(),
        intervalSeconds: z.int(),
        state: z.enum(MONITOR_STATES),
        status: z.enum(CHECK_STATUSES),
        lastCheckAt: time.nullable(),
        uptime24h: z.number().nullable().describe('0–1; null without a check that counts'),
      }),
    ),
    nextCursor,
  }),
  run: async (ctx, { mcpServerId, status, state = 'all', ...list }) => {
    const asked = listPage(list);
    if (mcpServerId !== undefined) await getServer(ctx, { serverId: mcpServerId });
    const page = await listMonitors(ctx, { ...asked, mcpServerId, status, state, sort: 'createdAt' });
    const monitors = page.rows.map((one) => ({ ...one, monitorId: one.id, lastCheckAt: one.lastCheck?.at ?? null }));
    return { monitors, nextCursor: cursorAfter(page) };
  },
});
