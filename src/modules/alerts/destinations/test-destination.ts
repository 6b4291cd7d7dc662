// Sends a message of type `test` on the way every message goes, and waits for its first try.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { record } from '#modules/access';
import { hours } from '#kernel/duration';
import { AppError, notFound, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { LimitRule } from '#platform/rate-limit/limits';
import { addressFaults } from '../channels/address-faults.ts';
import type { DeliveryAddress } from '../channels/channel.ts';
import type { AlertDelivery } from '../delivery.ts';
import { deliver } from '../deliveries/deliver.ts';
import { queueDelivery } from '../deliveries/queue-delivery.ts';
import { findDelivery } from '../deliveries/store.ts';
import type { AlertMessage } from '../message.ts';
import { idField } from './destination-input.ts';
import { findStored } from './store.ts';
import type { StoredDestination } from './store.ts';

const input = z.strictObject({
  destinationId: idField,
  /** For a Slack workspace. */
  channel: z.string().optional(),
  /** For e-mail; default: the address of the person who asks. */
  recipientEmail: z.string().optional(),
});

const PER_HOUR: LimitRule = { capacity: 30, perMs: hours(1) };

/** The delivery after its first try, at the latest 10 s later: `delivered`, `failed`, or `pending` until its next try. */
export async function testDestination(ctx: Ctx, raw: unknown): Promise<AlertDelivery> {
  requireRole(ctx, 'admin');
  const { destinationId, ...given } = parseInput(input, raw);
  const destination = await findStored(ctx.deps.db, ctx.org.id, destinationId);
  if (!destination) throw notFound('destination');
  const address = addressOf(ctx, destination, given);
  await withinLimit(ctx);
  const deliveryId = await queueTest(ctx, destination, address);
  // Whoever hangs up now would leave the try half done.
  await deliver(ctx.deps, { deliveryId }, new AbortController().signal);
  const delivery = await findDelivery(ctx.deps.db, ctx.org.id, deliveryId);
  if (!delivery) throw notFound('destination');
  return delivery;
}

function addressOf({ actor }: Ctx, { kind }: StoredDestination, given: DeliveryAddress): DeliveryAddress {
  const own = kind === 'email' && given.recipientEmail === undefined ? actor.email : undefined;
  const address = own === undefined ? given : { ...given, recipientEmail: own };
  const [first, ...rest] = addressFaults(kind, address);
  if (first) throw validationFailed([first, ...rest]);
  return address;
}

async function withinLimit(ctx: Ctx): Promise<void> {
  const taken = await ctx.deps.limits.take(`alert-tests:${ctx.org.id}`, PER_HOUR);
  if (taken.ok) return;
  const { retryAfterSeconds } = taken;
  throw new AppError(
    'rate_limited',
    `An organization can send ${PER_HOUR.capacity} test messages an hour. Try again in ${retryAfterSeconds} s.`,
    {
      details: { retryAfterSeconds },
    },
  );
}

function queueTest(ctx: Ctx, { id, kind, name }: StoredDestination, address: DeliveryAddress): Promise<string> {
  return inTransaction(ctx.deps.db, async (tx) => {
    const deliveryId = await queueDelivery(tx, ctx.deps, {
      orgId: ctx.org.id,
      ruleId: null,
      destinationId: id,
      incidentId: null,
      dedupeKey: `test:${randomUUID()}`,
      message: testMessage(ctx, name),
      address,
      // The caller makes the first try; a worker only when this process ends before it is made.
      isFirstTryOurs: true,
    });
    if (deliveryId === undefined) throw new AppError('internal_error', 'A fresh key was taken.');
    await record(tx, ctx, { action: 'destination.test', objectType: 'destination', objectId: id, after: { kind, deliveryId } });
    return deliveryId;
  });
}

const testMessage = ({ deps, org, actor }: Ctx, destinationName: string): AlertMessage => ({
  type: 'test',
  timestamp: deps.clock.now().toISOString(),
  organization: { id: org.id, slug: org.slug, name: org.name },
  rule: null,
  incident: null,
  target: null,
  cause: null,
  summary: `This is a test of the destination "${destinationName}", sent by ${actor.name}. Alerts arrive here.`,
  url: `${deps.settings.publicUrl}/o/${org.slug}/alerts`,
});
