// One try of one delivery: claimed, sent, and settled (spec 03 §7). Safe to repeat and to run twice at a time.
import { getOrgById } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { redactorOf } from '#platform/secrets/kept-redactor';
import { ALL_CHANNELS } from '../channels/all-channels.ts';
import type { SendResult } from '../channels/channel.ts';
import { findStored } from '../destinations/store.ts';
import type { StoredDestination } from '../destinations/store.ts';
import { claimTry } from './claim-try.ts';
import type { Claim } from './claim-try.ts';
import { enqueueTry } from './enqueue-try.ts';
import { withTexts } from './message-texts.ts';
import { settleTry } from './settle-try.ts';
import { releaseClaim } from './store.ts';

/** Does nothing when it was sent, given up or removed, or its organization is being deleted. When `signal` aborts, the try is given back and the reason thrown. */
export async function deliver(deps: Deps, { deliveryId }: { readonly deliveryId: string }, signal: AbortSignal): Promise<void> {
  const answer = await inTransaction(deps.db, (tx) => claimTry(tx, deliveryId, deps.clock.now()));
  if (answer.kind === 'wait') {
    const { orgId, destinationId } = answer.delivery;
    await enqueueTry(undefined, deps, { deliveryId, orgId, destinationId, at: answer.until });
  }
  if (answer.kind !== 'claimed') return;
  const { claim } = answer;
  const destination = await findStored(deps.db, claim.delivery.orgId, claim.delivery.destinationId);
  if (!destination) return;
  // It is being deleted, and what waits goes with it.
  if (!(await getOrgById(deps, claim.delivery.orgId))) return releaseClaim(deps.db, deliveryId, claim.claimedUntil);
  try {
    const result = await send(deps, { claim, destination, signal });
    await inTransaction(deps.db, (tx) => settleTry(tx, deps, { claim, destination, result }));
  } catch (error) {
    if (signal.aborted) await releaseClaim(deps.db, deliveryId, claim.claimedUntil);
    throw error;
  }
}

interface Sending {
  readonly claim: Claim;
  readonly destination: StoredDestination;
  readonly signal: AbortSignal;
}

async function send(deps: Deps, { claim: { delivery }, destination, signal }: Sending): Promise<SendResult> {
  signal.throwIfAborted();
  const { orgId } = delivery;
  const open = async (secretId: string | null) => (secretId === null ? null : deps.vault.open(deps.db, orgId, secretId));
  const [secret, signingSecret] = [await open(destination.secretId), await open(destination.signingSecretId)];
  return ALL_CHANNELS[destination.kind].send(deps, {
    deliveryId: delivery.id,
    orgId,
    // It was redacted when it was written; a secret may have been stored since.
    message: withTexts(delivery.message, (await redactorOf(deps.vault, orgId)).redactText),
    address: delivery.address,
    secret,
    signingSecret,
    signal,
  });
}
