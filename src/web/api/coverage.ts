// Coverage: which tools of a server its workflows exercise, and how deeply.
import { queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';

export type Coverage = Schemas['Coverage'];
export type CoveredTool = Schemas['CoveredTool'];
export type UncoveredTool = Schemas['UncoveredTool'];
export type CoverageDepth = Schemas['CoverageDepth'];

export const coverageQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'coverage'],
    queryFn: ({ signal }) => read(rest(org).GET('/mcp-servers/{serverId}/coverage', { signal, params: { path: { serverId } } })),
  });

/** By server id: 0–100, null without active tools. */
export const coveragePercentsQuery = (org: string, serverIds: readonly string[]) =>
  queryOptions({
    queryKey: ['org', org, 'coverage', serverIds],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, number | null>> => {
      const { rows } = await read(rest(org).GET('/coverage', { signal, params: { query: { mcpServerIds: serverIds.join(',') } } }));
      return new Map(rows.map(({ mcpServerId, coveragePercent }) => [mcpServerId, coveragePercent]));
    },
    enabled: serverIds.length > 0,
    staleTime: 30_000,
  });
