// Incidents, sentence by sentence of spec 03 §6, on the real database and with the clock moved by hand.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/duration';
import { removeMonitor, updateMonitor } from '#modules/monitors';
import { removeServer } from '#modules/servers';
import { removeWorkflow, updateWorkflow, workflowUsage } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { FactPayloads } from '#platform/outbox/outbox';
import { dispatchDue } from '#platform/jobs/ticker';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld, CheckRecord, RunEnding, Stage } from '#test/alert-world';
import {
  alertRenotifyDueKind,
  alertUnmuteDueKind,
  endMute,
  getRule,
  listIncidents,
  listRules,
  onCheckRecorded,
  onRunFinished,
  onWatchedStopped,
  openIncidentCount,
  renotify,
  RENOTIFY_DUE_KIND,
  UNMUTE_DUE_KIND,
  updateRule,
} from '../index.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await makeAlertWorld();
});
afterAll(() => world.close());

/** A run ends a second later, and its news arrives. */
async function run(stage: Stage, workflow: Workflow, status: RunEnding['status'], more: Partial<RunEnding> = {}): Promise<string> {
  world.clock.advance(seconds(1));
  const runId = await stage.endRun({ workflow, status, ...more });
  await onRunFinished(world.deps, stage.org.id, { runId, status });
  return runId;
}

/** A check is recorded a second later, and its news arrives. */
async function check(stage: Stage, monitorId: string, status: CheckRecord['status'], more: Partial<CheckRecord> = {}): Promise<number> {
  world.clock.advance(seconds(1));
  const seq = await stage.recordCheck({ monitorId, status, ...more });
  await onCheckRecorded(world.deps, stage.org.id, { monitorId, serverId: stage.serverId, seq, status });
  return seq;
}

const types = async (stage: Stage): Promise<string[]> => (await stage.sent()).map(({ type }) => type.replace('incident.', ''));
const incidents = async (stage: Stage) => (await listIncidents(stage.vera)).rows;

/** Every fact that was emitted for the organization and not told yet. */
async function tellStops(stage: Stage): Promise<void> {
  const rows = await world.deps.db
    .selectFrom('facts')
    .select(['id', 'payload'])
    .where('org_id', '=', stage.org.id)
    .where('type', '=', 'watched.stopped')
    .orderBy('id')
    .execute();
  for (const { payload } of rows) await onWatchedStopped(world.deps, stage.org.id, payload as FactPayloads['watched.stopped']);
  await world.deps.db.deleteFrom('facts').where('org_id', '=', stage.org.id).execute();
}

/** What the clock has brought: due rows become jobs, jobs are worked. Every job twice, as may happen. */
async function tick(): Promise<void> {
  const { db, jobs, clock, log } = world.deps;
  const begin = world.queued.length;
  const kinds = { [RENOTIFY_DUE_KIND]: alertRenotifyDueKind, [UNMUTE_DUE_KIND]: alertUnmuteDueKind };
  await dispatchDue({ db, jobs, clock, log, kinds });
  for (const { name, payload } of world.queued.slice(begin)) {
    for (let i = 0; i < 2; i += 1) {
      if (name === 'alert.renotify') await renotify(world.deps, payload);
      if (name === 'alert.unmute') await endMute(world.deps, payload);
    }
  }
}

