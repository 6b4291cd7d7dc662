// Deletes a source with its bundles, secrets and executions; the history of its managed server record stays (spec 06).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import { archiveManagedServer } from '#modules/servers';
import type { ServerUsage } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { auditedSource } from './audited-source.ts';
import { slugField } from './fields.ts';
import { requireLockedSource } from './require-source.ts';
import { secretIdsOf } from './secrets/store.ts';
import { deleteSource } from './store.ts';

const input = z.strictObject({ slug: slugField, force: z.boolean('must be true or false').default(false) });

/** Throws `conflict` with `details.usedBy` while workflows or monitors use its server, unless `force` pauses them first. */
export async function removeSource(ctx: Ctx, raw: unknown, usage: ServerUsage): Promise<void> {
  requireRole(ctx, 'admin');
  const { slug, force } = parseInput(input, raw);
  const { db, vault } = ctx.deps;
  await inTransaction(db, async (tx) => {
    const source = await requireLockedSource(tx, ctx, slug);
    await archiveManagedServer(tx, ctx, { serverId: source.id, force, usage });
    for (const secretId of await secretIdsOf(tx, source.id)) await vault.remove(tx, ctx.org.id, secretId);
    await deleteSource(tx, source.id);
    await record(tx, ctx, { action: 'source.delete', objectType: 'source', objectId: source.id, before: auditedSource(source) });
  });
}
