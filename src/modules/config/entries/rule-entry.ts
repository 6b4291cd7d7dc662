// An alert rule as a document says it. Muting is an act of the day and no configuration. Pure.
import type { AlertRule } from '#modules/alerts';
import type { ConfigEntry } from '../document.ts';

export interface RuleNames {
  readonly key: string;
  readonly target: string;
}

/** With every field. */
export const ruleEntry = (rule: AlertRule, names: RuleNames): ConfigEntry => ({
  key: names.key,
  name: rule.name,
  targetType: rule.targetType,
  target: names.target,
  destination: rule.destinationName,
  channel: rule.channel,
  recipientEmail: rule.recipientEmail,
  failAfter: rule.failAfter,
  notifyRecovery: rule.notifyRecovery,
  renotifyMinutes: rule.renotifyMinutes,
  state: rule.state,
});