describe('what opens and what closes', () => {
  test.each(['partial', 'fail', 'error'] as const)('a run that ends %s is a failure, and pass closes', async (status) => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    await stage.rule({ type: 'workflow', id: workflow.id });
    const runId = await run(stage, workflow, status);
    expect(await incidents(stage)).toMatchObject([
      { state: 'open', failureCount: 1, firstRef: runId, lastRef: runId, cause: { runId, status } },
    ]);
    await run(stage, workflow, 'pass');
    expect(await incidents(stage)).toMatchObject([{ state: 'closed', closeReason: 'recovered' }]);
    expect(await types(stage)).toEqual(['opened', 'recovered']);
  });

  test.each(['fail', 'error'] as const)('a check that is %s is a failure, and pass closes', async (status) => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId });
    await check(stage, monitorId, status);
    expect(await incidents(stage)).toMatchObject([
      {
        state: 'open',
        targetType: 'monitor',
        targetId: monitorId,
        targetName: 'order_get on Shop',
        lastRef: expect.stringMatching(/^chk_/),
        cause: { status },
      },
    ]);
    await check(stage, monitorId, 'pass');
    expect(await types(stage)).toEqual(['opened', 'recovered']);
  });

  test('cancelled runs, scripts that need a model, and checks that say nothing are ignored', async () => {
    const stage = await world.newStage();
    const [workflow, monitorId] = [await stage.workflow(), await stage.monitor()];
    await stage.rule({ type: 'server', id: stage.serverId });
    await run(stage, workflow, 'error', { errorKind: 'cancelled' });
    await run(stage, workflow, 'error', { errorKind: 'model', countsForPassRate: false });
    await check(stage, monitorId, 'unknown');
    expect(await incidents(stage)).toEqual([]);
    await run(stage, workflow, 'fail');
    await run(stage, workflow, 'error', { errorKind: 'cancelled' });
    expect(await incidents(stage)).toMatchObject([{ state: 'open', failureCount: 1 }]);
  });

  test('the failAfter-th failure in a row opens and tells; more are added silently; refs are the first and the last', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    const { id: ruleId } = await stage.rule({ type: 'monitor', id: monitorId }, { failAfter: 3 });
    await check(stage, monitorId, 'fail');
    await check(stage, monitorId, 'pass');
    await check(stage, monitorId, 'fail');
    await check(stage, monitorId, 'error');
    expect(await incidents(stage)).toEqual([]);
    await check(stage, monitorId, 'fail');
    const openedAt = world.clock.now().toISOString();
    await check(stage, monitorId, 'error');
    const refs = await world.deps.db.selectFrom('monitor_checks').select('id').where('monitor_id', '=', monitorId).orderBy('seq').execute();
    expect(await incidents(stage)).toMatchObject([
      {
        ruleId,
        ruleName: 'Watch',
        openedAt,
        failureCount: 4,
        firstRef: refs[2]?.id,
        lastRef: refs[5]?.id,
        cause: { checkId: refs[5]?.id, status: 'error' },
      },
    ]);
    expect(await types(stage)).toEqual(['opened']);
    expect((await stage.sent())[0]?.message).toMatchObject({
      type: 'incident.opened',
      timestamp: openedAt,
      incident: { state: 'open', openedAt, failureCount: 3 },
      target: { type: 'monitor', id: monitorId, name: 'order_get on Shop' },
      summary: 'order_get on Shop failed 3 times (fail): tool_error: no answer within 30 s',
      url: `http://127.0.0.1:4600/o/${stage.org.slug}/monitors/${monitorId}`,
    });
  });

  test('the message of a run says what failed, and leads to it', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    await stage.rule({ type: 'workflow', id: workflow.id });
    const runId = await run(stage, workflow, 'partial', { classification: 'server' });
    expect((await stage.sent())[0]?.message).toMatchObject({
      organization: { id: stage.org.id, slug: stage.org.slug },
      cause: { runId, checkId: null, status: 'partial', classification: 'server', message: '2 of 3 required criteria did not pass' },
      summary: 'Order lookup failed (partial): 2 of 3 required criteria did not pass',
      url: `http://127.0.0.1:4600/o/${stage.org.slug}/runs/${runId}`,
    });
    const passed = await run(stage, workflow, 'pass');
    expect((await stage.sent())[1]?.message).toMatchObject({
      type: 'incident.recovered',
      incident: { state: 'closed', closedAt: world.clock.now().toISOString(), failureCount: 1 },
      url: `http://127.0.0.1:4600/o/${stage.org.slug}/runs/${passed}`,
    });
  });

  test('recovery is told only when it is wanted', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId }, { notifyRecovery: false });
    await check(stage, monitorId, 'fail');
    await check(stage, monitorId, 'pass');
    expect(await incidents(stage)).toMatchObject([{ state: 'closed', closeReason: 'recovered' }]);
    expect(await types(stage)).toEqual(['opened']);
  });

  test('each rule has its own incident, and a rule on a server one for each workflow and monitor of it', async () => {
    const stage = await world.newStage();
    const [workflow, monitorId] = [await stage.workflow(), await stage.monitor()];
    await stage.rule({ type: 'server', id: stage.serverId }, { name: 'All' });
    await stage.rule({ type: 'monitor', id: monitorId }, { name: 'One', failAfter: 2 });
    // Made after the rule, and watched all the same.
    const later = await stage.monitor();
    await run(stage, workflow, 'fail');
    await check(stage, monitorId, 'fail');
    await check(stage, monitorId, 'fail');
    await check(stage, later, 'error');
    const rows = await incidents(stage);
    expect(rows.map(({ ruleName, targetId }) => `${ruleName} ${targetId}`).toSorted()).toEqual(
      [`All ${workflow.id}`, `All ${monitorId}`, `All ${later}`, `One ${monitorId}`].toSorted(),
    );
    expect(await openIncidentCount(stage.vera)).toBe(4);
  });

  test('what happened before a rule was made is none of its business', async () => {
    const stage = await world.newStage();
    const [workflow, monitorId] = [await stage.workflow(), await stage.monitor()];
    for (let i = 0; i < 3; i += 1) {
      await run(stage, workflow, 'fail');
      await check(stage, monitorId, 'fail');
    }
    world.clock.advance(seconds(1));
    await stage.rule({ type: 'server', id: stage.serverId }, { failAfter: 2 });
    await run(stage, workflow, 'fail');
    await check(stage, monitorId, 'fail');
    expect(await incidents(stage)).toEqual([]);
    await run(stage, workflow, 'fail');
    await check(stage, monitorId, 'fail');
    expect(await incidents(stage)).toMatchObject([{ failureCount: 2 }, { failureCount: 2 }]);
  });

  test('good checks have no news of their own: weeks of them are skipped, but none that failed', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId }, { failAfter: 2 });
    for (let i = 0; i < 5; i += 1) await stage.recordCheck({ monitorId, status: 'pass' });
    await stage.recordCheck({ monitorId, status: 'fail' });
    await stage.recordCheck({ monitorId, status: 'pass' });
    await stage.recordCheck({ monitorId, status: 'fail' });
    // The news of the last one alone arrives.
    await check(stage, monitorId, 'fail');
    expect(await incidents(stage)).toMatchObject([{ failureCount: 2 }]);
  });
});

