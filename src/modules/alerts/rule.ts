// The noun: what ties one object to one destination (spec 03 §5).

export const RULE_TARGET_TYPES = ['workflow', 'monitor', 'server'] as const;
export type RuleTargetType = (typeof RULE_TARGET_TYPES)[number];

export const RULE_STATES = ['enabled', 'paused'] as const;
export type RuleState = (typeof RULE_STATES)[number];

export interface AlertRule {
  readonly id: string;
  readonly name: string;
  readonly targetType: RuleTargetType;
  readonly targetId: string;
  /** For lists; null when it cannot be named any more. */
  readonly targetName: string | null;
  readonly destinationId: string;
  readonly destinationName: string;
  /** Public channel id; of `slack_oauth` only. */
  readonly channel: string | null;
  /** Of `email` only. */
  readonly recipientEmail: string | null;
  /** Consecutive failures that open an incident. 1–20. */
  readonly failAfter: number;
  readonly notifyRecovery: boolean;
  readonly renotifyMinutes: number | null;
  readonly mutedUntil: string | null;
  readonly state: RuleState;
  /** "Watching — never fired", "Watching", "Firing since …", "Muted", "Paused". */
  readonly status: string;
  readonly firingSince: string | null;
  readonly lastFiredAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}
