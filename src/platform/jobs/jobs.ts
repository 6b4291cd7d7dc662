// The only door to the job engine (pg-boss): define, enqueue in the caller's transaction, work, drain on stop.
import type { Tx } from '../db/connect.ts';

/** Every queue and its payload. One more job is one line here, one in surfaces/worker/jobs.ts and one in queues.ts. */
export interface JobPayloads {
  'run.execute': { readonly runId: string };
  'run.tick': { readonly orgId: string; readonly workflowId: string; readonly targetIndex: number; readonly tickAt: string };
  'server.sync': { readonly orgId: string; readonly serverId: string };
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
}

export type JobHandler<N extends JobName> = (payload: JobPayloads[N], signal: AbortSignal) => Promise<void>;
export type JobHandlers = { readonly [N in JobName]: { readonly concurrency: number; readonly handle: JobHandler<N> } };

/** One job to be enqueued, as a value. */
export type JobRequest = {
  readonly [N in JobName]: { readonly name: N; readonly payload: JobPayloads[N]; readonly options?: EnqueueOptions | undefined };
}[JobName];

export interface Jobs {
  /** Enqueues inside `tx` (or on its own when undefined): committed with the change or not at all. */
  enqueue<N extends JobName>(tx: Tx | undefined, name: N, payload: JobPayloads[N], options?: EnqueueOptions): Promise<void>;
  /** Many at once, in one statement a queue. */
  enqueueAll(tx: Tx | undefined, requests: readonly JobRequest[]): Promise<void>;
  /** Starts working. Handlers may run twice: they must be safe to repeat. */
  work(handlers: JobHandlers): Promise<void>;
  /** Stops taking jobs, aborts the running ones' signal after `graceMs`, waits for them. */
  stop(graceMs: number): Promise<void>;
}
