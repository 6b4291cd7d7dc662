// Maintenance windows of a server: checks go on, nobody is alerted, uptime leaves them out.
import { queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import type { operations } from './schema.ts';

export type MaintenanceWindow = Schemas['MaintenanceWindow'];
export type MaintenanceInput = operations['createMaintenanceWindow']['requestBody']['content']['application/json'];

const at = (serverId: string) => ({ path: { serverId } });
/** A window opens and closes by itself. */
const LOOK_AGAIN_MS = 30_000;

export const maintenanceQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'maintenance'],
    queryFn: ({ signal }) => read(rest(org).GET('/mcp-servers/{serverId}/maintenance-windows', { signal, params: at(serverId) })),
    refetchInterval: LOOK_AGAIN_MS,
  });

export interface WindowIds {
  readonly serverId: string;
  readonly windowId: string;
}

export const createMaintenance = (org: string, serverId: string, body: MaintenanceInput): Promise<MaintenanceWindow> =>
  read(rest(org).POST('/mcp-servers/{serverId}/maintenance-windows', { params: at(serverId), body }));
export const updateMaintenance = (org: string, path: WindowIds, body: MaintenanceInput): Promise<MaintenanceWindow> =>
  read(rest(org).PATCH('/mcp-servers/{serverId}/maintenance-windows/{windowId}', { params: { path }, body }));
export const removeMaintenance = (org: string, path: WindowIds): Promise<unknown> =>
  read(rest(org).DELETE('/mcp-servers/{serverId}/maintenance-windows/{windowId}', { params: { path } }));
