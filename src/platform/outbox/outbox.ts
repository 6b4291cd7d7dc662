// Facts: news written in the transaction of the change, delivered at least once to surfaces/worker/subscriptions.
import type { Tx } from '../db/connect.ts';

export interface FactPayloads {
  'run.finished': { readonly runId: string; readonly status: string };
  /** `poisonedCount`: findings above `warning` of the scan for injected text. */
  'catalog.changed': {
    readonly serverId: string;
    readonly snapshotId: string;
    readonly breakingCount: number;
    readonly poisonedCount: number;
  };
  /** A check that failed, or the first good one after one that did. `seq` counts the checks of the monitor. */
  'check.recorded': { readonly monitorId: string; readonly serverId: string; readonly seq: number; readonly status: string };
  /** What is watched stopped being tested: nothing about it is news any more. */
  'watched.stopped': {
    readonly objectType: 'workflow' | 'monitor' | 'server';
    readonly objectId: string;
    readonly reason: 'paused' | 'archived' | 'deleted';
    /** ISO time of the stop: it may be tested again before the news arrives. Default: when it arrives. */
    readonly at?: string | undefined;
  };
  /** A grant ends at `at` (ISO time; null: at any time) unless a person connects again. Told once per grant and end. */
  'grant.expiring': { readonly serverId: string; readonly profileId: string; readonly at: string | null };
  /** A script waits inside a call until a person decides. */
  'approval.requested': { readonly approvalId: string; readonly sourceId: string };
  'grant.needs_reauth': { readonly serverId: string; readonly profileId: string };
}
export type FactType = keyof FactPayloads;
export type FactListener<T extends FactType> = (orgId: string, payload: FactPayloads[T], signal: AbortSignal) => Promise<void>;
export type FactListeners = { readonly [T in FactType]: readonly FactListener<T>[] };

export interface Outbox {
  emit<T extends FactType>(tx: Tx, orgId: string, type: T, payload: FactPayloads[T]): Promise<void>;
  /** Starts delivering; returns the way to stop. */
  deliver(listeners: FactListeners): { stop(): Promise<void> };
}
