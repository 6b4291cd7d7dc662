// Moves a watch behind everything that has happened so far: it begins anew with the next outcome.
import type { Tx } from '#platform/db/connect';
import type { StoredRule } from '../rules/stored-rule.ts';
import { deleteTargetWatches, saveWatches } from './store.ts';
import type { Watch } from './store.ts';
import type { WatchedObject } from './watched-object.ts';

/** The object's own row is locked. */
export async function skipToPresent(
  tx: Tx,
  { rule, object, own, now }: { rule: StoredRule; object: WatchedObject; own: Watch; now: Date },
): Promise<void> {
  await deleteTargetWatches(tx, { rule, object });
  // What ended in this very millisecond is past.
  const seenAt = new Date(now.getTime() + 1);
  await saveWatches(tx, { rule, object }, [{ ...own, seenAt, seenSeq: Math.max(own.seenSeq, object.seq), recentRefs: [], streak: null }]);
}
