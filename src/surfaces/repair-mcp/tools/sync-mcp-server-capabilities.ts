// sync_mcp_server_capabilities: read a server's catalog again, now.
import { z } from 'zod';
import { syncServer } from '#modules/servers';
import { defineRepairTool } from '../define-repair-tool.ts';
import { catalogDiff } from '../schemas/changes.ts';
import { idArgument, time } from '../schemas/values.ts';

export const syncMcpServerCapabilitiesTool = defineRepairTool({
  name: 'sync_mcp_server_capabilities',
  title: "Sync a server's capabilities",
  description:
    'Connects to an MCP server, reads its tools, resources and prompts again and stores them; answers what changed and what of that breaks callers. ' +
    'Use it after the server was deployed, or when a diagnosis says that a schema changed. A server that cannot be reached is a normal answer with ok false and the reason.',
  role: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  subject: 'mcpServerId',
  input: {
    mcpServerId: idArgument('From list_mcp_servers'),
    authProfileId: idArgument("Credentials to connect with; default: the server's default profile").optional(),
  },
  output: z.object({
    ok: z.boolean(),
    syncedAt: time,
    changed: z.boolean(),
    snapshotId: z.string().nullable(),
    contentHash: z.string().nullable(),
    counts: z.object({ tools: z.int(), resources: z.int(), resourceTemplates: z.int(), prompts: z.int() }),
    diff: catalogDiff.nullable().describe('null when nothing changed'),
    error: z.object({ code: z.string(), message: z.string(), httpStatus: z.int().optional() }).nullable(),
  }),
  run: async (ctx, { mcpServerId, authProfileId }) => {
    const {
      snapshotId = null,
      contentHash = null,
      diff = null,
      error = null,
      ...synced
    } = await syncServer(ctx, {
      serverId: mcpServerId,
      authProfileId,
    });
    return { ...synced, snapshotId, contentHash, diff, error };
  },
});
