// A rule as the database holds it, and what is shown of it.
import type { AlertRule } from '../rule.ts';
import { statusOf } from './rule-status.ts';

/** What a person decides about a rule. */
export type RuleSpec = Pick<
  AlertRule,
  | 'name'
  | 'targetType'
  | 'targetId'
  | 'destinationId'
  | 'channel'
  | 'recipientEmail'
  | 'failAfter'
  | 'notifyRecovery'
  | 'renotifyMinutes'
  | 'mutedUntil'
  | 'state'
>;

export interface StoredRule extends RuleSpec, Pick<AlertRule, 'id' | 'lastFiredAt' | 'createdAt' | 'updatedAt'> {
  readonly orgId: string;
  /** Outcomes before it are none of its business. */
  readonly watchesFrom: Date;
}

export interface RuleRow extends StoredRule, Pick<AlertRule, 'targetName' | 'destinationName' | 'firingSince'> {}

export const isMuted = ({ mutedUntil }: Pick<RuleSpec, 'mutedUntil'>, now: Date): boolean =>
  mutedUntil !== null && Date.parse(mutedUntil) > now.getTime();

export function presentRule(row: RuleRow, now: Date): AlertRule {
  const { orgId: _, watchesFrom: __, ...rule } = row;
  return { ...rule, status: statusOf(rule, now) };
}

/** For the audit log. */
export const specOf = (rule: RuleSpec): RuleSpec => ({
  name: rule.name,
  targetType: rule.targetType,
  targetId: rule.targetId,
  destinationId: rule.destinationId,
  channel: rule.channel,
  recipientEmail: rule.recipientEmail,
  failAfter: rule.failAfter,
  notifyRecovery: rule.notifyRecovery,
  renotifyMinutes: rule.renotifyMinutes,
  mutedUntil: rule.mutedUntil,
  state: rule.state,
});
