// Sets a watch back to the time at which its object stopped, when that news comes after outcomes of its new beginning.
import { outcomesAfter } from '#modules/monitors';
import type { Tx } from '#platform/db/connect';
import type { StoredRule } from '../rules/stored-rule.ts';
import { deleteTargetWatches, saveWatches } from './store.ts';
import type { Watch } from './store.ts';
import type { WatchedObject } from './watched-object.ts';

/** News is late by seconds; more checks than this since then are not looked at twice. */
const LOOK_BACK = 500;

/** The object's own row is locked. */
export async function rewindTo(
  tx: Tx,
  { rule, object, own, at }: { rule: StoredRule; object: WatchedObject; own: Watch; at: Date },
): Promise<void> {
  await deleteTargetWatches(tx, { rule, object });
  const seenSeq = object.type === 'monitor' ? await seqAt(tx, { rule, object, own, at }) : own.seenSeq;
  const seenAt = object.type === 'workflow' ? new Date(at.getTime() + 1) : own.seenAt;
  await saveWatches(tx, { rule, object }, [{ ...own, seenSeq, seenAt, streak: null }]);
}

/** Number of the last check taken that had begun by then. */
async function seqAt(tx: Tx, { rule, object, own, at }: Parameters<typeof rewindTo>[1]): Promise<number> {
  const afterSeq = Math.max(0, own.seenSeq - LOOK_BACK);
  const checks = await outcomesAfter(tx, { orgId: rule.orgId, monitorId: object.id, afterSeq, limit: LOOK_BACK });
  const later = checks.find((check) => Date.parse(check.at) > at.getTime() && check.seq <= own.seenSeq);
  return later ? later.seq - 1 : own.seenSeq;
}
