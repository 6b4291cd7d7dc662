// A rule as it is typed, and what is sent of it.
import type { Destination, DestinationKind, Rule, RuleInput, RuleTarget } from '../api/alerts.ts';
import type { Errors } from './form-errors.ts';

export interface RuleDraft {
  readonly name: string;
  readonly target: RuleTarget | undefined;
  readonly destinationId: string;
  readonly channel: string;
  readonly recipientEmail: string;
  readonly failAfter: string;
  readonly notifyRecovery: boolean;
  /** Empty: no reminders. */
  readonly renotifyMinutes: string;
  readonly isEnabled: boolean;
}

const MAX_FAILURES = 20;
const [LEAST_MINUTES, MOST_MINUTES] = [5, 10_080];

export function newRule(target: RuleTarget | undefined, destinations: readonly Destination[], email: string): RuleDraft {
  const usable = destinations.find(({ status }) => status === 'ready') ?? destinations[0];
  return {
    name: target?.name.slice(0, 80) ?? '',
    target,
    destinationId: usable?.id ?? '',
    channel: '',
    recipientEmail: email,
    failAfter: '1',
    notifyRecovery: true,
    renotifyMinutes: '',
    isEnabled: true,
  };
}

export function ruleDraftOf(rule: Rule): RuleDraft {
  return {
    name: rule.name,
    target: { type: rule.targetType, id: rule.targetId, name: rule.targetName ?? rule.targetId },
    destinationId: rule.destinationId,
    channel: rule.channel ?? '',
    recipientEmail: rule.recipientEmail ?? '',
    failAfter: String(rule.failAfter),
    notifyRecovery: rule.notifyRecovery,
    renotifyMinutes: rule.renotifyMinutes === null ? '' : String(rule.renotifyMinutes),
    isEnabled: rule.state === 'enabled',
  };
}

export type ReadRule = { readonly ok: true; readonly value: RuleInput } | { readonly ok: false; readonly errors: Errors };

/** `kind`: of the chosen destination. What can be said here is said here; the server checks again. */
export function readRule(draft: RuleDraft, kind: DestinationKind | undefined): ReadRule {
  const { target } = draft;
  const errors = ruleErrors(draft, kind);
  if (target === undefined || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: {
      name: draft.name.trim(),
      targetType: target.type,
      targetId: target.id,
      destinationId: draft.destinationId,
      channel: kind === 'slack_oauth' ? draft.channel : null,
      recipientEmail: kind === 'email' ? draft.recipientEmail.trim() : null,
      failAfter: Number(draft.failAfter),
      notifyRecovery: draft.notifyRecovery,
      renotifyMinutes: draft.renotifyMinutes.trim() === '' ? null : Number(draft.renotifyMinutes),
      state: draft.isEnabled ? 'enabled' : 'paused',
    },
  };
}

function ruleErrors(draft: RuleDraft, kind: DestinationKind | undefined): Errors {
  const minutes = draft.renotifyMinutes.trim();
  return {
    ...(draft.name.trim() === '' ? { name: 'must not be empty' } : {}),
    ...(draft.target === undefined ? { targetId: 'must be chosen' } : {}),
    ...(draft.destinationId === '' ? { destinationId: 'must be chosen' } : {}),
    ...(kind === 'slack_oauth' && draft.channel === '' ? { channel: 'must be chosen' } : {}),
    ...(kind === 'email' && !/^\S+@\S+$/.test(draft.recipientEmail.trim()) ? { recipientEmail: 'must be one e-mail address' } : {}),
    ...(isWhole(draft.failAfter, 1, MAX_FAILURES) ? {} : { failAfter: `must be a whole number from 1 to ${MAX_FAILURES}` }),
    ...(minutes === '' || isWhole(minutes, LEAST_MINUTES, MOST_MINUTES)
      ? {}
      : { renotifyMinutes: `must be a whole number from ${LEAST_MINUTES} to ${MOST_MINUTES} (a week)` }),
  };
}

const isWhole = (text: string, least: number, most: number): boolean =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
