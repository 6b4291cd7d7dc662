// Stores what a server listed before it was saved, in the transaction that saves it.
import { AppError, notFound } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { Probe } from '#platform/mcp/mcp';
import { hasListed, storeCatalog } from '../catalog/store-catalog.ts';
import { lockServer } from '../store.ts';

/** The probe is of this very connection, tried with its default credential. Its catalog is a fact, so there is no entry in the audit log. */
export async function keepProbe(
  ctx: Ctx,
  { serverId, probe, trigger }: { readonly serverId: string; readonly probe: Probe; readonly trigger: 'create' | 'update' },
): Promise<void> {
  requireRole(ctx, 'editor');
  if (!hasListed(probe)) throw new AppError('conflict', 'The server did not pass the probe.');
  await inTransaction(ctx.deps.db, async (tx) => {
    const server = await lockServer(tx, ctx.org.id, serverId);
    if (!server) throw notFound('mcp_server');
    await storeCatalog(tx, ctx, { server, listed: probe, trigger });
  });
}
