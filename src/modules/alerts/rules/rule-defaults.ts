// What a new alert rule is where nobody said.
import type { RuleSpec } from './stored-rule.ts';

export const RULE_DEFAULTS = {
  channel: null,
  recipientEmail: null,
  failAfter: 1,
  notifyRecovery: true,
  renotifyMinutes: null,
  state: 'enabled',
} as const satisfies Partial<RuleSpec>;
