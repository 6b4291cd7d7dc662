// Who makes the next try: one worker at a time, and only when its time has come.
import { seconds } from '#kernel/duration';
import type { Tx } from '#platform/db/connect';
import type { DeliveryTry } from '../delivery.ts';
import { nextTryAt } from './plan-tries.ts';
import { lockDelivery, saveDelivery } from './store.ts';
import type { StoredDelivery } from './store.ts';

/** A try takes 10 s at most, and then a write. */
const CLAIM_MS = seconds(60);

/** A try that is ours until `claimedUntil`, which also names the claim. */
export interface Claim {
  readonly delivery: StoredDelivery;
  readonly startedAt: Date;
  readonly claimedUntil: Date;
  readonly firstTryAt: Date;
}

/** `left`: there is nothing to do, now or ever. */
export type ClaimAnswer =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  | { readonly kind: 'wait'; readonly delivery: StoredDelivery; readonly until: Date }
  | { readonly kind: 'left' };

export async function claimTry(tx: Tx, deliveryId: string, now: Date): Promise<ClaimAnswer> {
  const stored = await lockDelivery(tx, deliveryId);
  if (stored?.state !== 'pending') return { kind: 'left' };
  const notBefore = Math.max(stored.nextTryAt?.getTime() ?? 0, stored.claimedUntil?.getTime() ?? 0);
  if (notBefore > now.getTime()) return { kind: 'wait', delivery: stored, until: new Date(notBefore) };
  const delivery = stored.claimedUntil === null ? stored : withLostTry(stored, stored.claimedUntil);
  const firstTryAt = delivery.firstTryAt ?? now;
  const isOver = nextTryAt({ count: triesOfPlan(delivery), firstAt: firstTryAt, latestAt: now, now }) === null;
  if (isOver) {
    await saveDelivery(tx, deliveryId, { state: 'failed', tries: delivery.tries, nextTryAt: null, claimedUntil: null, endedAt: now });
    return { kind: 'left' };
  }
  const claimedUntil = new Date(now.getTime() + CLAIM_MS);
  await saveDelivery(tx, deliveryId, { tries: delivery.tries, firstTryAt, claimedUntil });
  return { kind: 'claimed', claim: { delivery, startedAt: now, claimedUntil, firstTryAt } };
}

/** Tries in this plan. */
export const triesOfPlan = ({ tries, triesBefore }: Pick<StoredDelivery, 'tries' | 'triesBefore'>): number => tries.length - triesBefore;

/** A claim that ran out: its worker died, and nobody knows whether the message went. It counts, so that such tries end as well. */
function withLostTry(stored: StoredDelivery, claimedUntil: Date): StoredDelivery {
  const lost: DeliveryTry = {
    at: new Date(claimedUntil.getTime() - CLAIM_MS).toISOString(),
    ok: false,
    httpStatus: null,
    error: 'The process stopped in the middle of this try.',
  };
  return { ...stored, tries: [...stored.tries, lost] };
}
