// The job of one try. At most one waits for a delivery: whoever comes too early asks for another.
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { EnqueueOptions } from '#platform/jobs/jobs';
import { shareOf } from './share-of.ts';
import type { Destined } from './share-of.ts';

export interface TryRequest extends Destined {
  readonly deliveryId: string;
  /** Undefined: at once. */
  readonly at?: Date | undefined;
}

export const enqueueTry = (tx: Tx | undefined, { jobs }: Pick<Deps, 'jobs'>, request: TryRequest): Promise<void> =>
  jobs.enqueue(tx, 'alert.deliver', { deliveryId: request.deliveryId }, optionsOfTry(request));

export const optionsOfTry = ({ deliveryId, at, ...destined }: TryRequest): EnqueueOptions => ({
  startAfter: at,
  singletonKey: deliveryId,
  group: shareOf(destined),
});
