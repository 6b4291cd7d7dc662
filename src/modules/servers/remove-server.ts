// Archives a server: hidden and unusable from now on, its history kept (spec 01 §1).
import { z } from 'zod';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { archiveServer } from './archive-server.ts';
import { idField } from './fields.ts';
import type { ServerUsage } from './server-usage.ts';
import { lockServer } from './store.ts';

const input = z.strictObject({ serverId: idField, force: z.boolean('must be true or false').default(false) });

/** Throws `conflict` with `details.usedBy` while something active uses it, unless `force` pauses that first. Once more is harmless. */
export async function removeServer(ctx: Ctx, raw: unknown, usage: ServerUsage): Promise<void> {
  requireRole(ctx, 'editor');
  const { serverId, force } = parseInput(input, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    const server = await lockServer(tx, ctx.org.id, serverId);
    if (!server) throw notFound('mcp_server');
    if (server.state === 'archived') return;
    if (server.managed) throw new AppError('conflict', 'This server is the record of a source: delete the source.');
    await archiveServer(tx, ctx, { server, called: 'The server', force, usage });
  });
}
