// Puts a message on its way in the transaction of the change it tells of: both are kept, or neither.
import { seconds } from '#kernel/duration';
import { newId } from '#kernel/ids';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { DeliveryAddress } from '../channels/channel.ts';
import type { AlertMessage } from '../message.ts';
import { enqueueTry } from './enqueue-try.ts';
import { storableMessage } from './storable-message.ts';
import { insertDelivery } from './store.ts';

export interface DeliveryRequest {
  readonly orgId: string;
  readonly ruleId: string | null;
  readonly destinationId: string;
  readonly incidentId: string | null;
  /** Names the change it tells of; a second delivery of the same name is not made. */
  readonly dedupeKey: string;
  /** Redacted. */
  readonly message: AlertMessage;
  readonly address: DeliveryAddress;
  /** The caller calls `deliver` after its commit; a worker waits a while before it does. */
  readonly isFirstTryOurs?: boolean | undefined;
}

const GIVE_UP_ON_CALLER_MS = seconds(30);

/** The id of the delivery; undefined when one with this key is there. */
export async function queueDelivery(tx: Tx, deps: Pick<Deps, 'jobs' | 'clock'>, request: DeliveryRequest): Promise<string | undefined> {
  const { isFirstTryOurs = false, ...fresh } = request;
  const now = deps.clock.now();
  const id = newId('dlv');
  if (!(await insertDelivery(tx, { ...fresh, message: storableMessage(fresh.message), id, now }))) return undefined;
  const at = isFirstTryOurs ? new Date(now.getTime() + GIVE_UP_ON_CALLER_MS) : now;
  await enqueueTry(tx, deps, { deliveryId: id, orgId: fresh.orgId, destinationId: fresh.destinationId, at });
  return id;
}