describe('a workflow with several targets', () => {
  test('counts per target', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow(['lab/one', 'lab/two']);
    await stage.rule({ type: 'workflow', id: workflow.id }, { failAfter: 2 });
    await run(stage, workflow, 'fail', { modelId: 'lab/one' });
    await run(stage, workflow, 'fail', { modelId: 'lab/two' });
    expect(await incidents(stage)).toEqual([]);
    await run(stage, workflow, 'fail', { modelId: 'lab/one' });
    expect(await incidents(stage)).toMatchObject([{ failureCount: 2 }]);
  });

  test('its incident closes when the newest finished run of every current target passes', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow(['lab/one', 'lab/two']);
    await stage.rule({ type: 'workflow', id: workflow.id });
    await run(stage, workflow, 'fail', { modelId: 'lab/one' });
    await run(stage, workflow, 'fail', { modelId: 'lab/two' });
    await run(stage, workflow, 'pass', { modelId: 'lab/one' });
    expect(await incidents(stage)).toMatchObject([{ state: 'open', failureCount: 2 }]);
    await run(stage, workflow, 'pass', { modelId: 'lab/two' });
    expect(await incidents(stage)).toMatchObject([{ state: 'closed' }]);
    expect(await types(stage)).toEqual(['opened', 'recovered']);
  });

  test('a target that was taken out does not hold it open, and its late runs are ignored', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow(['lab/one', 'lab/two']);
    await stage.rule({ type: 'workflow', id: workflow.id });
    await run(stage, workflow, 'fail', { modelId: 'lab/two' });
    await updateWorkflow(stage.ben, { workflowId: workflow.id, testerTargets: [{ modelId: 'lab/one' }] });
    await run(stage, workflow, 'fail', { modelId: 'lab/two' });
    expect(await incidents(stage)).toMatchObject([{ state: 'open', failureCount: 1 }]);
    await run(stage, workflow, 'pass', { modelId: 'lab/one' });
    expect(await incidents(stage)).toMatchObject([{ state: 'closed', closeReason: 'recovered' }]);
  });
});

