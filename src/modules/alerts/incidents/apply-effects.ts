// Makes the effects of a transition real: rows, messages and due rows, in the transaction that moves the watch on.
import type { OrgRef } from '#kernel/context';
import { newId } from '#kernel/ids';
import type { Tx } from '#platform/db/connect';
import { noteFired } from '../rules/store.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import { closeIncident } from './close-incident.ts';
import { planRenotify } from './plan-renotify.ts';
import { sendNews } from './send-news.ts';
import type { AlertDoors, Notice } from './send-news.ts';
import { insertIncident, saveIncident } from './store.ts';
import type { Effect, OpenIncident } from './transition.ts';
import type { WatchedObject } from './watched-object.ts';

export interface Following {
  readonly org: OrgRef;
  readonly rule: StoredRule;
  readonly object: WatchedObject;
}

/** `incidentId`: of the open one, or null. Returns that of the one that is open afterwards. */
export async function applyEffects(
  tx: Tx,
  deps: AlertDoors,
  { following, incidentId, effects }: { following: Following; incidentId: string | null; effects: readonly Effect[] },
): Promise<string | null> {
  let current = incidentId;
  for (const effect of effects) current = await apply(tx, deps, { following, current, effect });
  return current;
}

async function apply(
  tx: Tx,
  deps: AlertDoors,
  { following, current, effect }: { following: Following; current: string | null; effect: Effect },
): Promise<string | null> {
  const { rule, object } = following;
  if (effect.kind === 'opened') {
    const id = newId('inc');
    await insertIncident(tx, { id, key: { rule, object }, objectName: object.name, incident: effect.incident });
    if (effect.isTelling) await tellOpened(tx, deps, { ...following, incident: { ...effect.incident, id } });
    await noteFired(tx, rule.id, new Date(effect.incident.openedAt));
    return id;
  }
  if (current === null) throw new Error('an incident changed that is not open');
  const incident = { ...effect.incident, id: current };
  if (effect.kind === 'grew') {
    await saveIncident(tx, current, incident);
    if (effect.isTelling) await tellOpened(tx, deps, { ...following, incident });
    return current;
  }
  await closeIncident(tx, current, { reason: effect.reason, at: new Date(effect.at) });
  if (effect.isTelling)
    await sendNews(tx, deps, {
      ...following,
      type: 'incident.recovered',
      incident,
      at: effect.at,
      ref: effect.ref ?? incident.lastRef,
      change: 'recovered',
    });
  return null;
}

export type OpenNews = Pick<Notice, 'org' | 'rule' | 'object'> & { readonly incident: OpenIncident & { readonly id: string } };

/** The first message of an incident, and from then on the repeated ones. */
export async function tellOpened(tx: Tx, deps: AlertDoors, news: OpenNews): Promise<void> {
  const now = deps.clock.now();
  const { openedAt: at, lastRef: ref, id: incidentId } = news.incident;
  await sendNews(tx, deps, { ...news, type: 'incident.opened', at, ref, change: 'opened' });
  await planRenotify(tx, news.rule, { incidentId, now });
}
