// Closes incidents without a message: what they were about is no longer watched.
import type { Tx } from '#platform/db/connect';
import type { IncidentCloseReason } from '../incident.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import { endRenotify } from './plan-renotify.ts';
import { endIncident, openIncidentsOfRule } from './store.ts';

export interface Closing {
  readonly reason: IncidentCloseReason;
  readonly at: Date;
}

export async function closeIncident(tx: Tx, incidentId: string, closing: Closing): Promise<void> {
  await endIncident(tx, incidentId, closing);
  await endRenotify(tx, incidentId);
}

/** Every open one of a rule that is locked. */
export async function closeAllOf(tx: Tx, rule: Pick<StoredRule, 'id'>, closing: Closing): Promise<void> {
  for (const { id } of await openIncidentsOfRule(tx, rule.id)) await closeIncident(tx, id, closing);
}