describe('what is not tested any more', () => {
  test('pausing a workflow closes its incident without a message, and it begins anew when it is resumed', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    await stage.rule({ type: 'workflow', id: workflow.id }, { failAfter: 2 });
    await run(stage, workflow, 'fail');
    await run(stage, workflow, 'fail');
    world.clock.advance(seconds(1));
    await updateWorkflow(stage.ben, { workflowId: workflow.id, state: 'paused' });
    await tellStops(stage);
    expect(await incidents(stage)).toMatchObject([{ state: 'closed', closeReason: 'paused', closedAt: world.clock.now().toISOString() }]);
    await run(stage, workflow, 'fail');
    await run(stage, workflow, 'fail');
    await updateWorkflow(stage.ben, { workflowId: workflow.id, state: 'active' });
    await run(stage, workflow, 'fail');
    expect(await incidents(stage)).toHaveLength(1);
    await run(stage, workflow, 'fail');
    expect(await incidents(stage)).toMatchObject([{ state: 'open', failureCount: 2 }, { state: 'closed' }]);
    expect(await types(stage)).toEqual(['opened', 'opened']);
  });

  test('archiving a workflow does the same, and its rules stay', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    const { id: ruleId } = await stage.rule({ type: 'workflow', id: workflow.id });
    await run(stage, workflow, 'fail');
    await removeWorkflow(stage.ben, { workflowId: workflow.id });
    await tellStops(stage);
    expect(await incidents(stage)).toMatchObject([{ state: 'closed', closeReason: 'archived' }]);
    expect(await getRule(stage.vera, { ruleId })).toMatchObject({ status: 'Watching' });
    expect(await types(stage)).toEqual(['opened']);
  });

  test('archiving a workflow by a change of its state does the same', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    await stage.rule({ type: 'workflow', id: workflow.id });
    await run(stage, workflow, 'fail');
    await updateWorkflow(stage.ben, { workflowId: workflow.id, state: 'archived' });
    await tellStops(stage);
    expect(await incidents(stage)).toMatchObject([{ state: 'closed', closeReason: 'archived' }]);
  });

  test('pausing a monitor closes its incident without a message', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId });
    await check(stage, monitorId, 'fail');
    await updateMonitor(stage.ben, { monitorId, state: 'paused' });
    await tellStops(stage);
    expect(await incidents(stage)).toMatchObject([{ state: 'closed', closeReason: 'paused' }]);
    expect(await types(stage)).toEqual(['opened']);
  });

  test('archiving a server pauses what stands on it, and closes all of it without a message', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    await stage.rule({ type: 'server', id: stage.serverId });
    await run(stage, workflow, 'fail');
    await removeServer(stage.ben, { serverId: stage.serverId, force: true }, workflowUsage);
    await tellStops(stage);
    expect(await incidents(stage)).toMatchObject([{ state: 'closed' }]);
    expect(await types(stage)).toEqual(['opened']);
  });

  test('deleting a monitor deletes its rules, and closes those of its server without a message', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId }, { name: 'One' });
    await stage.rule({ type: 'monitor', id: monitorId }, { name: 'Idle', state: 'paused' });
    await stage.rule({ type: 'server', id: stage.serverId }, { name: 'All' });
    await check(stage, monitorId, 'fail');
    await removeMonitor(stage.ben, { monitorId });
    await tellStops(stage);
    expect((await listRules(stage.vera)).rows.map(({ name }) => name)).toEqual(['All']);
    expect(await incidents(stage)).toMatchObject([{ ruleName: 'All', state: 'closed', closeReason: 'deleted' }]);
    expect((await stage.sent()).filter(({ type }) => type === 'incident.recovered')).toEqual([]);
    const audit = await world.deps.db
      .selectFrom('audit_log')
      .select(['action', 'note'])
      .where('org_id', '=', stage.org.id)
      .where('action', '=', 'alert_rule.remove')
      .execute();
    expect(audit).toEqual([
      { action: 'alert_rule.remove', note: 'its monitor was deleted' },
      { action: 'alert_rule.remove', note: 'its monitor was deleted' },
    ]);
  });

  test('news of a stop that comes late ends what was before it, and only that', async () => {
    const stage = await world.newStage();
    const [workflow, monitorId] = [await stage.workflow(), await stage.monitor()];
    await stage.rule({ type: 'server', id: stage.serverId });
    await run(stage, workflow, 'fail');
    await check(stage, monitorId, 'fail');
    world.clock.advance(seconds(1));
    const at = world.clock.now().toISOString();
    // Paused and resumed; the next failures are heard of before the pause is.
    await run(stage, workflow, 'fail');
    await check(stage, monitorId, 'fail');
    await onWatchedStopped(world.deps, stage.org.id, { objectType: 'workflow', objectId: workflow.id, reason: 'paused', at });
    await onWatchedStopped(world.deps, stage.org.id, { objectType: 'monitor', objectId: monitorId, reason: 'paused', at });
    const rows = await incidents(stage);
    expect(rows.filter(({ state }) => state === 'closed')).toMatchObject([{ closeReason: 'paused' }, { closeReason: 'paused' }]);
    expect(rows.filter(({ state }) => state === 'open')).toMatchObject([{ failureCount: 1 }, { failureCount: 1 }]);
    expect(await types(stage)).toEqual(['opened', 'opened', 'opened', 'opened']);
    // And told once more, nothing happens.
    await onWatchedStopped(world.deps, stage.org.id, { objectType: 'workflow', objectId: workflow.id, reason: 'paused', at });
    await onWatchedStopped(world.deps, stage.org.id, { objectType: 'monitor', objectId: monitorId, reason: 'paused', at });
    expect(await incidents(stage)).toEqual(rows);
  });
});

