// Deletes checks past their retention, in batches: records, hours after 35 days, days and outages after 400 (spec 03 §2).
import { days } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
import type { Deps } from '#platform/ctx';
import { deleteChecks, deleteDays, deleteHours, deleteOutages } from '../history/store.ts';

export interface SweptChecks {
  readonly checks: number;
  readonly hours: number;
  readonly days: number;
  readonly outages: number;
}

const RAW_DAYS = 35;
const SUMS_DAYS = 400;
const BATCH = 5_000;
/** Of one sweep and table; the next one continues. */
const MAX_BATCHES = 200;

export async function sweepChecks({ db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>, signal: AbortSignal): Promise<SweptChecks> {
  const ago = (count: number): Date => new Date(clock.now().getTime() - days(count));
  const raw = ago(RAW_DAYS);
  const sums = ago(SUMS_DAYS);
  const swept: SweptChecks = {
    checks: await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteChecks(db, raw, BATCH)),
    hours: await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteHours(db, raw, BATCH)),
    days: await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteDays(db, sums, BATCH)),
    outages: await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteOutages(db, sums, BATCH)),
  };
  log.info({ ...swept }, 'checks past their retention were deleted');
  return swept;
}
