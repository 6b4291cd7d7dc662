// The job of one try. At most one waits for a delivery: whoever comes too early asks for another.
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';

export const enqueueTry = (
  tx: Tx | undefined,
  { jobs }: Pick<Deps, 'jobs'>,
  { deliveryId, at }: { deliveryId: string; at: Date },
): Promise<void> => jobs.enqueue(tx, 'alert.deliver', { deliveryId }, { startAfter: at, singletonKey: deliveryId });