describe('while muted', () => {
  const soon = (ms: number) => new Date(world.clock.now().getTime() + ms).toISOString();

  test('incidents open and close silently', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId }, { mutedUntil: soon(minutes(10)) });
    await check(stage, monitorId, 'fail');
    expect(await incidents(stage)).toMatchObject([{ state: 'open' }]);
    await check(stage, monitorId, 'pass');
    world.clock.advance(minutes(10));
    await tick();
    expect(await incidents(stage)).toMatchObject([{ state: 'closed', closeReason: 'recovered' }]);
    expect(await types(stage)).toEqual([]);
  });

  test('one that was told before closes silently too', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    const { id: ruleId } = await stage.rule({ type: 'monitor', id: monitorId });
    await check(stage, monitorId, 'fail');
    await updateRule(stage.ben, { ruleId, mutedUntil: soon(minutes(10)) });
    await check(stage, monitorId, 'pass');
    expect(await types(stage)).toEqual(['opened']);
  });

  test('one still open at the end is sent then, once', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId }, { mutedUntil: soon(minutes(10)) });
    await check(stage, monitorId, 'fail');
    await check(stage, monitorId, 'fail');
    await tick();
    expect(await types(stage)).toEqual([]);
    world.clock.advance(minutes(10));
    await tick();
    await tick();
    expect(await types(stage)).toEqual(['opened']);
    expect((await stage.sent())[0]?.message).toMatchObject({ incident: { failureCount: 2 } });
    await check(stage, monitorId, 'fail');
    await check(stage, monitorId, 'pass');
    expect(await types(stage)).toEqual(['opened', 'recovered']);
  });

  test('a failure between the end of the mute and its job tells, and the job then does not', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId }, { mutedUntil: soon(minutes(10)) });
    await check(stage, monitorId, 'fail');
    world.clock.advance(minutes(10));
    await check(stage, monitorId, 'fail');
    await tick();
    expect(await types(stage)).toEqual(['opened']);
  });

  test('a mute that is taken back or made longer moves that end', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    const { id: ruleId } = await stage.rule({ type: 'monitor', id: monitorId }, { mutedUntil: soon(minutes(10)) });
    await check(stage, monitorId, 'fail');
    await updateRule(stage.ben, { ruleId, mutedUntil: soon(minutes(30)) });
    world.clock.advance(minutes(15));
    await tick();
    expect(await types(stage)).toEqual([]);
    await updateRule(stage.ben, { ruleId, mutedUntil: null });
    expect(await types(stage)).toEqual(['opened']);
    world.clock.advance(minutes(30));
    await tick();
    expect(await types(stage)).toEqual(['opened']);
  });
});

