// run_workflow_now with its options, and what is noted of every call.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { eventExporter, settleEvents } from '#modules/analytics';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeRepairWorld } from './repair-world.ts';
import type { RepairWorld } from './repair-world.ts';

const WAIT_SECONDS = 20;

let world: RepairWorld;
beforeAll(async () => {
  world = await makeRepairWorld({ settings: { runWaitSeconds: WAIT_SECONDS } });
});
afterAll(() => world.close());

describe('run_workflow_now', () => {
  test('answers at once, and the same runs for the same key', async () => {
    const shop = await world.newShop();
    const { id: workflowId } = await shop.workflow();
    const agent = await world.agentOf(shop.ben);
    const first = await agent.call('run_workflow_now', { workflowId, idempotencyKey: 'once' });
    expect(first).toEqual({
      runId: first.runs[0].runId,
      runs: [
        { runId: first.runId, modelId: 'script/steps', status: 'pending', deduplicated: false, url: expect.stringContaining(first.runId) },
      ],
      results: null,
      trial: null,
    });
    const again = await agent.call('run_workflow_now', { workflowId, idempotencyKey: 'once' });
    expect(again.runs).toMatchObject([{ runId: first.runId, deduplicated: true }]);
    const forced = await agent.call('run_workflow_now', { workflowId, idempotencyKey: 'once', forceNewRun: true });
    expect(forced.runId).not.toBe(first.runId);
    await world.play();
  });

  test('with wait answers what inspect_run shows of each, in order', async () => {
    const shop = await world.newShop();
    const { id: workflowId } = await shop.workflow();
    const agent = await world.agentOf(shop.ben);
    const waiting = agent.call('run_workflow_now', { workflowId, wait: true });
    await world.playNext(1);
    const answer = await waiting;
    expect(answer.runs).toMatchObject([{ status: 'pass' }]);
    expect(answer.results).toEqual([await agent.call('inspect_run', { runId: answer.runId })]);
  });

  test('gives up waiting when the time is over, says how far the runs are, and lets them go on', async () => {
    const shop = await world.newShop();
    const { id: workflowId } = await shop.workflow();
    const agent = await world.agentOf(shop.ben);
    const sleepers = world.clock.sleepers;
    const waiting = agent.refused('run_workflow_now', { workflowId, wait: true });
    await expect.poll(() => world.clock.sleepers, { timeout: 10_000 }).toBeGreaterThan(sleepers);
    world.clock.advance(seconds(WAIT_SECONDS));
    const refused = await waiting;
    const [run] = refused.data.details.runs;
    expect(refused).toMatchObject({ code: -32000, data: { code: 'run_wait_timeout', details: { runs: [{ status: 'pending' }] } } });
    await world.play();
    expect(await agent.call('inspect_run', { runId: run.runId })).toMatchObject({ run: { status: 'pass' } });
  });

  test('tries a proposal beside the current version, which stays as it is', async () => {
    const shop = await world.newShop();
    const { workflowId, versionId, runId } = await world.failing(shop);
    const agent = await world.agentOf(shop.ben);
    const { proposalId } = await agent.call('propose_workflow_patch', {
      workflowId,
      baseVersionId: versionId,
      rationale: 'The script never lists the orders; let it.',
      changes: { prompt: '1. call order_get with {"orderId": "4711"}\n2. call order_list\nanswer The order is ${1.status}.' },
    });
    const waiting = agent.call('run_workflow_now', { workflowId, proposalId, wait: true });
    await world.playNext(1);
    const trial = await waiting;
    expect(trial).toMatchObject({
      runs: [{ status: 'pass' }],
      results: [{ run: { trial: { proposalId }, version: { number: null } } }],
      trial: {
        proposalId,
        verdict: 'passed',
        runs: [{ runId: trial.runId, trial: { proposalId } }],
        current: [{ runId, status: 'partial', trial: null }],
      },
    });
    expect(await agent.call('get_workflow', { workflowId })).toMatchObject({ version: { id: versionId, number: 1 }, isCurrent: true });
    const { workflows } = await agent.call('list_workflows');
    expect(workflows).toMatchObject([{ workflowId, lastRun: { runId, status: 'partial' } }]);
    const applied = await agent.call('apply_workflow_change', { proposalId, approvedBy: 'Ada' });
    expect(applied).toMatchObject({ workflowId, version: { number: 2 }, created: false, trial: 'passed', diff: [{ path: 'prompt' }] });
    const { rows } = await listAuditLog(shop.ada, { action: 'proposal.apply' });
    expect(rows).toMatchObject([{ actor: { type: 'key' }, after: { approvedBy: 'Ada' } }]);
  });

  test('refuses a proposal for another workflow', async () => {
    const shop = await world.newShop();
    const [one, other] = [await world.failing(shop), await world.failing(shop)];
    const agent = await world.agentOf(shop.ben);
    const { proposalId } = await agent.call('propose_workflow_patch', {
      workflowId: one.workflowId,
      baseVersionId: one.versionId,
      rationale: 'The name says too little about it.',
      changes: { name: 'Orders' },
    });
    expect(await agent.refused('run_workflow_now', { workflowId: other.workflowId, proposalId })).toMatchObject({
      data: { code: 'validation_failed', details: { fieldErrors: [{ field: 'proposalId' }] } },
    });
  });
});

