// The auth profiles of a server, the default one first. Never any part of a secret.
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireServer, serverIdInput } from '../get-server.ts';
import type { AuthProfile } from '../server.ts';
import { readProfiles } from './read-profiles.ts';

export async function listAuthProfiles(ctx: Ctx, raw: unknown): Promise<readonly AuthProfile[]> {
  requireRole(ctx, 'viewer');
  const { serverId } = parseInput(serverIdInput, raw);
  await requireServer(ctx, serverId);
  return readProfiles(ctx.deps.db, ctx, serverId);
}
