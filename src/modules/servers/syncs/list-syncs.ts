// The contacts that listed a server's catalog, or tried to: the newest 100, newest first.
import { z } from 'zod';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { pageFields } from '#kernel/page-fields';
import { idField } from '../fields.ts';
import { requireServer } from '../get-server.ts';
import { pageOfSyncs } from './store.ts';
import type { ServerSync } from './sync.ts';

const input = z.strictObject({ serverId: idField, ...pageFields });

export async function listSyncs(ctx: Ctx, raw: unknown): Promise<Page<ServerSync>> {
  requireRole(ctx, 'viewer');
  const { serverId, ...page } = parseInput(input, raw);
  await requireServer(ctx, serverId);
  return pageOfSyncs(ctx.deps.db, { orgId: ctx.org.id, serverId }, page);
}
