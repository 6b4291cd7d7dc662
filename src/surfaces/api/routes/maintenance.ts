// Maintenance windows of a server: checks and runs go on, nothing alerts, uptime leaves them out.
import { z } from 'zod';
import {
  createMaintenanceWindow,
  listMaintenanceWindows,
  maintenanceWindowInput,
  maintenanceWindowPatch,
  removeMaintenanceWindow,
  updateMaintenanceWindow,
} from '#modules/servers';
import { withParams } from '../body.ts';
import { defineRoute } from '../route.ts';
import { maintenanceWindow } from '../schemas/maintenance.ts';
import { DONE, okResult } from '../schemas/page.ts';

export const maintenanceRoutes = [
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/maintenance-windows',
    operationId: 'listMaintenanceWindows',
    tag: 'mcpServers',
    summary: 'Maintenance windows of a server, open ones first',
    role: 'viewer',
    result: z.strictObject({ rows: z.array(maintenanceWindow) }),
    errors: ['mcp_server_not_found'],
    handle: async (ctx, { params }) => ({ rows: await listMaintenanceWindows(ctx, { serverId: params.serverId }) }),
  }),
  defineRoute({
    method: 'post',
    path: '/mcp-servers/{serverId}/maintenance-windows',
    operationId: 'createMaintenanceWindow',
    tag: 'mcpServers',
    summary: 'Announces maintenance, once or every week',
    role: 'editor',
    body: maintenanceWindowInput,
    result: maintenanceWindow,
    status: 201,
    errors: ['mcp_server_not_found', 'conflict'],
    location: (window) => `/mcp-servers/${window.serverId}/maintenance-windows/${window.id}`,
    handle: (ctx, { params, body }) => createMaintenanceWindow(ctx, withParams(body, { serverId: params.serverId })),
  }),
  defineRoute({
    method: 'patch',
    path: '/mcp-servers/{serverId}/maintenance-windows/{windowId}',
    operationId: 'updateMaintenanceWindow',
    tag: 'mcpServers',
    summary: 'Changes a maintenance window',
    role: 'editor',
    body: maintenanceWindowPatch,
    result: maintenanceWindow,
    errors: ['mcp_server_not_found', 'maintenance_window_not_found'],
    handle: (ctx, { params, body }) =>
      updateMaintenanceWindow(ctx, withParams(body, { serverId: params.serverId, windowId: params.windowId })),
  }),
  defineRoute({
    method: 'delete',
    path: '/mcp-servers/{serverId}/maintenance-windows/{windowId}',
    operationId: 'removeMaintenanceWindow',
    tag: 'mcpServers',
    summary: 'Takes a maintenance window away; an open one ends at once',
    role: 'editor',
    result: okResult,
    errors: ['mcp_server_not_found', 'maintenance_window_not_found'],
    handle: async (ctx, { params }) => {
      await removeMaintenanceWindow(ctx, { serverId: params.serverId, windowId: params.windowId });
      return DONE;
    },
  }),
];
