// The noun: one thing an agent did on an MCP server, as analytics keep it (spec 08 §2–3).

/** Our own endpoint for coding agents. */
export const REPAIR_API = 'armature-repair-api' as const;
/** A published API in mode tools. */
export const PRODUCT_MCP = 'armature-product-mcp' as const;
/** A published API in mode code. */
export const CODE_MODE = 'armature-code-mode' as const;
type EventSource = typeof REPAIR_API | typeof PRODUCT_MCP | typeof CODE_MODE;

export const FRUSTRATION_LEVELS = ['low', 'medium', 'high'] as const;
export type FrustrationLevel = (typeof FRUSTRATION_LEVELS)[number];

/** One tool call that has ended. Texts as the caller sent them: they are redacted when they are stored. */
export interface ToolCallEvent {
  readonly orgId: string;
  readonly source: EventSource;
  /** `key_…` or `usr_…`, or what tells callers of a published API apart. */
  readonly actorId: string;
  /** What groups the events of one client; default one for each actor and UTC day. */
  readonly sessionKey?: string | undefined;
  readonly toolName: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly ok: boolean;
  /** Code of the error, never its message. */
  readonly error: string | null;
  readonly userIntent: string | null;
  readonly agentThinking: string | null;
  readonly userFrustration: FrustrationLevel | null;
  /** What else is known of the call, such as ids and names; never arguments or results. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
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
