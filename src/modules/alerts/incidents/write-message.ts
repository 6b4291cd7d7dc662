// Writes what is told of an incident: rule, object, what happened, how often, since when, and where to look (spec 03 §7). Pure.
import type { OrgRef } from '#kernel/context';
import type { AlertMessage, MessageType } from '../message.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import { boundedSentence } from './bounded-sentence.ts';
import type { OpenIncident } from './transition.ts';
import type { ObjectRef } from './watched-object.ts';

export interface News {
  readonly type: Extract<MessageType, `incident.${string}`>;
  readonly org: OrgRef;
  readonly rule: Pick<StoredRule, 'id' | 'name'>;
  readonly object: ObjectRef & { readonly name: string };
  readonly incident: OpenIncident & { readonly id: string };
  /** ISO time of what happened. */
  readonly at: string;
  /** The run or check that it is about. */
  readonly ref: string;
  readonly publicUrl: string;
}

export function writeMessage({ type, org, rule, object, incident, at, ref, publicUrl }: News): AlertMessage {
  const isOver = type === 'incident.recovered';
  const { id, openedAt, failureCount, cause } = incident;
  return {
    type,
    timestamp: at,
    organization: { id: org.id, slug: org.slug, name: org.name },
    rule: { id: rule.id, name: rule.name },
    incident: { id, state: isOver ? 'closed' : 'open', openedAt, closedAt: isOver ? at : null, failureCount },
    target: { type: object.type, id: object.id, name: object.name },
    cause,
    summary: boundedSentence(summaryOf(type, { name: object.name, incident, at })),
    url: object.type === 'workflow' ? `${publicUrl}/o/${org.slug}/runs/${ref}` : `${publicUrl}/o/${org.slug}/monitors/${object.id}`,
  };
}

function summaryOf(type: News['type'], { name, incident, at }: { name: string; incident: OpenIncident; at: string }): string {
  const { failureCount, openedAt, cause } = incident;
  const times = failureCount === 1 ? 'once' : `${failureCount} times`;
  switch (type) {
    case 'incident.opened':
      return failureCount === 1
        ? `${name} failed (${cause.status}): ${cause.message}`
        : `${name} failed ${times} (${cause.status}): ${cause.message}`;
    case 'incident.renotified':
      return `${name} is still failing, since ${shortTime(openedAt)}, ${times} so far (${cause.status}): ${cause.message}`;
    case 'incident.recovered':
      return `${name} recovered at ${shortTime(at)}. It failed ${times} since ${shortTime(openedAt)}.`;
    default:
      return type satisfies never;
  }
}

const shortTime = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
