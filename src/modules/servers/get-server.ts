// One server of the organization, archived or not.
import { z } from 'zod';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { idField } from './fields.ts';
import type { McpServer } from './server.ts';
import { shownServer } from './shown-servers.ts';
import { findServer } from './store.ts';
import type { ServerRecord } from './store.ts';

export const serverIdInput = z.strictObject({ serverId: idField });

export async function getServer(ctx: Ctx, raw: unknown): Promise<McpServer> {
  requireRole(ctx, 'viewer');
  return shownServer(ctx.deps.db, ctx, await requireServer(ctx, parseInput(serverIdInput, raw).serverId));
}

export async function requireServer(ctx: Ctx, serverId: string): Promise<ServerRecord> {
  const server = await findServer(ctx.deps.db, ctx.org.id, serverId);
  if (!server) throw notFound('mcp_server');
  return server;
}

/** For contacts: an archived server cannot be used. */
export async function requireActiveServer(ctx: Ctx, serverId: string): Promise<ServerRecord> {
  const server = await requireServer(ctx, serverId);
  if (server.state !== 'active') throw new AppError('conflict', 'The server is archived and cannot be used.');
  refuseSwitchedOff(ctx, server);
  return server;
}

/** Hosted programs saved while they were allowed stay, but nothing starts them any more. */
export function refuseSwitchedOff({ deps }: Pick<Ctx, 'deps'>, { transportType }: Pick<McpServer, 'transportType'>): void {
  if (transportType !== 'stdio_hosted' || deps.settings.allowStdio) return;
  throw new AppError('conflict', 'Hosted programs are switched off on this instance: the operator must set ALLOW_STDIO=1.');
}
