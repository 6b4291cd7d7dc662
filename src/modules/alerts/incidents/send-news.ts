// Puts one message of an incident on its way, in the transaction of what it tells of.
import type { OrgRef } from '#kernel/context';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { queueDelivery } from '../deliveries/queue-delivery.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import { writeMessage } from './write-message.ts';
import type { News } from './write-message.ts';

/** What alerts need of the world. */
export type AlertDoors = Pick<Deps, 'db' | 'clock' | 'jobs' | 'log' | 'settings'>;

export interface Notice extends Omit<News, 'publicUrl' | 'org' | 'rule'> {
  readonly rule: StoredRule;
  readonly org: OrgRef;
  /** What happened to the incident, once for all time: `opened`, `recovered`, `renotified:<time>`. */
  readonly change: string;
}

/** False when it is on its way already. */
export async function sendNews(tx: Tx, deps: AlertDoors, { change, ...news }: Notice): Promise<boolean> {
  const { rule, incident } = news;
  const deliveryId = await queueDelivery(tx, deps, {
    orgId: rule.orgId,
    ruleId: rule.id,
    destinationId: rule.destinationId,
    incidentId: incident.id,
    dedupeKey: `${incident.id}:${change}`,
    message: writeMessage({ ...news, publicUrl: deps.settings.publicUrl }),
    address: addressOf(rule),
  });
  return deliveryId !== undefined;
}

export const addressOf = ({ channel, recipientEmail }: Pick<StoredRule, 'channel' | 'recipientEmail'>) => ({
  ...(channel === null ? {} : { channel }),
  ...(recipientEmail === null ? {} : { recipientEmail }),
});
