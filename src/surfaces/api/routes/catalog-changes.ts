// Drift: what changed in the catalogs, who accepted it, and what the protocol rules found (spec 11 §3-4).
import { z } from 'zod';
import { acceptChanges, examineServer, listChanges, listFindings, listSyncs } from '#modules/servers';
import { withParams } from '../body.ts';
import { defineRoute } from '../route.ts';
import { changes, findings, syncs } from '../schemas/catalog-changes.ts';
import { oneOfQuery } from '../schemas/filters.ts';
import { pageQuery } from '../schemas/page.ts';

const changeQuery = z.strictObject({ ...pageQuery, state: oneOfQuery(['pending']) });

export const catalogChangeRoutes = [
  defineRoute({
    method: 'get',
    path: '/changes',
    operationId: 'listChanges',
    tag: 'mcpServers',
    summary: 'Changes of all catalogs, newest first; state=pending for those that wait for a person',
    role: 'viewer',
    query: changeQuery,
    result: changes,
    handle: (ctx, { query }) => listChanges(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/changes',
    operationId: 'listMcpServerChanges',
    tag: 'mcpServers',
    summary: 'Changes of the catalog of one server, newest first',
    role: 'viewer',
    query: changeQuery,
    result: changes,
    errors: ['mcp_server_not_found'],
    handle: (ctx, { params, query }) => listChanges(ctx, { serverId: params.serverId, ...query }),
  }),
  defineRoute({
    method: 'post',
    path: '/mcp-servers/{serverId}/changes/accept',
    operationId: 'acceptMcpServerChanges',
    tag: 'mcpServers',
    summary: 'Accepts one change, or all that are pending up to the newest that was seen (throughSnapshotId)',
    role: 'editor',
    body: z.strictObject({ snapshotId: z.string().optional(), throughSnapshotId: z.string().optional() }),
    result: z.strictObject({ accepted: z.int() }),
    errors: ['mcp_server_not_found', 'snapshot_not_found'],
    handle: (ctx, { params, body }) => acceptChanges(ctx, withParams(body, { serverId: params.serverId })),
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/findings',
    operationId: 'listMcpServerFindings',
    tag: 'mcpServers',
    summary: 'What the protocol rules found, worst first',
    role: 'viewer',
    result: findings,
    errors: ['mcp_server_not_found'],
    handle: (ctx, { params }) => listFindings(ctx, { serverId: params.serverId }),
  }),
  defineRoute({
    method: 'post',
    path: '/mcp-servers/{serverId}/examine',
    operationId: 'examineMcpServer',
    tag: 'mcpServers',
    summary: 'Asks the server what the protocol forbids or leaves open; at most once a minute',
    role: 'editor',
    result: findings,
    errors: ['mcp_server_not_found', 'conflict'],
    handle: (ctx, { params }) => examineServer(ctx, { serverId: params.serverId }),
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/syncs',
    operationId: 'listMcpServerSyncs',
    tag: 'mcpServers',
    summary: 'The newest 100 contacts that listed the catalog, or tried to',
    role: 'viewer',
    query: z.strictObject(pageQuery),
    result: syncs,
    errors: ['mcp_server_not_found'],
    handle: (ctx, { params, query }) => listSyncs(ctx, { serverId: params.serverId, ...query }),
  }),
];
