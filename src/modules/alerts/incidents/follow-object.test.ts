// Any number of workers, news that comes twice, late, in any order or not at all, and crashes: what is stored is what the pure
// transition makes of the outcomes in their order, and every message is queued once.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import type { Jobs } from '#platform/jobs/jobs';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld, CheckRecord, RunEnding, Stage } from '#test/alert-world';
import { onCheckRecorded, onRunFinished, updateRule } from '../index.ts';
import { NOTHING_SEEN, transition } from './transition.ts';
import type { Effect, Outcome } from './transition.ts';

let world: AlertWorld;
let second: Db;
beforeAll(async () => {
  world = await makeAlertWorld();
  second = connect({ connectionString: world.databaseUrl, max: 5 });
});
afterAll(async () => {
  await second.destroy();
  await world.close();
});

/** Dies in the middle of a transaction now and then: right where a delivery would be enqueued. */
function crashing(jobs: Jobs, crashes: () => boolean): Jobs {
  return {
    ...jobs,
    enqueue: (tx, name, payload, options) =>
      crashes() ? Promise.reject(new Error('the process is gone')) : jobs.enqueue(tx, name, payload, options),
  };
}

interface Chaos {
  /** Numbers from 0 to 99 that decide what happens next; the same ones each time a failing case is run again. */
  readonly luck: readonly number[];
}

/** Two workers on two pools. `tell` is not waited for; `settle` delivers what is left, as the outbox does. */
function workers({ luck }: Chaos) {
  let drawn = 0;
  const draw = (): number => luck[drawn++ % luck.length] ?? 0;
  const crashes = () => draw() < 15;
  const both: Deps[] = [world.deps.db, second].map((db) => ({ ...world.deps, db, jobs: crashing(world.deps.jobs, crashes) }));
  const pending: Promise<void>[] = [];
  const again: ((deps: Deps) => Promise<void>)[] = [];
  const hear = (fact: (deps: Deps) => Promise<void>): void => {
    const deps = both[draw() % 2] ?? world.deps;
    pending.push(
      fact(deps).catch(() => {
        again.push(fact);
      }),
    );
  };
  return {
    draw,
    tell: (fact: (deps: Deps) => Promise<void>): void => {
      const chance = draw();
      // A tenth of the news is late, a third comes twice.
      if (chance < 10) again.push(fact);
      else hear(fact);
      if (chance > 66) hear(fact);
    },
    settle: async (): Promise<void> => {
      await Promise.all(pending);
      for (const fact of again.toSorted(() => draw() - 50)) await fact(world.deps);
    },
  };
}

interface Stored {
  readonly incidents: readonly { state: string; failureCount: number; firstRef: string; lastRef: string; reason: string | null }[];
  readonly messages: readonly string[];
}

/** What is stored for a rule, oldest first. Incidents are named by their first failure. */
async function storedFor(stage: Stage, ruleId: string): Promise<Stored> {
  const rows = await world.deps.db.selectFrom('incidents').selectAll().where('rule_id', '=', ruleId).orderBy('opened_at').execute();
  const firstRefs = new Map(rows.map((row) => [row.id, row.first_ref]));
  return {
    incidents: rows.map((row) => ({
      state: row.state,
      failureCount: row.failure_count,
      firstRef: row.first_ref,
      lastRef: row.last_ref,
      reason: row.close_reason,
    })),
    messages: (await stage.sent())
      .filter((sent) => sent.ruleId === ruleId)
      .map(({ type, incidentId }) => `${type} ${firstRefs.get(incidentId ?? '') ?? 'nothing'}`)
      .toSorted(),
  };
}

/** What whoever saw every outcome once and in order would store. */
function wantedOf(outcomes: readonly Outcome[], terms: { failAfter: number; parts: readonly string[] }): Stored {
  let state = NOTHING_SEEN;
  const effects: Effect[] = [];
  for (const outcome of outcomes) {
    const step = transition(state, outcome, { ...terms, notifyRecovery: true, isMuted: false });
    state = step.state;
    effects.push(...step.effects);
  }
  const closed = effects.filter((effect) => effect.kind === 'closed');
  const all = [
    ...closed.map(({ incident }) => ({ incident, isOpen: false })),
    ...(state.incident ? [{ incident: state.incident, isOpen: true }] : []),
  ];
  return {
    incidents: all.map(({ incident, isOpen }) => ({
      state: isOpen ? 'open' : 'closed',
      failureCount: incident.failureCount,
      firstRef: incident.firstRef,
      lastRef: incident.lastRef,
      reason: isOpen ? null : 'recovered',
    })),
    messages: all
      .flatMap(({ incident, isOpen }) => [
        `incident.opened ${incident.firstRef}`,
        ...(isOpen ? [] : [`incident.recovered ${incident.firstRef}`]),
      ])
      .toSorted(),
  };
}

const luck = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 40, maxLength: 80 });
const RUNS = { numRuns: 12, endOnFailure: true } as const;

