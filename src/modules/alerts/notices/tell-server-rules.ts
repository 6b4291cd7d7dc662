// One message to each enabled rule on a server that is not muted; it leaves no incident.
import type { OrgRef } from '#kernel/context';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { queueDelivery } from '../deliveries/queue-delivery.ts';
import { boundedSentence } from '../incidents/bounded-sentence.ts';
import { eachRule } from '../incidents/each-rule.ts';
import { addressOf } from '../incidents/send-news.ts';
import type { AlertDoors } from '../incidents/send-news.ts';
import type { MessageType } from '../message.ts';
import { holdRule, noteFired, rulesOn } from '../rules/store.ts';
import { isMuted } from '../rules/stored-rule.ts';

export interface ServerNotice {
  readonly type: Extract<MessageType, 'catalog.breaking_change' | 'credential.expiring' | 'approval.requested'>;
  readonly org: OrgRef;
  readonly server: { readonly id: string; readonly name: string };
  /** When it happened: rules that began later are not told. */
  readonly at: Date;
  readonly summary: string;
  /** What a person opens; default the page of the server. */
  readonly url?: string | undefined;
  /** With the rule's id: told once for all time. */
  readonly key: string;
}

/** Rules whose target is the server itself: those on one of its workflows or monitors are about that one. */
export async function tellServerRules(deps: AlertDoors, notice: ServerNotice): Promise<void> {
  const ruleIds = await rulesOn(deps.db, notice.org.id, [{ type: 'server', id: notice.server.id }]);
  await eachRule(ruleIds, (ruleId) => inTransaction(deps.db, (tx) => tellOne(tx, deps, { ruleId, notice })));
}

async function tellOne(tx: Tx, deps: AlertDoors, { ruleId, notice }: { ruleId: string; notice: ServerNotice }): Promise<void> {
  const { org, server, type, at, key } = notice;
  const rule = await holdRule(tx, org.id, ruleId);
  if (rule?.state !== 'enabled' || isMuted(rule, deps.clock.now()) || rule.watchesFrom > at) return;
  const deliveryId = await queueDelivery(tx, deps, {
    orgId: org.id,
    ruleId,
    destinationId: rule.destinationId,
    incidentId: null,
    dedupeKey: `${ruleId}:${key}`,
    message: {
      type,
      timestamp: at.toISOString(),
      organization: { id: org.id, slug: org.slug, name: org.name },
      rule: { id: ruleId, name: rule.name },
      incident: null,
      target: { type: 'server', ...server },
      cause: null,
      summary: boundedSentence(notice.summary),
      url: notice.url ?? `${deps.settings.publicUrl}/o/${org.slug}/servers/${server.id}`,
    },
    address: addressOf(rule),
  });
  if (deliveryId !== undefined) await noteFired(tx, ruleId, at);
}
