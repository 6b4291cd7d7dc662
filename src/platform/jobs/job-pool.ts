// Works on the many short jobs of one queue: fetched by the handful, each on its own, finished together; no group takes more than its share.
import type { Log } from '#platform/log';
import { startPollLoop } from './poll-loop.ts';
import type { RunningJobs } from './running-jobs.ts';

/** A job this process has taken; `retryCount` is the mark of the taking. */
export interface TakenJob<T> {
  readonly id: string;
  readonly retryCount: number;
  readonly data: T;
  readonly groupId?: string | null | undefined;
}

/** The engine's side of one queue. */
export interface JobSource<T> {
  /** Takes at most `limit` jobs whose groups have room and are not among `ignored`; not all that it could. */
  fetch(limit: number, ignored: readonly string[]): Promise<readonly TakenJob<T>[]>;
  /** Ids of those that are still this process's. */
  keep(jobs: readonly TakenJob<T>[]): Promise<ReadonlySet<string>>;
  complete(jobs: readonly TakenJob<T>[]): Promise<void>;
  fail(job: TakenJob<T>, message: string): Promise<void>;
}

export interface JobPoolParts<T> {
  readonly name: string;
  readonly source: JobSource<T>;
  readonly concurrency: number;
  readonly handle: (data: T, signal: AbortSignal) => Promise<void>;
  readonly running: RunningJobs;
  readonly log: Log;
}

export interface JobPool {
  poke(): void;
  /** Takes no more; what runs goes on until `running` is drained. */
  stopTaking(): Promise<void>;
  /** Writes what has ended, and gives up the heartbeats. */
  close(): Promise<void>;
}

/** Jobs of other processes, and those whose time comes, are found within this. */
const POLL_MS = 100;
/** Of one fetch: bounds what a crash gives back. */
const MAX_FETCH = 64;
const KEEP_MS = 3_000;

export function startJobPool<T>({ name, source, concurrency, handle, running, log }: JobPoolParts<T>): JobPool {
  const taken = new Map<string, { readonly job: TakenJob<T>; readonly claim: AbortController }>();
  const finisher = createFinisher(source, (error) =>
    log.warn({ error, job: name }, 'finished jobs could not be written; they may run again'),
  );
  const work = async (job: TakenJob<T>): Promise<void> => {
    const claim = new AbortController();
    taken.set(job.id, { job, claim });
    try {
      await running.run(claim.signal, (signal) => handle(job.data, signal));
      finisher.add(job);
    } catch (error) {
      log.warn({ error, job: name, jobId: job.id }, 'a job failed; it is tried again while it has tries left');
      await source.fail(job, error instanceof Error ? error.message : 'failed').catch(() => undefined);
    } finally {
      const wasFull = taken.size >= concurrency;
      taken.delete(job.id);
      if (wasFull) taking.poke();
    }
  };
  const taking = startPollLoop({
    everyMs: POLL_MS,
    round: async (signal) => {
      // The engine looks at the oldest jobs only: a crowd of one group stands before all others whenever it has room for one
      // more. So each group has its turn once in a round, until nobody is left or this process is full.
      const served = new Set<string>();
      while (!signal.aborted) {
        const limit = Math.min(MAX_FETCH, concurrency - taken.size);
        const jobs = limit <= 0 ? [] : await source.fetch(limit, [...served]);
        for (const job of jobs) {
          if (typeof job.groupId === 'string') served.add(job.groupId);
          void work(job);
        }
        if (jobs.length === 0) return false;
      }
      return false;
    },
    onError: (error) => log.warn({ error, job: name }, 'jobs could not be fetched; it goes on'),
  });
  const keeping = startPollLoop({
    everyMs: KEEP_MS,
    round: async () => {
      const held = [...taken.values()];
      if (held.length === 0) return false;
      const kept = await source.keep(held.map(({ job }) => job));
      // One that ended meanwhile is not in the map any more.
      for (const { job, claim } of held)
        if (!kept.has(job.id) && taken.has(job.id)) claim.abort(new Error('The job was given to another worker.'));
      return false;
    },
    onError: (error) => log.warn({ error, job: name }, 'the heartbeat of jobs could not be written; it goes on'),
  });
  return {
    poke: taking.poke,
    stopTaking: taking.stop,
    close: async () => {
      await keeping.stop();
      await finisher.settled();
    },
  };
}

interface Finisher<T> {
  add(job: TakenJob<T>): void;
  settled(): Promise<void>;
}

/** Whatever ends while one write is under way goes with the next. */
function createFinisher<T>(source: JobSource<T>, onError: (error: unknown) => void): Finisher<T> {
  let waiting: TakenJob<T>[] = [];
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    // Ends: each round takes all that waits.
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await source.complete(batch).catch(onError);
    }
    writing = undefined;
  };
  return {
    add: (job) => {
      waiting.push(job);
      writing ??= Promise.resolve().then(write);
    },
    settled: async () => {
      await writing;
    },
  };
}