describe('repeated messages', () => {
  test('every renotifyMinutes while it is open, once each, also when jobs run twice; missed ones are not made up', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId }, { renotifyMinutes: 5 });
    await check(stage, monitorId, 'fail');
    world.clock.advance(minutes(4));
    await tick();
    expect(await types(stage)).toEqual(['opened']);
    world.clock.advance(minutes(1));
    await tick();
    await check(stage, monitorId, 'fail');
    world.clock.advance(minutes(5));
    await tick();
    expect(await types(stage)).toEqual(['opened', 'renotified', 'renotified']);
    expect((await stage.sent())[2]?.message).toMatchObject({ type: 'incident.renotified', incident: { state: 'open', failureCount: 2 } });
    world.clock.advance(minutes(22));
    await tick();
    expect(await types(stage)).toEqual(['opened', 'renotified', 'renotified', 'renotified']);
    await check(stage, monitorId, 'pass');
    world.clock.advance(minutes(20));
    await tick();
    expect((await types(stage)).slice(4)).toEqual(['recovered']);
  });

  test('not while muted, and not in maintenance', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    const { id: ruleId } = await stage.rule({ type: 'monitor', id: monitorId }, { renotifyMinutes: 5 });
    await check(stage, monitorId, 'fail');
    await updateRule(stage.ben, { ruleId, mutedUntil: new Date(world.clock.now().getTime() + minutes(7)).toISOString() });
    world.clock.advance(minutes(5));
    await tick();
    expect(await types(stage)).toEqual(['opened']);
    world.clock.advance(minutes(4));
    const now = world.clock.now();
    await stage.maintenance(now, new Date(now.getTime() + minutes(2)));
    world.clock.advance(minutes(1));
    await tick();
    expect(await types(stage)).toEqual(['opened']);
    world.clock.advance(minutes(5));
    await tick();
    expect(await types(stage)).toEqual(['opened', 'renotified']);
  });

  test('another interval counts from the change; none ends it', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    const { id: ruleId } = await stage.rule({ type: 'monitor', id: monitorId });
    await check(stage, monitorId, 'fail');
    await updateRule(stage.ben, { ruleId, renotifyMinutes: 10 });
    world.clock.advance(minutes(10));
    await tick();
    expect(await types(stage)).toEqual(['opened', 'renotified']);
    await updateRule(stage.ben, { ruleId, renotifyMinutes: null });
    world.clock.advance(minutes(60));
    await tick();
    expect(await types(stage)).toEqual(['opened', 'renotified']);
  });
});

