// The only door to the job engine (pg-boss): define, enqueue in the caller's transaction, work, drain on stop.
import type { Tx } from '../db/connect.ts';

/** Every queue and its payload. One more job is one line here, one in surfaces/worker/jobs.ts and one in queues.ts. */
export interface JobPayloads {
  'run.execute': { readonly runId: string };
  'run.tick': { readonly orgId: string; readonly workflowId: string; readonly targetIndex: number; readonly tickAt: string };
  /** `trigger`: what asked for it; without one, the server's interval. */
  'server.sync': {
    readonly orgId: string;
    readonly serverId: string;
    readonly trigger?: 'interval' | 'probe' | 'run' | 'update' | undefined;
  };
  /** `tickAt` (ISO time) of a scheduled check; null for one that follows a change of the monitor. */
  'monitor.check': { readonly monitorId: string; readonly tickAt: string | null };
  'alert.deliver': { readonly deliveryId: string };
  'alert.renotify': { readonly orgId: string; readonly incidentId: string };
  'alert.unmute': { readonly orgId: string; readonly ruleId: string };
  'bundle.compile': { readonly bundleId: string };
  /** Goes on with what a person decided about. */
  'approval.resume': { readonly approvalId: string };
  'retention.sweep': Record<string, never>;
  'organization.erase': { readonly orgId: string };
}
export type JobName = keyof JobPayloads;

export interface EnqueueOptions {
  readonly startAfter?: Date | undefined;
  /**
   * At most one waiting job per key: a second one is dropped. A running job does not count, so news that arrives while it
   * runs is not lost; nor does one waiting for its retry.
   */
  readonly singletonKey?: string | undefined;
  /** With a key: at most one job made in each span of this length (counted from the epoch), even when it has finished. ≤ 1 hour. */
  readonly oncePerMs?: number | undefined;
  /** Jobs of one group share the bound `perGroup` of their handler. */
  readonly group?: string | undefined;
}

export type JobHandler<N extends JobName> = (payload: JobPayloads[N], signal: AbortSignal) => Promise<void>;

export interface JobRule<N extends JobName> {
  /** Jobs that this process works on at a time. */
  readonly concurrency: number;
  /**
   * Jobs of one group at a time, over all processes; two that fetch in the same moment do not see each other, so that it
   * holds exactly only for each of them. With it jobs are fetched and finished many at a time: for queues of many short jobs.
   */
  readonly perGroup?: number | undefined;
  readonly handle: JobHandler<N>;
}
export type JobHandlers = { readonly [N in JobName]: JobRule<N> };

/** One job to be enqueued, as a value. */
export type JobRequest = {
  readonly [N in JobName]: { readonly name: N; readonly payload: JobPayloads[N]; readonly options?: EnqueueOptions | undefined };
}[JobName];

export interface Jobs {
  /** Enqueues inside `tx` (or on its own when undefined): committed with the change or not at all. */
  enqueue<N extends JobName>(tx: Tx | undefined, name: N, payload: JobPayloads[N], options?: EnqueueOptions): Promise<void>;
  /** Many at once, in one statement a queue. */
  enqueueAll(tx: Tx | undefined, requests: readonly JobRequest[]): Promise<void>;
  /** Look for jobs at once: some were enqueued and committed by this process. */
  poke(): void;
  /** Starts working. Handlers may run twice: they must be safe to repeat. */
  work(handlers: JobHandlers): Promise<void>;
  /** Stops taking jobs, aborts the running ones' signal after `graceMs`, waits for them. */
  stop(graceMs: number): Promise<void>;
}
