// Sends a failed message again by a fresh plan of tries; the earlier ones stay in its history.
import { z } from 'zod';
import { record } from '#modules/access';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { AlertDelivery } from '../delivery.ts';
import { enqueueTry } from './enqueue-try.ts';
import { findDelivery, lockDeliveryOf, saveDelivery } from './store.ts';

const input = z.strictObject({ deliveryId: z.string().min(1).max(160) });

/** Of a message that was sent again and again. */
const KEPT_TRIES = 50;

/** Throws `conflict` for one that is on its way or arrived. */
export async function retryDelivery(ctx: Ctx, raw: unknown): Promise<AlertDelivery> {
  requireRole(ctx, 'editor');
  const { deliveryId } = parseInput(input, raw);
  const { db, clock } = ctx.deps;
  return inTransaction(db, async (tx) => {
    const held = await lockDeliveryOf(tx, ctx.org.id, deliveryId);
    if (!held) throw notFound('delivery');
    if (held.state !== 'failed') throw new AppError('conflict', `Only a failed delivery is sent again; this one is ${held.state}.`);
    const now = clock.now();
    const tries = held.tries.slice(-KEPT_TRIES);
    const fresh = { triesBefore: tries.length, firstTryAt: null, nextTryAt: now, claimedUntil: null, endedAt: null };
    await saveDelivery(tx, deliveryId, { state: 'pending', tries, ...fresh });
    await enqueueTry(tx, ctx.deps, { deliveryId, orgId: held.orgId, destinationId: held.destinationId, at: now });
    await record(tx, ctx, {
      action: 'delivery.retry',
      objectType: 'delivery',
      objectId: deliveryId,
      before: { state: 'failed' },
      after: { state: 'pending' },
    });
    const delivery = await findDelivery(tx, ctx.org.id, deliveryId);
    if (!delivery) throw notFound('delivery');
    return delivery;
  });
}
