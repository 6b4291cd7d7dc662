// The job engine: pg-boss on our database. Nobody else knows its name.
import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { Db as EngineDb, Job, JobInsert } from 'pg-boss';
import { CompiledQuery } from 'kysely';
import { MS_PER_SECOND } from '#kernel/duration';
import { systemClock } from '#platform/clock';
import type { Clock } from '#platform/clock';
import type { Tx } from '#platform/db/connect';
import type { Log } from '#platform/log';
import { connectionOf } from './connection.ts';
import { startJobPool } from './job-pool.ts';
import type { JobPool, JobSource } from './job-pool.ts';
import type { EnqueueOptions, JobHandlers, JobName, JobPayloads, JobRequest, Jobs } from './jobs.ts';
import { HEARTBEAT_MS, KEEP_FINISHED_MS, QUEUES } from './queues.ts';
import { createRunningJobs } from './running-jobs.ts';
import type { RunningJobs } from './running-jobs.ts';

export interface JobsOptions {
  readonly connectionString: string;
  readonly log: Log;
  /** Reads `startAfter`; default: the system's. Waiting itself is the database's, in real time. */
  readonly clock?: Clock | undefined;
}

/** The engine's own connections, beside the pool of our SQL: fetches, heartbeats, maintenance. One more listens. */
const MAX_CONNECTIONS = 4;
/** A dead worker's heartbeat is noticed this much later. */
const SUPERVISE_SECONDS = 1;
/** While notices arrive, polling only finds jobs whose time has come: deferred ones and retries give no notice. */
const POLL_SECONDS = 1;
/** When the listening connection is down. */
const FALLBACK_POLL_SECONDS = 0.5;
const MAX_RETRY_DELAY_SECONDS = 60;
/** How long a handler may take to end after its signal was aborted. */
const ABORT_GRACE_MS = 5 * MS_PER_SECOND;

/** Creates or updates the engine's own tables (schema `pgboss`), so that jobs can be enqueued; `work` starts the workers. */
export async function createJobs({ connectionString, log, clock = systemClock }: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    ...connectionOf(connectionString),
    max: MAX_CONNECTIONS,
    application_name: 'armature-jobs',
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    maintenanceIntervalSeconds: 600,
  });
  boss.on('error', (error) => log.warn({ error }, 'the job engine met an error and goes on'));
  boss.on('warning', ({ message }) => log.warn({ message }, 'the job engine warns'));
  await boss.start();
  for (const name of JOB_NAMES) await defineQueue(boss, name);
  const running = createRunningJobs();
  const pools: JobPool[] = [];
  let stopping: Promise<void> | undefined;
  const insert = async (tx: Tx | undefined, name: JobName, jobs: JobInsert[]) => {
    await boss.insert(name, jobs, tx ? { db: throughTransaction(tx) } : {});
  };
  return {
    enqueue: (tx, name, payload, options) => insert(tx, name, [jobOf(payload, options, clock)]),
    enqueueAll: async (tx, requests) => {
      for (const [name, group] of Map.groupBy(requests, (request: JobRequest) => request.name)) {
        await insert(
          tx,
          name,
          group.map(({ payload, options }) => jobOf(payload, options, clock)),
        );
      }
    },
    poke: () => {
      for (const pool of pools) pool.poke();
    },
    work: async (handlers) => {
      for (const name of JOB_NAMES) {
        if (handlers[name].perGroup === undefined) await startWorkers(boss, name, { handlers, running, log });
        else pools.push(startPool(boss, name, { handlers, running, log }));
      }
    },
    // A worker's end and the process's end may both ask for it.
    stop: (graceMs) => (stopping ??= stopBoss(boss, { running, pools }, graceMs)),
  };
}

const JOB_NAMES = Object.keys(QUEUES) as JobName[];

async function defineQueue(boss: PgBoss, name: JobName): Promise<void> {
  const rule = QUEUES[name];
  const settings = {
    expireInSeconds: rule.expireMs / MS_PER_SECOND,
    retryLimit: rule.retries,
    retryDelay: rule.retryDelayMs / MS_PER_SECOND,
    retryBackoff: true,
    retryDelayMax: MAX_RETRY_DELAY_SECONDS,
    heartbeatSeconds: HEARTBEAT_MS / MS_PER_SECOND,
    deleteAfterSeconds: KEEP_FINISHED_MS / MS_PER_SECOND,
    notify: true,
  };
  // `short`: one waiting job per key. Every job has a key, its own when the caller gave none.
  await boss.createQueue(name, { ...settings, policy: 'short' });
  await boss.updateQueue(name, settings);
}

