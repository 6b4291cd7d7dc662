// Keeps the one due row of an open incident true: when it is told of again, or none.
import { minutes } from '#kernel/duration';
import type { Tx } from '#platform/db/connect';
import { clearDue, setDue } from '#platform/jobs/due';
import type { StoredRule } from '../rules/stored-rule.ts';
import { openIncidentsOfRule } from './store.ts';

export const RENOTIFY_DUE_KIND = 'alert_renotify';

/** In the transaction that tells of it first. */
export async function planRenotify(
  tx: Tx,
  { orgId, renotifyMinutes }: StoredRule,
  { incidentId, now }: { incidentId: string; now: Date },
): Promise<void> {
  if (renotifyMinutes === null) return;
  const at = new Date(now.getTime() + minutes(renotifyMinutes));
  await setDue(tx, [{ kind: RENOTIFY_DUE_KIND, subjectId: incidentId, slot: 0, orgId, tickAt: at, dueAt: at }]);
}

/** In the transaction that closes it. */
export const endRenotify = (tx: Tx, incidentId: string): Promise<void> => clearDue(tx, RENOTIFY_DUE_KIND, incidentId);

/** After the rule's interval was changed; the rule is locked. */
export async function replanRenotify(tx: Tx, rule: StoredRule, now: Date): Promise<void> {
  for (const { id: incidentId, isTold } of await openIncidentsOfRule(tx, rule.id)) {
    if (rule.renotifyMinutes === null) await endRenotify(tx, incidentId);
    else if (isTold) await planRenotify(tx, rule, { incidentId, now });
  }
}
