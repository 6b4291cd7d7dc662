// The way every change of one destination is made: locked, saved, recorded, and presented.
import { record } from '#modules/access';
import { notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { AlertDestination } from '../destination.ts';
import { auditedDestination } from './audited-destination.ts';
import { presentDestination } from './present-destination.ts';
import { findStored, lockStored, saveStored } from './store.ts';
import type { DestinationChange, StoredDestination } from './store.ts';

export interface PlannedChange {
  readonly destinationId: string;
  readonly action: string;
  readonly change: (tx: Tx, before: StoredDestination) => Promise<DestinationChange>;
}

/** Secrets that were replaced leave the vault. */
export function changeDestination(ctx: Ctx, { destinationId, action, change }: PlannedChange): Promise<AlertDestination> {
  const { db, clock } = ctx.deps;
  return inTransaction(db, async (tx) => {
    const before = await lockStored(tx, ctx.org.id, destinationId);
    if (!before) throw notFound('destination');
    await saveStored(tx, destinationId, { change: await change(tx, before), now: clock.now() });
    const after = (await findStored(tx, ctx.org.id, destinationId)) ?? before;
    await forgetReplaced(ctx, tx, { before, after });
    await record(tx, ctx, {
      action,
      objectType: 'destination',
      objectId: destinationId,
      before: auditedDestination(before),
      after: auditedDestination(after),
    });
    return presentDestination(ctx.deps, after);
  });
}

async function forgetReplaced(
  { deps: { vault }, org }: Ctx,
  tx: Tx,
  { before, after }: { before: StoredDestination; after: StoredDestination },
): Promise<void> {
  for (const field of ['secretId', 'signingSecretId'] as const) {
    const old = before[field];
    if (old !== null && old !== after[field]) await vault.remove(tx, org.id, old);
  }
}
