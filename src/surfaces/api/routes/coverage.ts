// Coverage: the report of one server, and the percentages of many for their cards (spec 01 §7).
import { z } from 'zod';
import { coveragePercents, getCoverage } from '#modules/coverage';
import { defineRoute } from '../route.ts';
import { coverage, coverageRow } from '../schemas/coverage.ts';

const MAX_IDS = 100;
const MAX_IDS_CHARS = 12_000;

const idList = z
  .string()
  .max(MAX_IDS_CHARS, `must have at most ${MAX_IDS_CHARS} characters`)
  .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
  .refine((ids) => ids.length <= MAX_IDS, `must name at most ${MAX_IDS} servers`)
  .meta({ description: 'Ids of at most 100 servers, separated by commas' });

export const coverageRoutes = [
  defineRoute({
    method: 'get',
    path: '/coverage',
    operationId: 'listCoverage',
    tag: 'mcpServers',
    summary: 'How much of each server its workflows exercise',
    role: 'viewer',
    query: z.strictObject({ mcpServerIds: idList }),
    result: z.strictObject({ rows: z.array(coverageRow) }),
    handle: async (ctx, { query }) => {
      const percents = await coveragePercents(ctx, query.mcpServerIds);
      return { rows: [...percents].map(([mcpServerId, coveragePercent]) => ({ mcpServerId, coveragePercent })) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/coverage',
    operationId: 'getMcpServerCoverage',
    tag: 'mcpServers',
    summary: 'Which active tools workflows exercise, and how deeply',
    role: 'viewer',
    result: coverage,
    errors: ['mcp_server_not_found'],
    handle: (ctx, { params }) => getCoverage(ctx, { serverId: params.serverId }),
  }),
];