describe('of every call', () => {
  const eventsOf = async (ctx: Ctx) => {
    await settleEvents(world.deps);
    const events = [];
    for await (const event of eventExporter.objects(ctx)) events.push(event);
    return events;
  };

  test('what the agent says of itself is noted and never reaches the tool', async () => {
    const shop = await world.newShop();
    const agent = await world.agentOf(shop.vera);
    const telemetry = { intent: 'find out why the refund test fails', context: 'newest first', frustration_level: 'medium' };
    const aliases = { user_intent: telemetry.intent, agent_thinking: telemetry.context, user_frustration: telemetry.frustration_level };
    expect(await agent.call('search_runs', { telemetry })).toEqual(await agent.call('search_runs', { telemetry: aliases }));
    const [event, ...others] = await eventsOf(shop.ada);
    expect(event).toMatchObject({
      source: 'armature-repair-api',
      eventKind: 'tool_call',
      actorId: expect.stringMatching(/^key_/),
      ok: true,
      error: null,
      metadata: { tool_name: 'search_runs', ...aliases },
    });
    expect(others).toMatchObject([{ metadata: event?.['metadata'] }]);
  });

  test('also of one that failed or was refused its code is noted, and of one with a secret nothing that was said', async () => {
    const shop = await world.newShop();
    const agent = await world.agentOf(shop.vera);
    const telemetry = { intent: 'mend it' };
    await agent.refused('inspect_run', { runId: 'run_never', telemetry });
    world.clock.advance(1);
    await agent.refused('apply_workflow_change', { proposalId: 'prop_x', telemetry });
    world.clock.advance(1);
    await agent.refused('inspect_run', { runId: `ghp_${'a1B2'.repeat(10)}`, telemetry });
    const events = await eventsOf(shop.ada);
    expect(events).toMatchObject([
      { ok: false, error: 'run_not_found', metadata: { tool_name: 'inspect_run', user_intent: 'mend it' } },
      { ok: false, error: 'forbidden_role', metadata: { tool_name: 'apply_workflow_change' } },
      { ok: false, error: 'secret_in_arguments', metadata: { tool_name: 'inspect_run' } },
    ]);
    expect(events[2]?.['metadata']).toEqual({ tool_name: 'inspect_run' });
  });

  test.each([
    ['telemetry.intent', { intent: 'x'.repeat(501) }],
    ['telemetry.context', { context: 'x'.repeat(2001) }],
    ['telemetry.frustration_level', { frustration_level: 'furious' }],
    ['telemetry.mood', { mood: 'fine' }],
    ['telemetry', 'a sentence'],
  ])('a bad %s is refused', async (field, telemetry) => {
    const agent = await world.agentOf((await world.newShop()).vera);
    expect(await agent.refused('search_runs', { telemetry })).toMatchObject({
      code: -32602,
      data: { code: 'validation_failed', details: { fieldErrors: [{ field }] } },
    });
  });
});
