// Workflows through the front door: saving, versions, states, schedule, lists, and who may.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import { removeModel } from '#modules/models';
import { removeServer } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { claimDue, settleDue } from '#platform/jobs/due';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { createTestClock } from '#test/test-clock';
import { insertModel, insertServer } from '#test/workflow-factory';
import {
  advanceSchedule,
  checkWorkflow,
  countSkippedTick,
  createWorkflow,
  getVersion,
  getWorkflow,
  getWorkflowContent,
  listVersions,
  listWorkflows,
  modelUsage,
  removeWorkflow,
  restoreVersion,
  specOf,
  updateWorkflow,
  workflowUsage,
} from './index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld({ clock: createTestClock('2026-01-01T00:00:01Z') });
});
afterAll(() => world.close());

interface Stage extends Cast {
  readonly serverId: string;
  readonly profileId: string;
  readonly input: Record<string, unknown>;
}

/** A fresh organization with a server and two models, and the least input that is good. */
async function stage(): Promise<Stage> {
  const cast = await world.newOrg();
  const { serverId, profileId } = await insertServer(cast.ben);
  await insertModel(cast.ben, 'lab/one');
  await insertModel(cast.ben, 'lab/two');
  const input = {
    name: 'Refund',
    mcpServerId: serverId,
    testerPrompt: 'Refund order 12.',
    testerModelId: 'lab/one',
    criteria: [{ criterionText: 'It is refunded' }],
  };
  return { ...cast, serverId, profileId, input };
}

const dueOf = async (workflowId: string) =>
  (
    await world.deps.db
      .selectFrom('due')
      .select(['slot', 'tick_at', 'due_at'])
      .where('subject_id', '=', workflowId)
      .orderBy('slot')
      .execute()
  ).map((row) => ({
    slot: row.slot,
    tickAt: row.tick_at.toISOString(),
    dueAt: row.due_at.toISOString(),
  }));

const HOURLY = { cron: '0 * * * *', timezone: 'UTC' };

