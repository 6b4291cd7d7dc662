// Hides a server from now on and keeps its history: its record, its catalog reading, and what is told of it.
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { endSync } from './auto-sync/plan-sync.ts';
import { inUse } from './server-usage.ts';
import type { ServerUsage } from './server-usage.ts';
import { archive } from './store.ts';
import type { ServerRecord } from './store.ts';

interface Archiving {
  /** Locked, and active. */
  readonly server: ServerRecord;
  /** As the caller knows it: "The server". */
  readonly called: string;
  readonly force: boolean;
  readonly usage: ServerUsage;
}

/** Throws `conflict` with `details.usedBy` while something active uses it, unless `force` pauses that first. */
export async function archiveServer(tx: Tx, ctx: Ctx, { server, called, force, usage }: Archiving): Promise<void> {
  const { id, name } = server;
  const users = await usage.usersOf(tx, ctx.org.id, id);
  if (users.length > 0 && !force) throw inUse(called, users);
  if (users.length > 0) await usage.pauseUsers(tx, ctx, id);
  await archive(tx, id, ctx.deps.clock.now());
  await endSync(tx, id);
  await ctx.deps.outbox.emit(tx, ctx.org.id, 'watched.stopped', { objectType: 'server', objectId: id, reason: 'archived' });
  await record(tx, ctx, {
    action: 'mcp_server.archive',
    objectType: 'mcp_server',
    objectId: id,
    before: { name, state: 'active' },
    after: { name, state: 'archived' },
  });
}
