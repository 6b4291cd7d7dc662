// The noun: one thing an agent did on an MCP server, as analytics keep it (spec 08 §2–3).

/** Our own endpoint for coding agents; the only source so far. */
export const REPAIR_API = 'armature-repair-api' as const;
type EventSource = typeof REPAIR_API;

export const FRUSTRATION_LEVELS = ['low', 'medium', 'high'] as const;
export type FrustrationLevel = (typeof FRUSTRATION_LEVELS)[number];

/** One tool call that has ended. Texts as the caller sent them: they are redacted when they are stored. */
export interface ToolCallEvent {
  readonly orgId: string;
  readonly source: EventSource;
  /** `key_…` or `usr_…`. */
  readonly actorId: string;
  readonly toolName: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly ok: boolean;
  /** Code of the error, never its message. */
  readonly error: string | null;
  readonly userIntent: string | null;
  readonly agentThinking: string | null;
  readonly userFrustration: FrustrationLevel | null;
}

/** As stored: identified, with its session, and redacted. */
export interface StoredEvent {
  readonly eventId: string;
  readonly source: string;
  readonly kind: string;
  readonly actorId: string;
  readonly sessionKey: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly ok: boolean | null;
  readonly error: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}