describe('creating', () => {
  test('fills in every default and answers the whole workflow', async () => {
    const { ben, serverId, input } = await stage();
    const made = await createWorkflow(ben, input);
    expect(made).toEqual({
      id: expect.stringMatching(/^wf_/),
      name: 'Refund',
      description: '',
      mcpServerId: serverId,
      defaultMcpAuthProfileId: null,
      testerPrompt: 'Refund order 12.',
      testerTargets: [{ modelId: 'lab/one', skillMode: 'none' }],
      criteria: [{ id: expect.stringMatching(/^crit_/), position: 1, criterionText: 'It is refunded', isRequired: true, kind: 'judge' }],
      judge: null,
      schedule: null,
      toolPolicy: {},
      limits: { maxSteps: 30, maxToolCalls: 60, timeoutSeconds: 300, maxTokens: 200_000, maxCostUsd: 1, maxToolResultBytes: 65_536 },
      retryPolicy: { maxAttempts: 2, retryOn: ['error'], backoffSeconds: 10 },
      categories: [],
      metadata: {},
      environment: 'production',
      state: 'active',
      currentVersion: { id: expect.stringMatching(/^ver_/), number: 1, createdAt: world.clock.now().toISOString() },
      nextRunAt: null,
      scheduleLabel: 'Manual',
      skippedTicks: 0,
      createdAt: world.clock.now().toISOString(),
      updatedAt: world.clock.now().toISOString(),
      warnings: [expect.stringContaining('no judge model is configured')],
    });
    expect(await getWorkflow(ben, { workflowId: made.id })).toEqual(made);
    const { nextRunAt: _next, scheduleLabel: _label, warnings: _warnings, ...content } = made;
    expect(await getWorkflowContent(ben, { workflowId: made.id })).toEqual(content);
  });

  test('trims text and keeps what lies between', async () => {
    const { ben, input } = await stage();
    const made = await createWorkflow(ben, {
      ...input,
      name: '  Refund  now ',
      testerPrompt: '\n1.  a\n',
      metadata: { team: ' x ' },
      categories: ['a', 'b', 'a'],
    });
    expect(made).toMatchObject({ name: 'Refund  now', testerPrompt: '1.  a', metadata: { team: 'x' }, categories: ['a', 'b'] });
  });

  test('counts lengths in code points', async () => {
    const { ben, input } = await stage();
    expect((await createWorkflow(ben, { ...input, name: '😀'.repeat(120) })).name).toBe('😀'.repeat(120));
  });

  test('takes the default models of the organization', async () => {
    const { ben, input, org } = await stage();
    await world.deps.db
      .updateTable('organizations')
      .set({ default_tester_model_id: 'lab/two', default_judge_model_id: 'lab/one' })
      .where('id', '=', org.id)
      .execute();
    const { testerModelId: _, ...rest } = input;
    const made = await createWorkflow(ben, { ...rest, judge: { samples: 3 } });
    expect(made).toMatchObject({ testerTargets: [{ modelId: 'lab/two' }], judge: { modelId: 'lab/one', samples: 3 }, warnings: [] });
  });

  test('takes the step script where the organization has no model at all', async () => {
    const { ben } = await world.newOrg();
    const { serverId } = await insertServer(ben);
    const input = {
      name: 'Refund',
      mcpServerId: serverId,
      testerPrompt: '1. call order_list',
      criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
    };
    expect(await createWorkflow(ben, input)).toMatchObject({
      testerTargets: [{ modelId: 'script/steps', skillMode: 'none' }],
      warnings: [],
    });
  });

  test('understands all three tester forms and both of the judge', async () => {
    const { ben, input } = await stage();
    const { testerModelId: _, ...rest } = input;
    expect(await createWorkflow(ben, { ...rest, testerModelIds: ['lab/one', 'lab/two'], judgeModelId: 'lab/two' })).toMatchObject({
      testerTargets: [
        { modelId: 'lab/one', skillMode: 'none' },
        { modelId: 'lab/two', skillMode: 'none' },
      ],
      judge: { modelId: 'lab/two', samples: 1 },
      scheduleLabel: 'Manual · across 2 models',
    });
    const skilled = { modelId: 'lab/one', skillMode: 'text', skillText: 'Be brief.' };
    expect((await createWorkflow(ben, { ...rest, testerTargets: [{ modelId: 'lab/one' }, skilled] })).testerTargets).toEqual([
      { modelId: 'lab/one', skillMode: 'none' },
      skilled,
    ]);
  });

  test('writes the sentence of a check that has no text', async () => {
    const { ben, input } = await stage();
    const criteria = [
      { kind: 'check', check: { kind: 'tool_called', tool: 'order_get' } },
      { kind: 'check', criterionText: 'Nothing broke', check: { kind: 'no_tool_errors' }, isRequired: false },
    ];
    expect((await createWorkflow(ben, { ...input, criteria })).criteria).toEqual([
      {
        id: expect.any(String),
        position: 1,
        criterionText: 'The agent calls "order_get" at least once',
        isRequired: true,
        kind: 'check',
        check: { kind: 'tool_called', tool: 'order_get' },
      },
      {
        id: expect.any(String),
        position: 2,
        criterionText: 'Nothing broke',
        isRequired: false,
        kind: 'check',
        check: { kind: 'no_tool_errors' },
      },
    ]);
  });

  test('is written down', async () => {
    const { ada, ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    expect((await listAuditLog(ada, {})).rows).toMatchObject([
      {
        action: 'workflow.create',
        objectType: 'workflow',
        objectId: made.id,
        actor: { id: ben.actor.id },
        before: null,
        after: { name: 'Refund', state: 'active' },
      },
    ]);
  });

  test('waits for a server that is being archived, and then saves nothing', async () => {
    const { ben, serverId, input } = await stage();
    const creating = await inTransaction(world.deps.db, async (tx) => {
      await tx.updateTable('mcp_servers').set({ state: 'archived' }).where('id', '=', serverId).execute();
      const outcome = createWorkflow(ben, input).then(
        () => 'saved',
        (error: unknown) => error,
      );
      while ((await waitingForLocks()) === 0);
      return { outcome };
    });
    expect(await creating.outcome).toMatchObject({ code: 'validation_failed', fieldErrors: [{ field: 'mcpServerId' }] });
    expect((await listWorkflows(ben, { state: 'all' })).total).toBe(0);
  });
});

/** How many statements of this database wait for another transaction. */
async function waitingForLocks(): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(world.deps.db);
  return Number(rows[0]?.count);
}

