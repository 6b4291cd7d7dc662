// Large parts of bundles are read by a few at a time: each may take a hundred megabytes while it is made into an answer.
import { AppError } from '#kernel/errors';
import { createSlots, SlotsFullError } from '#platform/child-task/slots';
import type { Ctx } from '#platform/ctx';

/** Of this process, whoever asks. */
const slots = createSlots({ places: 2, waiting: 64 });
const RETRY_SECONDS = 5;

/** Throws `rate_limited` where too many wait already, and the signal's reason when it aborts. */
export async function inTurn<T>({ signal, org }: Pick<Ctx, 'signal' | 'org'>, work: () => Promise<T>): Promise<T> {
  try {
    return await slots.use(signal, work, org.id);
  } catch (error) {
    if (!(error instanceof SlotsFullError)) throw error;
    throw new AppError('rate_limited', `Too many bundles are being read at this moment. Try again in ${RETRY_SECONDS} s.`, {
      details: { retryAfterSeconds: RETRY_SECONDS },
    });
  }
}
