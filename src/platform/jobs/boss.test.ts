// The job engine on a real database: transactions, keys, concurrency, retries, stopping.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '#test/test-clock';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { inTransaction } from '#platform/db/transaction';
import { silentLog } from '#platform/log';
import { createJobs } from './boss.ts';
import type { JobHandler, JobHandlers, Jobs } from './jobs.ts';
import { IDLE_HANDLERS } from '#test/idle-handlers';

let world: World;
const opened: Jobs[] = [];
beforeAll(async () => {
  world = await makeWorld();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((jobs) => jobs.stop(0)));
});
afterAll(() => world.close());

const open = async (clock = world.clock): Promise<Jobs> => {
  const jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog, clock });
  opened.push(jobs);
  return jobs;
};
const handling = (handle: JobHandler<'run.execute'>, concurrency = 1): JobHandlers => ({
  ...IDLE_HANDLERS,
  'run.execute': { concurrency, handle },
});

/** Collects what handlers saw, and lets a test wait for a number of them. */
function collector<T>(): { add(item: T): void; readonly items: T[]; first(count: number): Promise<T[]> } {
  const items: T[] = [];
  let waiting: { count: number; resolve: (items: T[]) => void } | undefined;
  return {
    items,
    add: (item) => {
      items.push(item);
      if (waiting && items.length >= waiting.count) waiting.resolve(items);
    },
    first: (count) => {
      if (items.length >= count) return Promise.resolve(items);
      const { promise, resolve } = Promise.withResolvers<T[]>();
      waiting = { count, resolve };
      return promise;
    },
  };
}

describe('enqueueing', () => {
  it('commits with the transaction of the caller, or not at all', async () => {
    const jobs = await open();
    const seen = collector<string>();
    await jobs.work(handling(async ({ runId }) => seen.add(runId)));
    await inTransaction(world.deps.db, async (tx) => {
      await jobs.enqueue(tx, 'run.execute', { runId: 'lost' });
      throw new Error('rolled back');
    }).catch(() => undefined);
    await inTransaction(world.deps.db, (tx) => jobs.enqueue(tx, 'run.execute', { runId: 'kept' }));
    expect(await seen.first(1)).toEqual(['kept']);
  });

  it('keeps one waiting job per key, and takes another one once the first has begun', async () => {
    const jobs = await open();
    const gate = Promise.withResolvers<void>();
    const seen = collector<string>();
    for (const runId of ['a', 'b']) await jobs.enqueue(undefined, 'run.execute', { runId }, { singletonKey: 'k' });
    await jobs.work(
      handling(async ({ runId }) => {
        seen.add(runId);
        await gate.promise;
      }),
    );
    expect(await seen.first(1)).toEqual(['a']);
    await jobs.enqueueAll(
      undefined,
      ['c', 'd'].map((runId) => ({ name: 'run.execute' as const, payload: { runId }, options: { singletonKey: 'k' } })),
    );
    gate.resolve();
    expect(await seen.first(2)).toEqual(['a', 'c']);
  });

  it('makes one job per key and span of time, also after the first has finished', async () => {
    const jobs = await open();
    const seen = collector<string>();
    await jobs.work(handling(async ({ runId }) => seen.add(runId)));
    const options = { singletonKey: 'hourly', oncePerMs: 3_600_000 };
    await jobs.enqueue(undefined, 'run.execute', { runId: 'first' }, options);
    await seen.first(1);
    await jobs.enqueue(undefined, 'run.execute', { runId: 'again' }, options);
    await jobs.enqueue(undefined, 'run.execute', { runId: 'marker' });
    expect(await seen.first(2)).toEqual(['first', 'marker']);
  });

  it('reads startAfter on the clock it was given: what is due there runs now', async () => {
    const clock = createTestClock('2030-01-01T00:00:00Z');
    const jobs = await open(clock);
    const seen = collector<string>();
    await jobs.work(handling(async ({ runId }) => seen.add(runId)));
    await jobs.enqueue(undefined, 'run.execute', { runId: 'later' }, { startAfter: new Date('2030-01-01T01:00:00Z') });
    await jobs.enqueue(undefined, 'run.execute', { runId: 'now' }, { startAfter: new Date('2030-01-01T00:00:00Z') });
    expect(await seen.first(1)).toEqual(['now']);
  });
});

describe('working', () => {
  it('never works on more jobs at a time than its concurrency, and drains a backlog without waiting for a poll', async () => {
    const jobs = await open();
    const seen = collector<number>();
    let active = 0;
    await jobs.enqueueAll(
      undefined,
      Array.from({ length: 60 }, (_, i) => ({ name: 'run.execute' as const, payload: { runId: String(i) } })),
    );
    const started = performance.now();
    await jobs.work(
      handling(async () => {
        active += 1;
        seen.add(active);
        await new Promise(setImmediate);
        active -= 1;
      }, 3),
    );
    const counts = await seen.first(60);
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
    // One poll interval a job would be 20 s.
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('tries a failed job again', async () => {
    const jobs = await open();
    const seen = collector<string>();
    await jobs.work(
      handling(async ({ runId }) => {
        seen.add(runId);
        if (seen.items.length === 1) throw new Error('the first try fails');
      }),
    );
    await jobs.enqueue(undefined, 'run.execute', { runId: 'r' });
    expect(await seen.first(2)).toEqual(['r', 'r']);
  });

  it('waits for running jobs when it stops, and takes no new ones', async () => {
    const jobs = await open();
    const seen = collector<string>();
    const gate = Promise.withResolvers<void>();
    let hasEnded = false;
    await jobs.work(
      handling(async ({ runId }, signal) => {
        seen.add(runId);
        await gate.promise;
        hasEnded = !signal.aborted;
      }),
    );
    await jobs.enqueue(undefined, 'run.execute', { runId: 'running' });
    await seen.first(1);
    const stopping = jobs.stop(10_000);
    gate.resolve();
    await stopping;
    expect({ hasEnded, seen: seen.items }).toEqual({ hasEnded: true, seen: ['running'] });
  });

  it('aborts the signal of a job that outlives the grace, and leaves the job to another worker', async () => {
    const [jobs, other] = [await open(), await open()];
    const seen = collector<string>();
    await jobs.work(
      handling(async (_payload, signal) => {
        seen.add('first');
        const { promise, reject } = Promise.withResolvers<void>();
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        await promise;
      }),
    );
    await jobs.enqueue(undefined, 'run.execute', { runId: 'x' });
    await seen.first(1);
    await jobs.stop(0);
    await other.work(handling(async () => seen.add('second')));
    expect(await seen.first(2)).toEqual(['first', 'second']);
  });
});
