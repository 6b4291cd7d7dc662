// Facts: committed with their change, delivered at least once, poison set aside.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { inTransaction } from '#platform/db/transaction';
import { createLive } from '#platform/live/postgres-live';
import { silentLog } from '#platform/log';
import type { FactListener, FactListeners } from './outbox.ts';
import { backoffMs, createOutbox } from './postgres-outbox.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
beforeEach(() => world.deps.db.deleteFrom('facts').execute());
afterAll(() => world.close());

const outbox = () => createOutbox({ db: world.deps.db, clock: world.clock, log: silentLog });
const hearing = (...listeners: FactListener<'run.finished'>[]): FactListeners => ({
  'run.finished': listeners,
  'catalog.changed': [],
  'check.recorded': [],
  'watched.stopped': [],
  'grant.expiring': [],
  'approval.requested': [],
  'grant.needs_reauth': [],
});
const emit = (runId: string, from = outbox()) =>
  inTransaction(world.deps.db, (tx) => from.emit(tx, world.org.id, 'run.finished', { runId, status: 'pass' }));
const waiting = async () => await world.deps.db.selectFrom('facts').select(['payload', 'attempts', 'claimed_until']).execute();

/** Looks until the facts are as wanted, and lets the event loop turn between two looks. */
async function until(isReached: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 10_000; performance.now() < end; await new Promise(setImmediate)) if (await isReached()) return;
  throw new Error('The facts did not come to be as wanted.');
}

describe('the outbox', () => {
  it('delivers what was committed, to every listener, and then forgets it', async () => {
    const [a, b]: [string[], string[]] = [[], []];
    await inTransaction(world.deps.db, async (tx) => {
      await outbox().emit(tx, world.org.id, 'run.finished', { runId: 'run_lost', status: 'pass' });
      throw new Error('rolled back');
    }).catch(() => undefined);
    await emit('run_1');
    const delivery = outbox().deliver(
      hearing(
        async (orgId, { runId }) => void a.push(`${orgId === world.org.id} ${runId}`),
        async (_org, { runId }) => void b.push(runId),
      ),
    );
    await until(async () => (await waiting()).length === 0);
    await delivery.stop();
    expect({ a, b }).toEqual({ a: ['true run_1'], b: ['run_1'] });
  });

  it('delivers each fact once though four processes deliver', async () => {
    const seen: string[] = [];
    for (let i = 0; i < 100; i += 1) await emit(`run_${i}`);
    const deliveries = [1, 2, 3, 4].map(() => outbox().deliver(hearing(async (_org, { runId }) => void seen.push(runId))));
    await until(async () => (await waiting()).length === 0);
    await Promise.all(deliveries.map((delivery) => delivery.stop()));
    expect(seen.length).toBe(100);
    expect(new Set(seen).size).toBe(100);
  });

  it('tries a poisonous fact again and again, later and later, and serves the others meanwhile', async () => {
    const seen: string[] = [];
    await emit('run_poison');
    await emit('run_fine');
    let isPoisonous = true;
    const delivery = outbox().deliver(
      hearing(async (_org, { runId }) => {
        if (runId === 'run_poison' && isPoisonous) throw new Error('poison');
        seen.push(runId);
      }),
    );
    await until(
      async () =>
        seen.includes('run_fine') &&
        (await waiting()).every(({ claimed_until }) => claimed_until?.getTime() === world.clock.now().getTime() + 1_000),
    );
    world.clock.advance(1_000);
    await until(async () =>
      (await waiting()).some(
        ({ attempts, claimed_until }) => attempts === 2 && claimed_until?.getTime() === world.clock.now().getTime() + 2_000,
      ),
    );
    isPoisonous = false;
    world.clock.advance(2_000);
    await until(async () => (await waiting()).length === 0);
    await delivery.stop();
    expect(seen).toEqual(['run_fine', 'run_poison']);
  });

  it('hands on a fact whose holder died, when the lease is over', async () => {
    const seen: string[] = [];
    await emit('run_orphan');
    await world.deps.db
      .updateTable('facts')
      .set({ claimed_until: new Date(world.clock.now().getTime() + 60_000), attempts: 1 })
      .execute();
    const delivery = outbox().deliver(hearing(async (_org, { runId }) => void seen.push(runId)));
    await emit('run_marker');
    await until(async () => seen.includes('run_marker'));
    expect(seen).toEqual(['run_marker']);
    world.clock.advance(60_000);
    await until(async () => seen.includes('run_orphan'));
    await delivery.stop();
  });

  it('tells listeners when it stops, and leaves their fact to the next process at once', async () => {
    const began = Promise.withResolvers<void>();
    await emit('run_long');
    const delivery = outbox().deliver(
      hearing(async (_org, _payload, signal) => {
        began.resolve();
        const { promise, reject } = Promise.withResolvers<void>();
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        await promise;
      }),
    );
    await began.promise;
    await delivery.stop();
    const seen: string[] = [];
    const next = outbox().deliver(hearing(async (_org, { runId }) => void seen.push(runId)));
    await until(async () => (await waiting()).length === 0);
    await next.stop();
    expect(seen).toEqual(['run_long']);
  });

  it('delivers at once with live notices', async () => {
    const live = createLive({ connectionString: world.databaseUrl, db: world.deps.db, log: silentLog });
    await live.ready();
    const withLive = createOutbox({ db: world.deps.db, clock: world.clock, log: silentLog, live });
    const seen = Promise.withResolvers<string>();
    const delivery = withLive.deliver(hearing(async (_org, { runId }) => seen.resolve(runId)));
    await emit('run_live', withLive);
    expect(await seen.promise).toBe('run_live');
    await delivery.stop();
    await live.close();
  });
});

it.each([
  [1, 1_000],
  [2, 2_000],
  [5, 16_000],
  [12, 2_048_000],
  [13, 3_600_000],
  [5_000, 3_600_000],
])('after attempt %d waits %d ms', (attempts, ms) => {
  expect(backoffMs(attempts)).toBe(ms);
});
