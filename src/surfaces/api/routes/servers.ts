// MCP servers, their auth profiles, probes, catalogs and snapshots (spec 05 §3).
import { z } from 'zod';
import {
  createAuthProfile,
  createServer,
  createServerInput,
  diffSnapshots,
  getCatalog,
  getServer,
  listAuthProfiles,
  listServers,
  listSnapshots,
  probeServer,
  removeAuthProfile,
  removeServer,
  SERVER_SORTS,
  syncServer,
  testConnection,
  updateAuthProfile,
  updateServer,
} from '#modules/servers';
import { serverUsage } from '#modules/monitors';
import type { McpServer } from '#modules/servers';
import type { Probe } from '#platform/mcp/mcp';
import { withParams } from '../body.ts';
import { namedInBody } from '../named-in-body.ts';
import { defineRoute } from '../route.ts';
import { categoryQuery, environmentQuery, searchQuery, sortQuery } from '../schemas/filters.ts';
import { DONE, flag, okResult, pageOf, pageOfAll, pageQuery } from '../schemas/page.ts';
import {
  authProfile,
  authProfileBody,
  catalog,
  catalogDiff,
  mcpServer,
  mcpServerRow,
  probe,
  snapshotRow,
  syncResult,
} from '../schemas/servers.ts';

const newServer = createServerInput.meta({ id: 'NewMcpServer' });
/** It needs no name yet. */
const testServer = createServerInput.partial({ name: true }).meta({ id: 'UnsavedMcpServer' });
const serverPatch = createServerInput.partial().meta({ id: 'McpServerPatch' });
const profileChoice = z.strictObject({ authProfileId: z.string().optional() });