function jobOf(payload: JobPayloads[JobName], options: EnqueueOptions = {}, clock: Clock): JobInsert {
  const { startAfter, singletonKey = randomUUID(), oncePerMs, group } = options;
  const waitMs = startAfter === undefined ? 0 : startAfter.getTime() - clock.now().getTime();
  // Relative, because only the database's clock decides when a job may start.
  return {
    data: payload,
    singletonKey,
    ...(waitMs > 0 ? { startAfter: `${waitMs} milliseconds` } : {}),
    ...(group === undefined ? {} : { group: { id: group } }),
    ...(oncePerMs === undefined ? {} : { singletonSeconds: Math.ceil(oncePerMs / MS_PER_SECOND) }),
  };
}

/** The engine's statements on the caller's connection, so that they commit with the caller's change. */
function throughTransaction(tx: Tx): EngineDb {
  return { executeSql: async (text, values = []) => ({ rows: (await tx.executeQuery(CompiledQuery.raw(text, values))).rows }) };
}

interface WorkParts {
  readonly handlers: JobHandlers;
  readonly running: RunningJobs;
  readonly log: Log;
}

/** One worker a slot, one job a call: a slow job holds up nothing but its slot. */
async function startWorkers<N extends JobName>(boss: PgBoss, name: N, { handlers, running, log }: WorkParts): Promise<void> {
  const { concurrency, handle } = handlers[name];
  const options = {
    batchSize: 1,
    pollingIntervalSeconds: FALLBACK_POLL_SECONDS,
    notifyPollingIntervalSeconds: POLL_SECONDS,
    heartbeatRefreshSeconds: 3,
  };
  for (let slot = 0; slot < concurrency; slot += 1) {
    // The handler cannot run before `work` has returned the id: fetching takes at least one turn of the event loop.
    let workerId = '';
    workerId = await boss.work<JobPayloads[N]>(name, options, async (jobs: Job<JobPayloads[N]>[]) => {
      for (const job of jobs) {
        try {
          await running.run(job.signal, (signal) => handle(job.data, signal));
        } catch (error) {
          log.warn({ error, job: name, jobId: job.id }, 'a job failed; it is tried again while it has tries left');
          throw error;
        } finally {
          // After a job there may be another one waiting whose notice came while this slot was busy.
          boss.notifyWorker(workerId);
        }
      }
    });
  }
}

function startPool<N extends JobName>(boss: PgBoss, name: N, { handlers, running, log }: WorkParts): JobPool {
  const { concurrency, perGroup, handle } = handlers[name];
  const source: JobSource<JobPayloads[N]> = {
    fetch: (limit, ignored) =>
      boss.fetch<JobPayloads[N]>(name, {
        batchSize: limit,
        ignoreGroups: [...ignored],
        ...(perGroup === undefined ? {} : { groupConcurrency: perGroup }),
      }),
    keep: async (jobs) => {
      const kept = idsKept(await boss.touch(name, [...jobs]));
      // An engine that does not say which ones it kept has kept them, as far as anybody can tell.
      return new Set(kept ?? jobs.map(({ id }) => id));
    },
    complete: async (jobs) => void (await boss.complete(name, [...jobs])),
    fail: async (job, message) => void (await boss.fail(name, job, { message })),
  };
  return startJobPool({ name, source, concurrency, handle, running, log });
}

/** The engine answers them without declaring so. */
function idsKept(answer: object): readonly string[] | undefined {
  const settled: unknown = 'settled' in answer ? answer.settled : undefined;
  return Array.isArray(settled) ? settled.filter((id) => typeof id === 'string') : undefined;
}

interface Working {
  readonly running: RunningJobs;
  readonly pools: readonly JobPool[];
}

async function stopBoss(boss: PgBoss, { running, pools }: Working, graceMs: number): Promise<void> {
  await Promise.all([...JOB_NAMES.map((name) => boss.offWork(name, { wait: false })), ...pools.map((pool) => pool.stopTaking())]);
  if (!(await running.drained(graceMs))) {
    running.abort(new Error('The process is stopping.'));
    await running.drained(ABORT_GRACE_MS);
  }
  await Promise.all(pools.map((pool) => pool.close()));
  // What is still running now is failed by the engine and tried again by another worker.
  await boss.stop({ graceful: true, timeout: MS_PER_SECOND });
}
