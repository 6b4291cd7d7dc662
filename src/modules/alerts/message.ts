// The noun: what is told, before a channel gives it its shape (spec 03 §7). Redacted; stored with its delivery.
import type { IncidentCause, WatchedType } from './incident.ts';

export type MessageType =
  | 'incident.opened'
  | 'incident.renotified'
  | 'incident.recovered'
  | 'catalog.breaking_change'
  /** A server's grant ends soon, and only a person can renew it. */
  | 'credential.expiring'
  /** A script of an agent waits until a person approves a call. */
  | 'approval.requested'
  | 'test';

export interface AlertMessage {
  readonly type: MessageType;
  /** When it happened. */
  readonly timestamp: string;
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string };
  /** Null for a test of a destination. */
  readonly rule: { readonly id: string; readonly name: string } | null;
  readonly incident: {
    readonly id: string;
    readonly state: 'open' | 'closed';
    readonly openedAt: string;
    readonly closedAt: string | null;
    readonly failureCount: number;
  } | null;
  readonly target: { readonly type: WatchedType | 'server'; readonly id: string; readonly name: string } | null;
  readonly cause: IncidentCause | null;
  /** One sentence that says what happened, at most 500 characters. */
  readonly summary: string;
  /** The run, monitor or server it is about. */
  readonly url: string;
}
