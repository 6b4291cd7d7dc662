// The noun: one stretch of failures of one object, as one rule sees it (spec 03 §6).

export const WATCHED_TYPES = ['workflow', 'monitor'] as const;
export type WatchedType = (typeof WATCHED_TYPES)[number];
export const INCIDENT_STATES = ['open', 'closed'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** `rule`: the rule was paused, or watches something else by now. */
export const CLOSE_REASONS = ['recovered', 'paused', 'archived', 'deleted', 'rule'] as const;
export type IncidentCloseReason = (typeof CLOSE_REASONS)[number];

export interface IncidentCause {
  readonly runId: string | null;
  readonly checkId: string | null;
  readonly status: string;
  readonly classification: string | null;
  /** Redacted, at most 500 characters. */
  readonly message: string;
}

export interface Incident {
  readonly id: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly targetType: WatchedType;
  readonly targetId: string;
  readonly targetName: string;
  readonly state: IncidentState;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly closeReason: IncidentCloseReason | null;
  readonly failureCount: number;
  /** Ids of runs or checks. */
  readonly firstRef: string;
  readonly lastRef: string;
  readonly cause: IncidentCause;
}