describe('changing', () => {
  test('makes the next version with its author and the difference', async () => {
    const { ada, ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    const changed = await updateWorkflow(ada, { workflowId: made.id, name: 'Return', limits: { maxSteps: 5 } });
    expect(changed).toMatchObject({ name: 'Return', limits: { maxSteps: 5, maxToolCalls: 60 }, currentVersion: { number: 2 } });
    expect(await getVersion(ben, { workflowId: made.id, versionId: changed.currentVersion.id })).toMatchObject({
      number: 2,
      author: { type: 'user', id: ada.actor.id, name: 'Ada' },
      restoredFrom: null,
      spec: { name: 'Return' },
      diff: [
        { path: 'name', op: 'replace', before: 'Refund', after: 'Return' },
        { path: 'limits.maxSteps', op: 'replace', before: 30, after: 5 },
      ],
    });
    expect((await specOf(world.deps, made.currentVersion.id)).spec.name).toBe('Refund');
  });

  test('nothing makes no version and no audit row', async () => {
    const { ada, ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    world.clock.advance(1000);
    expect(
      await updateWorkflow(ben, {
        workflowId: made.id,
        name: ' Refund ',
        limits: { maxSteps: 30 },
        mcpServerId: made.mcpServerId,
        state: 'active',
      }),
    ).toEqual(made);
    expect((await listVersions(ben, { workflowId: made.id })).total).toBe(1);
    expect((await listAuditLog(ada, {})).rows).toHaveLength(1);
  });

  test('the state alone makes no version but is written down', async () => {
    const { ada, ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    const paused = await updateWorkflow(ben, { workflowId: made.id, state: 'paused' });
    expect(paused).toMatchObject({ state: 'paused', currentVersion: { number: 1 } });
    expect((await listAuditLog(ada, {})).rows[0]).toMatchObject({
      action: 'workflow.update',
      before: { state: 'active' },
      after: { state: 'paused' },
    });
  });

  test('on an old base version is refused with the current one', async () => {
    const { ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    const current = await updateWorkflow(ben, { workflowId: made.id, name: 'B', baseVersionId: made.currentVersion.id });
    await expect(updateWorkflow(ben, { workflowId: made.id, name: 'C', baseVersionId: made.currentVersion.id })).rejects.toMatchObject({
      code: 'stale_base_version',
      details: { currentVersionId: current.currentVersion.id },
    });
    expect((await getWorkflow(ben, { workflowId: made.id })).name).toBe('B');
  });

  test('by ten people at once numbers each version once', async () => {
    const { ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    const saved = await Promise.all(
      Array.from({ length: 10 }, (_, index) => updateWorkflow(ben, { workflowId: made.id, description: `by ${index}` })),
    );
    expect(saved.map(({ currentVersion }) => currentVersion.number).toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const versions = await listVersions(ben, { workflowId: made.id, pageSize: 100 });
    expect(versions.rows.map(({ number }) => number)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(versions.rows.at(-3)?.diff).toEqual([
      { path: 'description', op: 'replace', before: expect.any(String), after: expect.any(String) },
    ]);
  });

  test('by two people on one base version lets one of them win', async () => {
    const { ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    const tries = await Promise.allSettled(
      ['B', 'C'].map((name) => updateWorkflow(ben, { workflowId: made.id, name, baseVersionId: made.currentVersion.id })),
    );
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('merges judge, limits and retry policy, and replaces policy, metadata and schedule', async () => {
    const { ben, input } = await stage();
    const made = await createWorkflow(ben, {
      ...input,
      judge: { modelId: 'lab/two', samples: 3 },
      retryPolicy: { maxAttempts: 4 },
      toolPolicy: { denied_tools: ['order_delete'] },
      metadata: { a: '1' },
      schedule: { cron: '0 * * * *', timezone: 'Asia/Tokyo' },
    });
    const changed = await updateWorkflow(ben, {
      workflowId: made.id,
      judge: { samples: 5 },
      retryPolicy: { backoffSeconds: 1 },
      toolPolicy: { allow_destructive: true },
      metadata: { b: '2' },
      schedule: { cron: '5 * * * *' },
    });
    expect(changed).toMatchObject({
      judge: { modelId: 'lab/two', samples: 5 },
      retryPolicy: { maxAttempts: 4, backoffSeconds: 1 },
      schedule: { cron: '5 * * * *', timezone: 'UTC' },
    });
    expect([changed.toolPolicy, changed.metadata]).toEqual([{ allow_destructive: true }, { b: '2' }]);
    expect(await updateWorkflow(ben, { workflowId: made.id, judge: null, schedule: null, description: '' })).toMatchObject({
      judge: null,
      schedule: null,
    });
  });
});

describe('criteria', () => {
  const threeOf = async (set: Stage) => {
    const made = await createWorkflow(set.ben, { ...set.input, criteria: ['a', 'b', 'c'].map((criterionText) => ({ criterionText })) });
    return { made, ids: made.criteria.map(({ id }) => id) };
  };
  const newIds = ['new'];
  const shownIds = (criteria: readonly { id: string }[], known: readonly string[]) =>
    criteria.map(({ id }) => (known.includes(id) ? known.indexOf(id) : newIds[0]));

  test.each<[string, (ids: readonly string[]) => object[], (number | string)[]]>([
    ['sent without ids keep them by place', () => [{ criterionText: 'x' }, { criterionText: 'b' }, { criterionText: 'c' }], [0, 1, 2]],
    [
      'sent with ids keep them in any order',
      (ids) => [
        { id: ids[2], criterionText: 'c' },
        { id: ids[0], criterionText: 'a' },
        { id: ids[1], criterionText: 'b' },
      ],
      [2, 0, 1],
    ],
    [
      'that are more get new ids',
      () => [{ criterionText: 'a' }, { criterionText: 'b' }, { criterionText: 'c' }, { criterionText: 'd' }],
      [0, 1, 2, 'new'],
    ],
    ['that are fewer replace the list', (ids) => [{ id: ids[1], criterionText: 'b' }], [1]],
    [
      'do not take the id of a place that another one claims',
      (ids) => [{ criterionText: 'n' }, { id: ids[0], criterionText: 'a' }],
      ['new', 0],
    ],
    [
      'may say the place they have',
      () => [
        { position: 1, criterionText: 'a' },
        { position: 2, criterionText: 'b' },
      ],
      [0, 1],
    ],
  ])('%s', async (_name, send, expected) => {
    const set = await stage();
    const { made, ids } = await threeOf(set);
    const changed = await updateWorkflow(set.ben, { workflowId: made.id, criteria: send(ids) });
    expect(shownIds(changed.criteria, ids)).toEqual(expected);
    expect(changed.criteria.map(({ position }) => position)).toEqual(changed.criteria.map((_, index) => index + 1));
  });

  test('that only change places are a move in the history', async () => {
    const set = await stage();
    const { made } = await threeOf(set);
    const [a, b, c] = made.criteria;
    const changed = await updateWorkflow(set.ben, {
      workflowId: made.id,
      criteria: [c, a, b].map((one) => ({ id: one?.id, criterionText: one?.criterionText })),
    });
    expect((await listVersions(set.ben, { workflowId: made.id })).rows[0]).toMatchObject({
      id: changed.currentVersion.id,
      diff: [{ path: 'criteria[0]', op: 'move', before: 3, after: 1 }],
    });
  });
});

describe('restoring', () => {
  test('copies an earlier version into a new one', async () => {
    const { ada, ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    await updateWorkflow(ben, { workflowId: made.id, name: 'B', schedule: HOURLY });
    const restored = await restoreVersion(ada, { workflowId: made.id, versionId: made.currentVersion.id });
    expect(restored).toMatchObject({ name: 'Refund', schedule: null, nextRunAt: null, currentVersion: { number: 3 } });
    expect(await dueOf(made.id)).toEqual([]);
    expect((await listVersions(ben, { workflowId: made.id })).rows[0]).toMatchObject({
      number: 3,
      restoredFrom: 1,
      author: { name: 'Ada' },
      diff: [{ path: 'name' }, { path: 'schedule' }],
    });
    expect((await listAuditLog(ada, {})).rows[0]).toMatchObject({
      action: 'workflow.restore',
      note: 'version 1',
      after: { versionNumber: 3, name: 'Refund' },
    });
  });

  test('what is current already makes no version', async () => {
    const { ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    expect((await restoreVersion(ben, { workflowId: made.id, versionId: made.currentVersion.id })).currentVersion.number).toBe(1);
  });

  test('a version whose model is off by now is refused on that field', async () => {
    const { ben, input, org } = await stage();
    const made = await createWorkflow(ben, input);
    await updateWorkflow(ben, { workflowId: made.id, testerModelId: 'lab/two' });
    await world.deps.db.updateTable('models').set({ active: false }).where('org_id', '=', org.id).where('id', '=', 'lab/one').execute();
    await expect(restoreVersion(ben, { workflowId: made.id, versionId: made.currentVersion.id })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'testerTargets[0].modelId' }],
    });
  });

  test("another workflow's version is not found", async () => {
    const { ben, input } = await stage();
    const [one, other] = [await createWorkflow(ben, input), await createWorkflow(ben, input)];
    const ids = { workflowId: one.id, versionId: other.currentVersion.id };
    await expect(restoreVersion(ben, ids)).rejects.toMatchObject({ code: 'not_found', thing: 'version' });
    await expect(getVersion(ben, ids)).rejects.toMatchObject({ code: 'not_found', thing: 'version' });
  });
});

describe('states', () => {
  test('an archived workflow is read-only and comes back as paused', async () => {
    const { ben, input } = await stage();
    const made = await createWorkflow(ben, { ...input, schedule: HOURLY });
    await removeWorkflow(ben, { workflowId: made.id });
    const workflowId = made.id;
    for (const change of [{ name: 'B' }, { state: 'active' }, { state: 'paused', name: 'B' }]) {
      await expect(updateWorkflow(ben, { workflowId, ...change })).rejects.toMatchObject({ code: 'conflict' });
    }
    await expect(restoreVersion(ben, { workflowId, versionId: made.currentVersion.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await getWorkflow(ben, { workflowId })).toMatchObject({ state: 'archived', nextRunAt: null });
    expect(await updateWorkflow(ben, { workflowId, state: 'paused' })).toMatchObject({ state: 'paused', nextRunAt: null });
    expect(await dueOf(workflowId)).toEqual([]);
    expect(await updateWorkflow(ben, { workflowId, state: 'active' })).toMatchObject({ state: 'active', nextRunAt: expect.any(String) });
    expect(await dueOf(workflowId)).toHaveLength(1);
  });

  test('removing twice changes and writes down nothing more', async () => {
    const { ada, ben, input } = await stage();
    const made = await createWorkflow(ben, input);
    await removeWorkflow(ben, { workflowId: made.id });
    await removeWorkflow(ben, { workflowId: made.id });
    expect((await listAuditLog(ada, {})).rows.map(({ action }) => action)).toEqual(['workflow.archive', 'workflow.create']);
  });

  test('of an archived server cannot become active', async () => {
    const { ben, input, serverId } = await stage();
    const made = await createWorkflow(ben, input);
    await updateWorkflow(ben, { workflowId: made.id, state: 'paused' });
    await world.deps.db.updateTable('mcp_servers').set({ state: 'archived' }).where('id', '=', serverId).execute();
    await expect(updateWorkflow(ben, { workflowId: made.id, state: 'active' })).rejects.toMatchObject({
      code: 'conflict',
      fieldErrors: [{ field: 'state' }],
    });
  });
});

describe('the schedule', () => {
  const at = (time: string) => `2026-01-01T${time}.000Z`;
  /** A world of its own, because its clock is moved far. */
  async function scheduled(models: readonly string[] = ['lab/one', 'lab/two']) {
    const set = await stage();
    const { testerModelId: _, ...rest } = set.input;
    const start = new Date(Math.ceil((world.clock.now().getTime() + 1) / 86_400_000) * 86_400_000 + 1000);
    world.clock.moveTo(start);
    const made = await createWorkflow(set.ben, { ...rest, testerModelIds: models, schedule: HOURLY });
    const day = start.toISOString().slice(0, 10);
    return { ...set, made, onDay: (time: string) => at(time).replace('2026-01-01', day) };
  }

  test('gives each target its row, staggered', async () => {
    const { made, onDay } = await scheduled();
    expect(made).toMatchObject({ nextRunAt: onDay('01:00:00'), scheduleLabel: 'Hourly · across 2 models' });
    expect(await dueOf(made.id)).toEqual([
      { slot: 0, tickAt: onDay('01:00:00'), dueAt: onDay('01:00:00') },
      { slot: 1, tickAt: onDay('01:00:00'), dueAt: onDay('01:00:30') },
    ]);
  });

  test('ends with the pause, the archive and a schedule of null, and comes back', async () => {
    const { ben, made } = await scheduled();
    const rowsAfter = async (change: object) => {
      await updateWorkflow(ben, { workflowId: made.id, ...change });
      return (await dueOf(made.id)).length;
    };
    expect(await rowsAfter({ state: 'paused' })).toBe(0);
    expect(await rowsAfter({ state: 'active' })).toBe(2);
    expect(await rowsAfter({ schedule: null })).toBe(0);
    expect(await rowsAfter({ schedule: HOURLY })).toBe(2);
    expect(await rowsAfter({ testerModelId: 'lab/one' })).toBe(1);
    await removeWorkflow(ben, { workflowId: made.id });
    expect(await dueOf(made.id)).toEqual([]);
  });

  test('leaves ticks alone that a save does not concern', async () => {
    const { ben, made, onDay } = await scheduled();
    world.clock.moveTo(onDay('01:00:10'));
    await updateWorkflow(ben, { workflowId: made.id, name: 'Other' });
    expect(await dueOf(made.id)).toMatchObject([{ tickAt: onDay('01:00:00') }, { tickAt: onDay('01:00:00') }]);
  });

  /** What the ticker does with rows that are due; returns the jobs of one workflow. */
  const dispatch = (now: string, workflowId: string) =>
    inTransaction(world.deps.db, async (tx) => {
      const rows = await claimDue(tx, { kind: 'workflow', now: new Date(now), limit: 100 });
      const advanced = await Promise.all(rows.map(async (row) => ({ row, ...(await advanceSchedule(tx, row, new Date(now))) })));
      await settleDue(tx, advanced);
      return advanced.flatMap(({ row, jobs }) => (row.subjectId === workflowId ? jobs : []));
    });

  test('turns each due target into one job and moves it on', async () => {
    const { made, org, onDay } = await scheduled();
    const jobOf = (targetIndex: number) => ({
      name: 'run.tick',
      payload: { orgId: org.id, workflowId: made.id, targetIndex, tickAt: onDay('01:00:00') },
      options: { singletonKey: `${made.id}:${targetIndex}:${onDay('01:00:00')}` },
    });
    expect(await dispatch(onDay('01:00:00'), made.id)).toEqual([jobOf(0)]);
    expect(await dispatch(onDay('01:00:30'), made.id)).toEqual([jobOf(1)]);
    expect(await dueOf(made.id)).toMatchObject([{ tickAt: onDay('02:00:00') }, { tickAt: onDay('02:00:00'), dueAt: onDay('02:00:30') }]);
  });

  test('does not make up what was missed', async () => {
    const { made, onDay } = await scheduled(['lab/one']);
    expect(await dispatch(onDay('05:30:00'), made.id)).toEqual([]);
    expect(await dueOf(made.id)).toMatchObject([{ tickAt: onDay('06:00:00') }]);
  });

  test('ends by itself for a workflow that is not active any more', async () => {
    const { made, onDay } = await scheduled(['lab/one']);
    await world.deps.db.updateTable('workflows').set({ state: 'paused' }).where('id', '=', made.id).execute();
    expect(await dispatch(onDay('01:00:00'), made.id)).toEqual([]);
    expect(await dueOf(made.id)).toEqual([]);
  });

  test('counts the ticks that were skipped', async () => {
    const { ben, made } = await scheduled(['lab/one']);
    await inTransaction(world.deps.db, (tx) => countSkippedTick(tx, made.id));
    expect(await getWorkflow(ben, { workflowId: made.id })).toMatchObject({ skippedTicks: 1, currentVersion: { number: 1 } });
  });
});

describe('warnings', () => {
  const warningsOf = async (set: Stage, change: object): Promise<readonly string[]> =>
    (await createWorkflow(set.ben, { ...set.input, judge: { modelId: 'lab/two' }, ...change })).warnings;
  const checked = (...checks: readonly object[]) => ({ criteria: checks.map((check) => ({ kind: 'check', check })) });

  test.each<[string, object, RegExp[]]>([
    [
      'a tool that is not in the catalog',
      checked({ kind: 'no_tool_errors' }, { kind: 'tool_called', tool: 'order_gone' }),
      [/^criteria\[1\]\.check: the tool order_gone is not in the catalog/],
    ],
    ['each unknown tool of an order', checked({ kind: 'tool_order', tools: ['order_get', 'x', 'y'] }), [/the tool x /, /the tool y /]],
    [
      'a wanted tool that the policy blocks',
      checked({ kind: 'tool_called', tool: 'order_delete' }),
      [/order_delete is blocked by the tool policy/],
    ],
    ['nothing about a blocked tool that must not be called', checked({ kind: 'tool_not_called', tool: 'order_delete' }), []],
    [
      'a policy entry without a match',
      { toolPolicy: { allowed_tools: ['order_*', 'refund_*'], denied_tools: ['*_drop'] } },
      [/^toolPolicy\.allowed_tools\[1\]: refund_\* matches no tool/, /^toolPolicy\.denied_tools\[0\]/],
    ],
    [
      'a script tester whose prompt is no script',
      { testerModelId: 'script/steps' },
      [/^testerTargets\[0\]: the step script needs a model for line 1/],
    ],
    ['nothing about a real script', { testerModelId: 'script/steps', testerPrompt: '1. call order_get with {"id":"12"}\nanswer done' }, []],
  ])('tell of %s', async (_name, change, expected) => {
    const warnings = await warningsOf(await stage(), change);
    expect(warnings).toHaveLength(expected.length);
    expected.forEach((pattern, index) => expect(warnings[index]).toMatch(pattern));
  });

  test('tell of a model without price', async () => {
    const set = await stage();
    await insertModel(set.ben, 'lab/free', { price: null });
    expect(await warningsOf(set, { testerModelId: 'lab/free' })).toEqual([
      'limits.maxCostUsd: does not apply to lab/free, whose price is unknown',
    ]);
  });

  test('tell of a model that went off and of a server that was archived', async () => {
    const set = await stage();
    const made = await createWorkflow(set.ben, { ...set.input, judgeModelId: 'lab/two' });
    await world.deps.db.updateTable('models').set({ active: false }).where('org_id', '=', set.org.id).execute();
    await world.deps.db.updateTable('mcp_servers').set({ state: 'archived' }).where('id', '=', set.serverId).execute();
    expect((await getWorkflow(set.vera, { workflowId: made.id })).warnings).toEqual([
      expect.stringContaining('the server is archived'),
      expect.stringContaining('lab/one is switched off'),
      expect.stringContaining('lab/two is switched off'),
    ]);
  });

  test('tell when there is no catalog to compare with', async () => {
    const set = await stage();
    const { serverId } = await insertServer(set.ben, { tools: null });
    expect(await warningsOf(set, { mcpServerId: serverId, ...checked({ kind: 'tool_called', tool: 'x' }) })).toEqual([
      expect.stringContaining('never synced'),
    ]);
  });
});

describe('lists', () => {
  async function shelf() {
    const set = await stage();
    const staging = await insertServer(set.ben, { environment: 'staging' });
    const make = (name: string, more: object = {}) => createWorkflow(set.ben, { ...set.input, name, ...more });
    const alpha = await make('Alpha', { categories: ['shop', 'daily'], description: '50 % off' });
    world.clock.advance(1000);
    const beta = await make('beta', { categories: ['billing'] });
    world.clock.advance(1000);
    const gamma = await make('Gamma', { mcpServerId: staging.serverId });
    const paused = await make('Paused');
    await updateWorkflow(set.ben, { workflowId: paused.id, state: 'paused' });
    const gone = await make('Gone');
    await removeWorkflow(set.ben, { workflowId: gone.id });
    return { ...set, stagingId: staging.serverId, alpha, beta, gamma };
  }
  const names = async (ctx: Ctx, query: object) => (await listWorkflows(ctx, query)).rows.map(({ name }) => name);

  test('filter, sort and page', async () => {
    const { vera, serverId, stagingId } = await shelf();
    expect(await names(vera, {})).toEqual(['beta', 'Alpha']);
    expect(await names(vera, { sort: 'name' })).toEqual(['Alpha', 'beta']);
    expect(await names(vera, { environment: 'all' })).toEqual(['Gamma', 'beta', 'Alpha']);
    expect(await names(vera, { environment: 'staging' })).toEqual(['Gamma']);
    expect(await names(vera, { environment: 'all', mcpServerId: stagingId })).toEqual(['Gamma']);
    expect(await names(vera, { mcpServerId: serverId, state: 'paused' })).toEqual(['Paused']);
    expect(await names(vera, { state: 'all', sort: 'name' })).toEqual(['Alpha', 'beta', 'Gone', 'Paused']);
    expect(await names(vera, { category: 'billing, daily', sort: '-name' })).toEqual(['beta', 'Alpha']);
    expect(await names(vera, { categorySlug: 'shop' })).toEqual(['Alpha']);
    expect(await names(vera, { search: 'BET' })).toEqual(['beta']);
    expect(await names(vera, { search: '50 %' })).toEqual(['Alpha']);
    expect(await names(vera, { search: '%' })).toEqual(['Alpha']);
    expect(await names(vera, { search: '_' })).toEqual([]);
    expect(await listWorkflows(vera, { page: 2, pageSize: 1, sort: 'name' })).toMatchObject({
      rows: [{ name: 'beta' }],
      page: 2,
      pageSize: 1,
      total: 2,
    });
  });

  test('answer rows as one workflow is answered', async () => {
    const { vera, alpha } = await shelf();
    expect((await listWorkflows(vera, { sort: 'createdAt' })).rows[0]).toEqual(await getWorkflow(vera, { workflowId: alpha.id }));
  });

  test.each([
    [{ state: 'asleep' }, 'state'],
    [{ sort: 'colour' }, 'sort'],
    [{ page: 0 }, 'page'],
    [{ pageSize: 101 }, 'pageSize'],
    [{ page: 10_001 }, 'page'],
    [{ mcpServerId: 'mcp_none' }, 'mcpServerId'],
    [{ environment: 'Not One' }, 'environment'],
    [{ categorySlug: 'No Slug' }, 'categorySlug'],
    [{ search: 'x'.repeat(201) }, 'search'],
    [{ colour: 1 }, 'colour'],
  ])('refuse %j on %s', async (query, field) => {
    await expect(listWorkflows(world.vera, query)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
  });
});

describe('usage', () => {
  test('names the active workflows of a server, and pauses them with an audit row', async () => {
    const { ada, ben, input, serverId, org } = await stage();
    const active = await createWorkflow(ben, { ...input, schedule: HOURLY });
    const paused = await createWorkflow(ben, input);
    await updateWorkflow(ben, { workflowId: paused.id, state: 'paused' });
    await inTransaction(world.deps.db, async (tx) => {
      expect(await workflowUsage.usersOf(tx, org.id, serverId)).toEqual([{ type: 'workflow', id: active.id, name: 'Refund' }]);
      await workflowUsage.pauseUsers(tx, ada, serverId);
      expect(await workflowUsage.usersOf(tx, org.id, serverId)).toEqual([]);
    });
    expect(await getWorkflow(ben, { workflowId: active.id })).toMatchObject({ state: 'paused' });
    expect(await dueOf(active.id)).toEqual([]);
    expect((await listAuditLog(ada, {})).rows[0]).toMatchObject({
      action: 'workflow.update',
      objectId: active.id,
      after: { state: 'paused' },
      actor: { id: ada.actor.id },
    });
  });

  test('keeps a server from being archived, unless its workflows are paused first', async () => {
    const { ben, input, serverId } = await stage();
    const made = await createWorkflow(ben, { ...input, schedule: HOURLY });
    await expect(removeServer(ben, { serverId }, workflowUsage)).rejects.toMatchObject({
      code: 'conflict',
      details: { usedBy: [{ type: 'workflow', id: made.id, name: 'Refund' }] },
    });
    await removeServer(ben, { serverId, force: true }, workflowUsage);
    expect(await getWorkflow(ben, { workflowId: made.id })).toMatchObject({ state: 'paused', nextRunAt: null });
    expect(await dueOf(made.id)).toEqual([]);
  });

  test('never leaves an active workflow on an archived server, whoever comes first', async () => {
    const { ben, input, serverId } = await stage();
    const paused = await createWorkflow(ben, input);
    await updateWorkflow(ben, { workflowId: paused.id, state: 'paused' });
    await Promise.allSettled([
      createWorkflow(ben, input),
      removeServer(ben, { serverId, force: true }, workflowUsage),
      updateWorkflow(ben, { workflowId: paused.id, state: 'active' }),
      createWorkflow(ben, input),
    ]);
    expect((await listWorkflows(ben, { state: 'active' })).rows).toEqual([]);
  });

  test('names the workflows of an auth profile, whatever their state', async () => {
    const { ben, eve, input, profileId, org } = await stage();
    const one = await createWorkflow(ben, { ...input, defaultMcpAuthProfileId: profileId });
    await createWorkflow(ben, input);
    await removeWorkflow(ben, { workflowId: one.id });
    const usersOf = (orgId: string) => inTransaction(world.deps.db, (tx) => workflowUsage.usersOfProfile(tx, orgId, profileId));
    expect(await usersOf(org.id)).toEqual([{ type: 'workflow', id: one.id, name: 'Refund' }]);
    expect(await usersOf(eve.org.id)).toEqual([]);
  });

  test('keeps a model from being removed, until nothing names it', async () => {
    const { ada, ben, input } = await stage();
    const made = await createWorkflow(ben, { ...input, judgeModelId: 'lab/two' });
    await expect(removeModel(ada, { modelId: 'lab/two' }, modelUsage)).rejects.toMatchObject({
      code: 'conflict',
      details: { usedBy: [{ id: made.id }] },
    });
    await updateWorkflow(ben, { workflowId: made.id, judge: null });
    await removeModel(ada, { modelId: 'lab/two' }, modelUsage);
    await expect(createWorkflow(ben, { ...input, judgeModelId: 'lab/two' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'judgeModelId' }],
    });
  });

  test('names the workflows of a model, as target or as judge, archived ones apart', async () => {
    const { ben, eve, input, org } = await stage();
    const one = await createWorkflow(ben, { ...input, name: 'One', judgeModelId: 'lab/two' });
    const gone = await createWorkflow(ben, { ...input, name: 'Gone' });
    await removeWorkflow(ben, { workflowId: gone.id });
    const usersOf = (orgId: string, modelId: string) => inTransaction(world.deps.db, (tx) => modelUsage.usersOf(tx, orgId, modelId));
    expect(await usersOf(org.id, 'lab/one')).toEqual([{ type: 'workflow', id: one.id, name: 'One' }]);
    expect(await usersOf(org.id, 'lab/two')).toEqual([{ type: 'workflow', id: one.id, name: 'One' }]);
    expect(await usersOf(org.id, 'lab/three')).toEqual([]);
    expect(await usersOf(eve.org.id, 'lab/one')).toEqual([]);
  });
});

describe('who may', () => {
  test('vera reads everything and changes nothing', async () => {
    const { ben, vera, input } = await stage();
    const { id: workflowId, currentVersion } = await createWorkflow(ben, input);
    const versionId = currentVersion.id;
    const attempts = [
      () => createWorkflow(vera, input),
      () => updateWorkflow(vera, { workflowId, name: 'B' }),
      () => removeWorkflow(vera, { workflowId }),
      () => restoreVersion(vera, { workflowId, versionId }),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden_role', details: { neededRole: 'editor' } });
    }
    expect(await getWorkflow(vera, { workflowId })).toMatchObject({ name: 'Refund', currentVersion: { number: 1 } });
    expect((await listWorkflows(vera, {})).total).toBe(1);
    expect((await listVersions(vera, { workflowId })).rows).toMatchObject([{ id: versionId, diff: [] }]);
    expect((await getVersion(vera, { workflowId, versionId })).spec.name).toBe('Refund');
    expect((await checkWorkflow(vera, { workflowId, name: '' })).fieldErrors).toMatchObject([{ field: 'name' }]);
  });

  test('a forbidden caller learns nothing of the input', async () => {
    await expect(createWorkflow(world.vera, { bad: true })).rejects.toMatchObject({ code: 'forbidden_role' });
  });

  test('eve sees and changes nothing of another organization', async () => {
    const { ben, eve, input, serverId } = await stage();
    const { id: workflowId, currentVersion } = await createWorkflow(ben, input);
    const versionId = currentVersion.id;
    const attempts = [
      () => getWorkflow(eve, { workflowId }),
      () => getWorkflowContent(eve, { workflowId }),
      () => updateWorkflow(eve, { workflowId, name: 'B' }),
      () => removeWorkflow(eve, { workflowId }),
      () => listVersions(eve, { workflowId }),
      () => getVersion(eve, { workflowId, versionId }),
      () => restoreVersion(eve, { workflowId, versionId }),
      () => checkWorkflow(eve, { workflowId }),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found', thing: 'workflow' });
    }
    expect((await listWorkflows(eve, { state: 'all', environment: 'all' })).total).toBe(0);
    await expect(listWorkflows(eve, { mcpServerId: serverId })).rejects.toMatchObject({ fieldErrors: [{ field: 'mcpServerId' }] });
    await expect(createWorkflow(eve, input)).rejects.toMatchObject({
      fieldErrors: expect.arrayContaining([expect.objectContaining({ field: 'mcpServerId' })]),
    });
    expect(await getWorkflow(ben, { workflowId })).toMatchObject({ name: 'Refund', state: 'active' });
  });

  test('an unknown or malformed id is not found', async () => {
    const { ben } = await stage();
    await expect(getWorkflow(ben, { workflowId: 'nonsense' })).rejects.toMatchObject({ code: 'not_found', thing: 'workflow' });
    await expect(updateWorkflow(ben, { workflowId: 'wf_00000000000000000000000000', name: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(getVersion(ben, { workflowId: 'x', versionId: 'y' })).rejects.toMatchObject({ code: 'not_found', thing: 'workflow' });
  });
});