describe('a monitor', () => {
  // Every fifth says nothing.
  const status = fc.constantFrom<CheckRecord['status'][]>('fail', 'error', 'pass', 'pass', 'unknown');
  const check = fc.record({ status, inMaintenance: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) });

  test('random checks, duplicates, delays, crashes and two pools', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(check, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        luck,
        async (checks, failAfter, chance) => {
          const stage = await world.newStage();
          const monitorId = await stage.monitor();
          const { id: ruleId } = await stage.rule({ type: 'monitor', id: monitorId }, { failAfter });
          const crew = workers({ luck: chance });
          let last: CheckRecord | undefined;
          for (const each of checks) {
            world.clock.advance(seconds(1));
            const seq = await stage.recordCheck({ monitorId, ...each });
            // As checks tell of themselves: each bad one, and each good one that does not follow a good one outside maintenance.
            const isNews = each.status === 'pass' ? last?.status !== 'pass' || last.inMaintenance : each.status !== 'unknown';
            if (isNews)
              crew.tell((deps) => onCheckRecorded(deps, stage.org.id, { monitorId, serverId: stage.serverId, seq, status: each.status }));
            last = { monitorId, ...each };
          }
          await crew.settle();
          const rows = await world.deps.db
            .selectFrom('monitor_checks')
            .select(['id', 'at', 'status', 'in_maintenance'])
            .where('monitor_id', '=', monitorId)
            .orderBy('seq')
            .execute();
          const outcomes = rows.map((row): Outcome => {
            const same = { part: '', ref: row.id, at: row.at.toISOString() };
            if (row.in_maintenance || row.status === 'unknown') return { ...same, means: 'nothing' };
            return row.status === 'pass' ? { ...same, means: 'passed' } : { ...same, means: 'failed', cause: anyCause(row.id) };
          });
          expect(await storedFor(stage, ruleId)).toEqual(wantedOf(outcomes, { failAfter, parts: [''] }));
        },
      ),
      RUNS,
    );
  });

  test('twenty workers told of one failure open one incident and queue one message', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId });
    await stage.rule({ type: 'server', id: stage.serverId });
    const seq = await stage.recordCheck({ monitorId, status: 'fail' });
    const fact = { monitorId, serverId: stage.serverId, seq, status: 'fail' };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        onCheckRecorded({ ...world.deps, db: index % 2 === 0 ? world.deps.db : second }, stage.org.id, fact),
      ),
    );
    expect((await stage.sent()).map(({ type }) => type)).toEqual(['incident.opened', 'incident.opened']);
  });

  test('a rule that is paused while its news is worked on leaves nothing open', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    const rules = await Promise.all(Array.from({ length: 10 }, () => stage.rule({ type: 'monitor', id: monitorId })));
    const seq = await stage.recordCheck({ monitorId, status: 'fail' });
    await Promise.all([
      onCheckRecorded({ ...world.deps, db: second }, stage.org.id, { monitorId, serverId: stage.serverId, seq, status: 'fail' }),
      ...rules.map(({ id: ruleId }) => updateRule(stage.ben, { ruleId, state: 'paused' })),
    ]);
    const open = await world.deps.db
      .selectFrom('incidents')
      .select('id')
      .where('org_id', '=', stage.org.id)
      .where('state', '=', 'open')
      .execute();
    expect(open).toEqual([]);
  });
});

describe('a workflow', () => {
  const parts = ['lab/one', 'lab/two'];
  const ending = fc.record({
    status: fc.constantFrom<RunEnding['status'][]>('pass', 'partial', 'fail', 'error'),
    modelId: fc.constantFrom(...parts),
    isCancelled: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  });

  test('random runs of two targets, duplicates, delays, crashes and two pools', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ending, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 3 }),
        luck,
        async (endings, failAfter, chance) => {
          const stage = await world.newStage();
          const workflow = await stage.workflow(parts);
          const { id: ruleId } = await stage.rule({ type: 'workflow', id: workflow.id }, { failAfter });
          const crew = workers({ luck: chance });
          const outcomes: Outcome[] = [];
          for (const { isCancelled, ...each } of endings) {
            world.clock.advance(seconds(1));
            const run = isCancelled ? { ...each, status: 'error' as const, errorKind: 'cancelled' } : each;
            const runId = await stage.endRun({ workflow, ...run });
            crew.tell((deps) => onRunFinished(deps, stage.org.id, { runId, status: run.status }));
            outcomes.push(outcomeOf(runId, { ...each, isCancelled }));
          }
          await crew.settle();
          expect(await storedFor(stage, ruleId)).toEqual(wantedOf(outcomes, { failAfter, parts }));
        },
      ),
      RUNS,
    );
  });

  test('a run that becomes visible after one that ended later is taken all the same, once', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    await stage.rule({ type: 'workflow', id: workflow.id }, { failAfter: 3 });
    const tell = async (endedAt: Date): Promise<void> => {
      const runId = await stage.endRun({ workflow, status: 'fail', endedAt });
      for (let i = 0; i < 2; i += 1) await onRunFinished(world.deps, stage.org.id, { runId, status: 'fail' });
    };
    world.clock.advance(seconds(60));
    const now = world.clock.now();
    await tell(now);
    // Another machine, whose clock is five seconds behind; and one that ended in the same millisecond.
    await tell(new Date(now.getTime() - seconds(5)));
    await tell(now);
    expect((await stage.sent()).map(({ message }) => message['incident'])).toMatchObject([{ failureCount: 3 }]);
  });

  const outcomeOf = (ref: string, { status, modelId, isCancelled }: { status: string; modelId: string; isCancelled: boolean }): Outcome => {
    const same = { part: modelId, ref, at: world.clock.now().toISOString() };
    if (isCancelled) return { ...same, means: 'nothing' };
    return status === 'pass' ? { ...same, means: 'passed' } : { ...same, means: 'failed', cause: anyCause(ref) };
  };
});

const anyCause = (ref: string) => ({ runId: ref, checkId: null, status: 'fail', classification: null, message: '' });