export const serverRoutes = [
  defineRoute({
    method: 'get',
    path: '/mcp-servers',
    operationId: 'listMcpServers',
    tag: 'mcpServers',
    summary: 'Active servers; production only unless environment=all',
    role: 'viewer',
    query: z.strictObject({
      ...pageQuery,
      ...categoryQuery,
      environment: environmentQuery,
      search: searchQuery('name, URL and command'),
      sort: sortQuery(SERVER_SORTS, '-createdAt'),
    }),
    result: pageOf(mcpServerRow),
    handle: async (ctx, { query }) => {
      const page = await listServers(ctx, query);
      return { ...page, rows: page.rows.map(rowOf) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/mcp-servers',
    operationId: 'createMcpServer',
    tag: 'mcpServers',
    summary: 'Probes the endpoint, then saves it with its catalog',
    role: 'editor',
    body: newServer,
    result: mcpServer,
    status: 201,
    errors: ['conflict', 'probe_failed'],
    location: (server) => `/mcp-servers/${server.id}`,
    handle: async (ctx, { body }) => serverOf(await createServer(ctx, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/mcp-servers/test-connection',
    operationId: 'testMcpConnection',
    tag: 'mcpServers',
    summary: 'Probes an unsaved server; changes nothing',
    role: 'editor',
    body: testServer,
    result: probe,
    handle: async (ctx, { body }) => probeOf(await testConnection(ctx, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}',
    operationId: 'getMcpServer',
    tag: 'mcpServers',
    summary: 'One server',
    role: 'viewer',
    result: mcpServer,
    errors: ['mcp_server_not_found'],
    handle: async (ctx, { params }) => serverOf(await getServer(ctx, { serverId: params.serverId })),
  }),
  defineRoute({
    method: 'patch',
    path: '/mcp-servers/{serverId}',
    operationId: 'updateMcpServer',
    tag: 'mcpServers',
    summary: 'Changes a server; a changed connection is probed first',
    role: 'editor',
    body: serverPatch,
    result: mcpServer,
    errors: ['mcp_server_not_found', 'conflict', 'probe_failed'],
    handle: async (ctx, { params, body }) => serverOf(await updateServer(ctx, withParams(body, { serverId: params.serverId }))),
  }),
  defineRoute({
    method: 'delete',
    path: '/mcp-servers/{serverId}',
    operationId: 'removeMcpServer',
    tag: 'mcpServers',
    summary: 'Archives a server; force=true pauses what uses it first',
    role: 'editor',
    query: z.strictObject({ force: flag }),
    result: okResult,
    errors: ['mcp_server_not_found', 'conflict'],
    handle: async (ctx, { params, query }) => {
      await removeServer(ctx, { serverId: params.serverId, force: query.force }, serverUsage);
      return DONE;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/mcp-servers/{serverId}/probe',
    operationId: 'probeMcpServer',
    tag: 'mcpServers',
    summary: 'Connects, lists and closes; changes nothing but health',
    role: 'editor',
    body: profileChoice,
    result: probe,
    errors: ['mcp_server_not_found'],
    handle: async (ctx, { params, body }) =>
      probeOf(await namedInBody('auth_profile', 'authProfileId', probeServer(ctx, withParams(body, { serverId: params.serverId })))),
  }),
  defineRoute({
    method: 'post',
    path: '/mcp-servers/{serverId}/sync',
    operationId: 'syncMcpServer',
    tag: 'mcpServers',
    summary: 'Reads the catalog again and stores a snapshot when it changed',
    role: 'admin',
    body: profileChoice,
    result: syncResult,
    errors: ['mcp_server_not_found'],
    handle: (ctx, { params, body }) =>
      namedInBody('auth_profile', 'authProfileId', syncServer(ctx, withParams(body, { serverId: params.serverId }))),
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/catalog',
    operationId: 'getMcpServerCatalog',
    tag: 'mcpServers',
    summary: 'The catalog: the latest, or that of a snapshot',
    role: 'viewer',
    query: z.strictObject({ snapshotId: z.string().optional() }),
    result: catalog,
    errors: ['mcp_server_not_found', 'snapshot_not_found'],
    handle: (ctx, { params, query }) => getCatalog(ctx, { serverId: params.serverId, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/snapshots',
    operationId: 'listMcpServerSnapshots',
    tag: 'mcpServers',
    summary: 'Stored states of the catalog, newest first',
    role: 'viewer',
    query: z.strictObject(pageQuery),
    result: pageOf(snapshotRow),
    errors: ['mcp_server_not_found'],
    handle: (ctx, { params, query }) => listSnapshots(ctx, { serverId: params.serverId, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/diff',
    operationId: 'diffMcpServerSnapshots',
    tag: 'mcpServers',
    summary: 'What changed between two snapshots',
    role: 'viewer',
    query: z.strictObject({ from: z.string(), to: z.string() }),
    result: catalogDiff,
    errors: ['mcp_server_not_found'],
    handle: (ctx, { params, query }) => diffSnapshots(ctx, { serverId: params.serverId, ...query }),
  }),
];

export const authProfileRoutes = [
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/auth-profiles',
    operationId: 'listAuthProfiles',
    tag: 'mcpServers',
    summary: 'Named credential sets; values are never returned',
    role: 'viewer',
    query: z.strictObject(pageQuery),
    result: pageOf(authProfile),
    errors: ['mcp_server_not_found'],
    handle: async (ctx, { params, query }) => pageOfAll(await listAuthProfiles(ctx, { serverId: params.serverId }), query),
  }),
  defineRoute({
    method: 'post',
    path: '/mcp-servers/{serverId}/auth-profiles',
    operationId: 'createAuthProfile',
    tag: 'mcpServers',
    summary: 'Adds a credential set',
    role: 'editor',
    body: authProfileBody.meta({ id: 'NewAuthProfile' }),
    result: authProfile,
    status: 201,
    errors: ['mcp_server_not_found', 'conflict', 'probe_failed'],
    location: (profile) => `/mcp-servers/${profile.mcpServerId}/auth-profiles/${profile.id}`,
    handle: (ctx, { params, body }) => createAuthProfile(ctx, withParams(body, { serverId: params.serverId })),
  }),
  defineRoute({
    method: 'patch',
    path: '/mcp-servers/{serverId}/auth-profiles/{profileId}',
    operationId: 'updateAuthProfile',
    tag: 'mcpServers',
    summary: 'Changes a credential set; an omitted value stays',
    role: 'editor',
    body: authProfileBody.partial().meta({ id: 'AuthProfilePatch' }),
    result: authProfile,
    errors: ['mcp_server_not_found', 'auth_profile_not_found', 'conflict', 'probe_failed'],
    handle: (ctx, { params, body }) => updateAuthProfile(ctx, withParams(body, { serverId: params.serverId, profileId: params.profileId })),
  }),
  defineRoute({
    method: 'delete',
    path: '/mcp-servers/{serverId}/auth-profiles/{profileId}',
    operationId: 'removeAuthProfile',
    tag: 'mcpServers',
    summary: 'Removes a credential set that nothing uses',
    role: 'editor',
    result: okResult,
    errors: ['mcp_server_not_found', 'auth_profile_not_found', 'conflict'],
    handle: async (ctx, { params }) => {
      await removeAuthProfile(ctx, { serverId: params.serverId, profileId: params.profileId }, serverUsage);
      return DONE;
    },
  }),
];

/** The stored DiscoverResult stays inside: it is the target's data and only saves us a round trip. */
function serverOf(server: McpServer) {
  if (server.era === null) return { ...server, era: null };
  const { era, protocolVersion, transport, at } = server.era;
  return { ...server, era: { era, protocolVersion, transport, at } };
}

function probeOf({ ok, protocolVersion, era, eras, serverInfo, counts, durationMs, warnings, findings, error }: Probe) {
  return { ok, protocolVersion, era, eras, serverInfo, counts, durationMs, warnings, findings, error };
}

const rowOf = (server: McpServer) => ({
  id: server.id,
  name: server.name,
  transport_type: server.transportType,
  base_url: server.baseUrl,
  command: server.connectionConfig.command ?? null,
  categories: server.categories,
  environment: server.environment,
  health: server.health,
  health_detail: server.healthDetail,
  state: server.state,
  protocol_version: server.protocolVersion,
  era: server.era?.era ?? null,
  tool_count: server.toolCount,
  last_synced_at: server.lastSyncedAt,
  pending_changes: server.pendingChanges,
  breaking_at: server.breakingAt,
});
