// Writes what came of a try: delivered, another one later, or the end.
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { SendResult } from '../channels/channel.ts';
import type { DeliveryTry } from '../delivery.ts';
import { markReauth } from '../destinations/store.ts';
import type { StoredDestination } from '../destinations/store.ts';
import { triesOfPlan } from './claim-try.ts';
import type { Claim } from './claim-try.ts';
import { enqueueTry } from './enqueue-try.ts';
import { nextTryAt } from './plan-tries.ts';
import { lockDelivery, saveDelivery } from './store.ts';

export interface MadeTry {
  readonly claim: Claim;
  /** As it was used. */
  readonly destination: StoredDestination;
  readonly result: SendResult;
}

/** Writes nothing when the delivery is gone, or the claim ran out and another worker has it. */
export async function settleTry(tx: Tx, deps: Pick<Deps, 'clock' | 'jobs'>, { claim, destination, result }: MadeTry): Promise<void> {
  const { delivery, startedAt, firstTryAt, claimedUntil } = claim;
  await settleAccess(tx, destination, result);
  const held = await lockDelivery(tx, delivery.id);
  if (held?.state !== 'pending' || held.claimedUntil?.getTime() !== claimedUntil.getTime()) return;
  const now = deps.clock.now();
  const made: DeliveryTry = {
    at: startedAt.toISOString(),
    ok: result.ok,
    httpStatus: result.httpStatus,
    error: result.ok ? null : result.error,
  };
  const tries = [...held.tries, made];
  const next =
    result.ok || result.isFinal
      ? null
      : nextTryAt({
          count: triesOfPlan({ ...held, tries }),
          firstAt: firstTryAt,
          latestAt: startedAt,
          retryAfterMs: result.retryAfterMs,
          now,
        });
  if (next !== null) {
    await saveDelivery(tx, delivery.id, { tries, nextTryAt: next, claimedUntil: null });
    await enqueueTry(tx, deps, { deliveryId: delivery.id, orgId: delivery.orgId, destinationId: delivery.destinationId, at: next });
    return;
  }
  const state = result.ok ? 'delivered' : 'failed';
  await saveDelivery(tx, delivery.id, { state, tries, nextTryAt: null, claimedUntil: null, endedAt: now });
}

/** A token that Slack refuses needs a person; one that works again does not. */
async function settleAccess(tx: Tx, { id, secretId, needsReauth }: StoredDestination, result: SendResult): Promise<void> {
  const needsNow = result.ok ? false : result.needsReauth === true || needsReauth;
  if (secretId === null || needsNow === needsReauth) return;
  await markReauth(tx, { destinationId: id, secretId, needsReauth: needsNow });
}
