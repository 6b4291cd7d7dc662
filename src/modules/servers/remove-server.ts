// Archives a server: hidden and unusable from now on, its history kept (spec 01 §1).
import { z } from 'zod';
import { record } from '#modules/access';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { endSync } from './auto-sync/plan-sync.ts';
import { idField } from './fields.ts';
import { inUse } from './server-usage.ts';
import type { ServerUsage } from './server-usage.ts';
import { archive, lockServer } from './store.ts';

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
    const users = await usage.usersOf(tx, ctx.org.id, serverId);
    if (users.length > 0 && !force) throw inUse('The server', users);
    if (users.length > 0) await usage.pauseUsers(tx, ctx, serverId);
    await archive(tx, serverId, ctx.deps.clock.now());
    await endSync(tx, serverId);
    await ctx.deps.outbox.emit(tx, ctx.org.id, 'watched.stopped', { objectType: 'server', objectId: serverId, reason: 'archived' });
    await record(tx, ctx, {
      action: 'mcp_server.archive',
      objectType: 'mcp_server',
      objectId: serverId,
      before: { name: server.name, state: 'active' },
      after: { name: server.name, state: 'archived' },
    });
  });
}
