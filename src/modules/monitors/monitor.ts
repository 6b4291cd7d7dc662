// The noun: one tool called with fixed arguments at a fixed interval, without an agent (spec 03 §1–2).
import type { Era, ProtocolEra } from '#platform/mcp/mcp';

export const INTERVALS = [60, 300, 900, 3600] as const;
export type IntervalSeconds = (typeof INTERVALS)[number];

export const MONITOR_STATES = ['active', 'paused'] as const;
export type MonitorState = (typeof MONITOR_STATES)[number];

export const CHECK_STATUSES = ['pass', 'fail', 'error', 'unknown'] as const;
/** Kind of the rows in `due` that plan checks. */
export const MONITOR_DUE_KIND = 'monitor';

/** `unknown`: not checked yet, or since a change; of a check: it says nothing about the server, such as while we were offline ourselves. */
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/**
 * Why a check did not pass. The server answered wrongly (`fail`), gave no usable answer (`error`), or was not asked in
 * earnest (`unknown`: `own_network`).
 */
export const CHECK_REASONS = [
  'tool_error',
  'rpc_error',
  'assertion',
  'output_schema',
  'timeout',
  'dns',
  'connect',
  'tls',
  'http_status',
  'auth',
  'not_mcp',
  'blocked_address',
  'process',
  'own_network',
] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

/** Evaluated on `structuredContent`, else the first text block as JSON, else `{"text": all text}` (spec 02 §3). */
export type Assertion =
  | { readonly kind: 'jsonpath'; readonly path: string; readonly equals: unknown; readonly matches?: undefined }
  | { readonly kind: 'jsonpath'; readonly path: string; readonly matches: string; readonly equals?: undefined }
  | { readonly kind: 'json_schema'; readonly schema: Readonly<Record<string, unknown>> }
  | { readonly kind: 'max_latency_ms'; readonly ms: number };

/** What a person decides about a monitor. */
export interface MonitorSpec {
  readonly name: string;
  readonly mcpServerId: string;
  /** Null: the server's default profile. */
  readonly authProfileId: string | null;
  readonly toolName: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly intervalSeconds: IntervalSeconds;
  /** Covers connect, initialize and the call. 1–60. */
  readonly timeoutSeconds: number;
  readonly assertions: readonly Assertion[];
  readonly validateOutputSchema: boolean;
  readonly allowDestructive: boolean;
  readonly protocolEra: ProtocolEra;
  readonly state: MonitorState;
}

export interface FailedAssertion {
  /** 0-based place in the monitor's assertions. */
  readonly index: number;
  readonly kind: Assertion['kind'];
  readonly message: string;
}

export const CHECK_TRIGGERS = ['schedule', 'manual', 'change'] as const;
export type CheckTrigger = (typeof CHECK_TRIGGERS)[number];

/** One check, as stored and shown. Redacted. */
export interface MonitorCheck {
  readonly id: string;
  readonly monitorId: string;
  /** Begin of the check. */
  readonly at: string;
  readonly status: CheckStatus;
  readonly reason: CheckReason | null;
  /** Of the call alone; null when it was not sent. */
  readonly latencyMs: number | null;
  /** Connecting and initializing; null when not reached. */
  readonly connectMs: number | null;
  readonly message: string | null;
  /** At most 4 KiB. */
  readonly resultExcerpt: string | null;
  readonly failedAssertion: FailedAssertion | null;
  readonly inMaintenance: boolean;
  readonly era: Era | null;
  readonly trigger: CheckTrigger;
}

/** Over the last 24 hours; null without a check that counts. Percentiles are of answered checks, within 4 %. */
export interface MonitorNumbers {
  readonly uptime24h: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** As lists and pages show it. */
export interface Monitor extends MonitorSpec, MonitorNumbers {
  readonly id: string;
  readonly mcpServerName: string;
  readonly status: CheckStatus;
  readonly statusSince: string | null;
  readonly consecutiveFailures: number;
  readonly lastCheck: MonitorCheck | null;
  /** Null while paused. */
  readonly nextCheckAt: string | null;
  /** The server is in a maintenance window now. */
  readonly inMaintenance: boolean;
  /** Sentences, such as that the tool left the catalog. */
  readonly warnings: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}
