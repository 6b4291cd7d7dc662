// The words of alerts: destinations, rules, incidents, messages and deliveries.
import type { DeliveryState, DestinationKind, DestinationStatus, Incident, MessageType, Rule, RuleTargetType } from '../api/alerts.ts';
import type { Word } from './tone.ts';

export const KIND_WORDS: Readonly<Record<DestinationKind, string>> = {
  slack_oauth: 'Slack workspace',
  slack_webhook: 'Slack webhook',
  email: 'E-mail',
  webhook: 'Webhook',
};

const DESTINATION_WORDS: Readonly<Record<DestinationStatus, Word>> = {
  ready: { word: 'Ready', tone: 'pass' },
  needs_reauth: { word: 'Needs reauthorization', tone: 'fail' },
  not_configured: { word: 'Not configured', tone: 'error' },
};

/** `inbox`: mails are shown on a page here instead of sent. */
export function destinationWord(kind: DestinationKind, status: DestinationStatus, inbox: boolean): Word {
  if (kind !== 'email') return DESTINATION_WORDS[status];
  if (inbox) return { word: 'Local inbox', tone: 'pass' };
  return status === 'ready' ? DESTINATION_WORDS.ready : { word: 'SMTP not configured', tone: 'error' };
}

export const TARGET_WORDS: Readonly<Record<RuleTargetType, string>> = { workflow: 'Workflow', monitor: 'Monitor', server: 'Server' };

/** The API says it in a sentence of its own; here is its first part and the tone. */
export function ruleWord({ status, state }: Pick<Rule, 'status' | 'state'>): Word {
  if (state === 'paused') return { word: 'Paused', tone: 'idle' };
  if (status.startsWith('Muted')) return { word: 'Muted', tone: 'idle' };
  if (status.startsWith('Firing')) return { word: 'Firing', tone: 'fail' };
  return { word: status, tone: 'pass' };
}

export const CLOSE_WORDS: Readonly<Record<NonNullable<Incident['closeReason']>, string>> = {
  recovered: 'Recovered',
  paused: 'Closed: paused',
  archived: 'Closed: archived',
  deleted: 'Closed: deleted',
  rule: 'Closed: the rule was paused or changed',
};

export const MESSAGE_WORDS: Readonly<Record<MessageType, string>> = {
  'incident.opened': 'Incident opened',
  'incident.renotified': 'Still failing',
  'incident.recovered': 'Recovered',
  'catalog.breaking_change': 'Catalog changed',
  'credential.expiring': 'Credential expires',
  'approval.requested': 'Approval requested',
  test: 'Test',
};

export const DELIVERY_WORDS: Readonly<Record<DeliveryState, Word>> = {
  pending: { word: 'Pending', tone: 'running' },
  delivered: { word: 'Delivered', tone: 'pass' },
  failed: { word: 'Failed', tone: 'fail' },
};

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const satisfies readonly DeliveryState[];

/** What a return from Slack's consent page came to. */
const SLACK_PROBLEMS: Readonly<Record<string, string>> = {
  denied: 'Slack was told not to. Nothing is connected.',
  expired: 'The consent took longer than ten minutes. Begin again.',
  full: 'The organization has as many destinations as it may have. Delete one first.',
  failed: 'Slack did not finish the connection. Try again; the operator’s log says why.',
};

export const slackProblem = (problem: string): string => SLACK_PROBLEMS[problem] ?? SLACK_PROBLEMS['failed'] ?? '';
