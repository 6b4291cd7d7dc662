// What every message says, before a channel gives it its shape. Plain words: whoever writes them into a format escapes them there.
import type { AlertMessage, MessageType } from '../message.ts';

interface TypeWords {
  /** Before the name of the object. */
  readonly lead: string;
  /** After it, in a subject. */
  readonly end: string;
}

const WORDS: Readonly<Record<MessageType, TypeWords>> = {
  'incident.opened': { lead: 'Failing', end: 'failing' },
  'incident.renotified': { lead: 'Still failing', end: 'failing' },
  'incident.recovered': { lead: 'Recovered', end: 'recovered' },
  'catalog.breaking_change': { lead: 'Breaking change', end: 'changed in a breaking way' },
  'credential.expiring': { lead: 'Must be connected again soon', end: 'must be connected again soon' },
  'approval.requested': { lead: 'Waits for approval', end: 'waits for approval' },
  test: { lead: 'Test message', end: 'test message' },
};

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface MessageWords {
  readonly lead: string;
  readonly end: string;
  /** What it is about: the watched object, or the organization. */
  readonly about: string;
  /** What happened. */
  readonly summary: string;
  readonly facts: readonly Fact[];
  readonly linkLabel: string;
  readonly url: string;
}

const LINK_LABELS = {
  run: 'Open the run',
  workflow: 'Open the workflow',
  monitor: 'Open the monitor',
  server: 'Open the server',
  approval: 'Open the approval',
} as const;

export function wordsOf(message: AlertMessage): MessageWords {
  const { type, organization, target, cause } = message;
  const linked = type === 'approval.requested' ? 'approval' : cause?.runId ? 'run' : target?.type;
  return {
    ...WORDS[type],
    about: oneLine(target?.name ?? organization.name),
    summary: oneLine(message.summary),
    linkLabel: linked === undefined ? 'Open Armature' : LINK_LABELS[linked],
    url: message.url,
    facts: factsOf(message),
  };
}

/** What a message does not have is left out. */
function factsOf({ organization, rule, target, cause, incident, summary }: AlertMessage): Fact[] {
  const ofCause = cause && [['Status', statusOf(cause)], ...(cause.message === summary ? [] : [['What happened', cause.message]])];
  const ofIncident = incident && [
    ['Failures', String(incident.failureCount)],
    ['Since', timeOf(incident.openedAt)],
  ];
  const pairs = [
    ...(rule ? [['Rule', rule.name]] : []),
    ...(target ? [[OBJECT_LABELS[target.type], target.name]] : []),
    ...(ofCause ?? []),
    ...(ofIncident ?? []),
    ['Organization', organization.name],
  ];
  return pairs.map(([label = '', value = '']) => ({ label, value: oneLine(value) }));
}

const OBJECT_LABELS = { workflow: 'Workflow', monitor: 'Monitor', server: 'Server' } as const;

const statusOf = ({ status, classification }: NonNullable<AlertMessage['cause']>): string =>
  classification === null ? status : `${status} (${classification})`;

/** `2026-01-31 09:30 UTC`. */
const timeOf = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

/** No text of ours is longer; a name has at most 120 characters. */
const MAX_LINE = 500;

/** Without line breaks, control characters and what turns the direction of writing: a name cannot pretend to be a line of ours. */
export const oneLine = (text: string): string =>
  [
    ...text
      .toWellFormed()
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, MAX_LINE)
    .join('');
