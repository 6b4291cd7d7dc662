// The noun: a call that waits until a person decides about it (spec 11 §7).
import { hours } from '#kernel/duration';
import type { Method } from '#modules/sources';
import type { Caller } from '../executions/execution.ts';

export const APPROVAL_STATES = ['pending', 'approved', 'rejected', 'expired'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** A paused script is kept so long. */
export const APPROVAL_MS = hours(24);

/** Exactly what is sent when a person approves, but for the credential, which is added then. Secrets in it are redacted for display. */
export interface PendingRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly arguments: unknown;
}

/** As lists show it. */
export interface ApprovalSummary {
  readonly id: string;
  readonly sourceId: string;
  readonly sourceSlug: string;
  readonly executionId: string;
  readonly environment: string;
  readonly operationId: string;
  readonly state: ApprovalState;
  readonly askedBy: Caller;
  /** What the script said it is for. */
  readonly intent: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedAt: string | null;
  readonly decidedBy: Caller | null;
}

export interface Approval extends ApprovalSummary {
  /** Null when it is no longer kept. */
  readonly request: PendingRequest | null;
}