describe('in maintenance', () => {
  test('outcomes neither count nor close, for checks and runs alike', async () => {
    const stage = await world.newStage();
    const [workflow, monitorId] = [await stage.workflow(), await stage.monitor()];
    await stage.rule({ type: 'server', id: stage.serverId }, { failAfter: 2 });
    await run(stage, workflow, 'fail');
    await check(stage, monitorId, 'fail');
    const from = world.clock.now();
    await stage.maintenance(new Date(from.getTime() + 1), new Date(from.getTime() + minutes(10)));
    await run(stage, workflow, 'fail');
    await run(stage, workflow, 'pass');
    await check(stage, monitorId, 'fail', { inMaintenance: true });
    await check(stage, monitorId, 'pass', { inMaintenance: true });
    expect(await incidents(stage)).toEqual([]);
    world.clock.advance(minutes(10));
    await run(stage, workflow, 'fail');
    await check(stage, monitorId, 'fail');
    expect(await incidents(stage)).toMatchObject([{ failureCount: 2 }, { failureCount: 2 }]);
  });

  test('a run that began in it is part of it', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    await stage.rule({ type: 'workflow', id: workflow.id });
    const from = world.clock.now();
    await stage.maintenance(from, new Date(from.getTime() + seconds(30)));
    world.clock.advance(minutes(1));
    await run(stage, workflow, 'fail', { startedAt: new Date(from.getTime() + seconds(10)) });
    expect(await incidents(stage)).toEqual([]);
  });

  test('the end of a mute within it tells nothing; the next failure after it does', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    await stage.rule({ type: 'monitor', id: monitorId }, { mutedUntil: new Date(world.clock.now().getTime() + minutes(5)).toISOString() });
    await check(stage, monitorId, 'fail');
    const now = world.clock.now();
    await stage.maintenance(now, new Date(now.getTime() + minutes(20)));
    world.clock.advance(minutes(5));
    await tick();
    expect(await types(stage)).toEqual([]);
    world.clock.advance(minutes(20));
    await check(stage, monitorId, 'fail');
    expect(await types(stage)).toEqual(['opened']);
  });
});

describe('who may', () => {
  test('vera sees incidents, eve sees none and is told that the filters name nothing', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    const { id: ruleId } = await stage.rule({ type: 'monitor', id: monitorId });
    await check(stage, monitorId, 'fail');
    await check(stage, monitorId, 'pass');
    await check(stage, monitorId, 'fail');
    expect((await listIncidents(stage.vera, { state: 'open' })).rows).toMatchObject([{ ruleId, state: 'open' }]);
    expect((await listIncidents(stage.vera, { ruleId, pageSize: 1, page: 2 })).rows).toMatchObject([{ state: 'closed' }]);
    expect((await listIncidents(stage.vera, { targetId: monitorId })).total).toBe(2);
    expect((await listIncidents(stage.eve)).total).toBe(0);
    expect(await openIncidentCount(stage.eve)).toBe(0);
    await expect(listIncidents(stage.eve, { ruleId })).rejects.toMatchObject({ fieldErrors: [{ field: 'ruleId' }] });
    await expect(listIncidents(stage.eve, { targetId: monitorId })).rejects.toMatchObject({ fieldErrors: [{ field: 'targetId' }] });
    await expect(listIncidents(stage.vera, { state: 'muted' })).rejects.toMatchObject({ fieldErrors: [{ field: 'state' }] });
  });

  test("news under another organization's name does nothing", async () => {
    const [stage, other] = [await world.newStage(), await world.newStage()];
    const [workflow, monitorId] = [await stage.workflow(), await stage.monitor()];
    await stage.rule({ type: 'server', id: stage.serverId });
    const runId = await stage.endRun({ workflow, status: 'fail' });
    const seq = await stage.recordCheck({ monitorId, status: 'fail' });
    await onRunFinished(world.deps, other.org.id, { runId, status: 'fail' });
    await onCheckRecorded(world.deps, other.org.id, { monitorId, serverId: stage.serverId, seq, status: 'fail' });
    await onWatchedStopped(world.deps, other.org.id, { objectType: 'monitor', objectId: monitorId, reason: 'deleted' });
    expect(await incidents(stage)).toEqual([]);
    expect((await listRules(stage.vera)).total).toBe(1);
  });
});
