// Status and classification as one value, as the indexes of the search hold it: which ones a search can mean. Pure.
import { CLASSIFICATIONS, isFinished, RUN_STATUSES } from '../run.ts';
import type { Classification, RunStatus } from '../run.ts';

interface Wanted {
  readonly statuses?: readonly RunStatus[] | undefined;
  readonly classification?: Classification | undefined;
}

/** `fail:server`; `pass:` has none. The same text as in migration 0008. */
const outcomeOf = (status: RunStatus, classification: Classification | null): string => `${status}:${classification ?? ''}`;

/** Every outcome a run that fits can have. Empty: no run fits. */
export function outcomesOf({ statuses = RUN_STATUSES, classification }: Wanted): string[] {
  return statuses.flatMap((status) => {
    const isBlamed = isFinished(status) && status !== 'pass';
    if (classification !== undefined) return isBlamed ? [outcomeOf(status, classification)] : [];
    return [outcomeOf(status, null), ...(isBlamed ? CLASSIFICATIONS.map((one) => outcomeOf(status, one)) : [])];
  });
}
