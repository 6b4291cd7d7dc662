// The outbox over our database: facts wait in a table until every listener has taken them.
import { MS_PER_HOUR, MS_PER_SECOND, seconds } from '#kernel/duration';
import type { Clock } from '#platform/clock';
import type { Db } from '#platform/db/connect';
import { startPollLoop } from '#platform/jobs/poll-loop';
import type { Live } from '#platform/live/live';
import type { Log } from '#platform/log';
import type { FactListeners, FactPayloads, FactType, Outbox } from './outbox.ts';
import { claimFacts, deleteFact, insertFact, releaseFact } from './store.ts';
import type { ClaimedFact } from './store.ts';

export interface OutboxOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** With it a fact is delivered as soon as it is committed; without it within the polling interval. */
  readonly live?: Live | undefined;
}

const POLL_MS = 500;
const BATCH = 16;
/** A delivery that takes longer is given up, and the fact is somebody else's a little later. */
const DELIVERY_MS = seconds(50);
const LEASE_MS = seconds(60);
const MAX_BACKOFF_MS = MS_PER_HOUR;

/** After the first failure 1 s, then doubled, at most an hour. */
export const backoffMs = (attempts: number): number => Math.min(MAX_BACKOFF_MS, MS_PER_SECOND * 2 ** Math.min(attempts - 1, 20));

export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, live } = options;
  return {
    emit: async (tx, orgId, type, payload) => {
      await insertFact(tx, { orgId, type, payload, at: clock.now() });
      await live?.publish(tx, 'fact', type);
    },
    deliver: (listeners) => {
      const loop = startPollLoop({
        everyMs: POLL_MS,
        round: (signal) => deliverDue(options, listeners, signal),
        onError: (error) => options.log.error({ error }, 'facts could not be read; delivery goes on'),
      });
      const unsubscribe = live?.subscribe('fact', loop.poke, loop.poke);
      return {
        stop: () => {
          unsubscribe?.();
          return loop.stop();
        },
      };
    },
  };
}

/** One round: facts of a batch side by side, so that a slow or poisonous one holds up nobody else's. True when there may be more. */
async function deliverDue(options: OutboxOptions, listeners: FactListeners, stopping: AbortSignal): Promise<boolean> {
  const now = options.clock.now();
  const until = new Date(now.getTime() + LEASE_MS);
  const facts = await claimFacts(options.db, { types: Object.keys(listeners), now, until, limit: BATCH });
  await Promise.all(facts.map((fact) => deliverOne(options, { fact, listeners, stopping })));
  return facts.length === BATCH && !stopping.aborted;
}

interface Delivery {
  readonly fact: ClaimedFact;
  readonly listeners: FactListeners;
  readonly stopping: AbortSignal;
}

async function deliverOne({ db, clock, log }: OutboxOptions, { fact, listeners, stopping }: Delivery): Promise<void> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(DELIVERY_MS)]);
  try {
    await withinSignal(signal, tellAll(listeners, fact, signal));
  } catch (error) {
    const waitMs = stopping.aborted ? 0 : backoffMs(fact.attempts);
    if (!stopping.aborted)
      log.error(
        { error, fact: fact.type, factId: fact.id, attempts: fact.attempts, waitMs },
        'a fact was not taken; it is delivered again',
      );
    await releaseFact(db, fact, new Date(clock.now().getTime() + waitMs));
    return;
  }
  await deleteFact(db, fact);
}

/** Every listener of the type, in order. The row was written by `emit`, whose types tie payload and type together. */
async function tellAll<T extends FactType>(listeners: FactListeners, fact: ClaimedFact, signal: AbortSignal): Promise<void> {
  const type = fact.type as T;
  for (const listener of listeners[type]) await listener(fact.orgId, fact.payload as FactPayloads[T], signal);
}

/** A listener that ignores its signal is left behind; it may still finish, and the fact is delivered twice. */
async function withinSignal(signal: AbortSignal, work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
