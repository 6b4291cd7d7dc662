// A person has looked at a changed catalog and takes it as it is: one change, or everything of the server.
import { z } from 'zod';
import { record } from '#modules/access';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { hasSnapshot } from '../catalog/store.ts';
import { idField } from '../fields.ts';
import { lockServer } from '../store.ts';
import { acceptPending } from './store.ts';

const input = z
  .strictObject({ serverId: idField, snapshotId: idField.optional(), throughSnapshotId: idField.optional() })
  .refine(({ snapshotId, throughSnapshotId }) => snapshotId === undefined || throughSnapshotId === undefined, {
    path: ['throughSnapshotId'],
    message: 'cannot stand beside snapshotId',
  });

/**
 * One change, or all that are pending; `throughSnapshotId` names the newest that the person has seen, and what came after it stays
 * pending. What is accepted already stays as it was: once more is harmless.
 */
export async function acceptChanges(ctx: Ctx, raw: unknown): Promise<{ readonly accepted: number }> {
  requireRole(ctx, 'editor');
  const { serverId, snapshotId, throughSnapshotId } = parseInput(input, raw);
  return inTransaction(ctx.deps.db, async (tx) => {
    const server = await lockServer(tx, ctx.org.id, serverId);
    if (!server) throw notFound('mcp_server');
    const by = { name: ctx.actor.name, at: ctx.deps.clock.now() };
    const snapshotIds = await acceptPending(tx, { orgId: ctx.org.id, serverId, snapshotId, throughSnapshotId }, by);
    const named = snapshotId ?? throughSnapshotId;
    if (snapshotIds.length === 0 && named !== undefined && !(await hasSnapshot(tx, serverId, named))) throw notFound('snapshot');
    if (snapshotIds.length > 0) {
      await record(tx, ctx, {
        action: 'mcp_server.accept_changes',
        objectType: 'mcp_server',
        objectId: serverId,
        after: { acceptedSnapshots: snapshotIds },
      });
    }
    return { accepted: snapshotIds.length };
  });
}
