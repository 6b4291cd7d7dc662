// A server changes under a workflow that passed: the next run says so, names the change, and asks for a sync.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updateWorkflow } from '#modules/workflows';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld } from '#test/run-world';
import { compareRuns, executeRun, getRun, listToolCalls, startRuns } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const found = {
  criteria: [{ kind: 'check', check: { kind: 'tool_result', tool: 'order_get', jsonpath: '$.status', equals: 'paid' } }],
  testerPrompt: '1. call order_get with {"orderId": "1"}\nanswer looked',
};

test('a changed test blames the test; a breaking change of a used tool blames the schema', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow(found);
  const run = async () => {
    const { runId } = await startRuns(shop.ben, { workflowId: id, forceNewRun: true });
    await executeRun(world.deps, runId, go);
    world.clock.advance(1000);
    return getRun(shop.vera, { runId });
  };
  const good = await run();
  expect(good.status).toBe('pass');

  await updateWorkflow(shop.ben, {
    workflowId: id,
    criteria: [{ kind: 'check', check: { kind: 'tool_result', tool: 'order_get', jsonpath: '$.status', equals: 'sent' } }],
  });
  const edited = await run();
  expect(edited).toMatchObject({ status: 'fail', classification: 'test', baselineRunId: good.runId });
  expect(edited.classificationEvidence[0]).toMatchObject({ type: 'version', id: edited.version.id });
  expect((await compareRuns(shop.vera, { runId: edited.runId })).workflowDiff.length).toBeGreaterThan(0);

  await updateWorkflow(shop.ben, { workflowId: id, criteria: found.criteria });
  world.mcp.changeOrderGet();
  const queued = world.queued.length;
  const broken = await run();
  const calls = await listToolCalls(shop.vera, { runId: broken.runId });
  expect(broken).toMatchObject({ status: 'fail', classification: 'schema', baselineRunId: good.runId });
  expect(broken.classificationEvidence).toContainEqual({
    type: 'call',
    id: calls[0]?.callId,
    note: 'order_get: breaking change of inputSchema.properties.verbose',
  });
  expect(world.queued.slice(queued)).toContainEqual(
    expect.objectContaining({ name: 'server.sync', payload: { orgId: shop.org.id, serverId: shop.serverId, trigger: 'run' } }),
  );
});
