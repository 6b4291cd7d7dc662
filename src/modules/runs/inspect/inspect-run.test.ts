// One run at once: criteria, calls, evaluation; and that what strangers wrote stays data, and small.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#kernel/ids';
import { jsonText } from '#platform/db/schema';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { INJECTION } from '#test/shop-server';
import { executeRun, inspectRun, startRuns } from '../index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;

async function start(shop: Shop, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id } = await shop.workflow(changes);
  return (await startRuns(shop.ben, { workflowId: id, forceNewRun: true })).runId;
}

async function runOnce(shop: Shop, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const runId = await start(shop, changes);
  await executeRun(world.deps, runId, go);
  return runId;
}

/** Calls and their answers behind those the run made, written straight into its trace. */
async function addCalls(
  shop: Shop,
  runId: string,
  calls: readonly { readonly arguments?: unknown; readonly text?: string; readonly structured?: unknown }[],
) {
  const rows = calls.flatMap(({ arguments: args = {}, text = 'fine', structured }, index) => {
    const callId = newId('call');
    const same = { run_id: runId, org_id: shop.org.id, attempt: 1, at: world.clock.now() };
    const result = {
      callId,
      tool: 'order_get',
      isError: false,
      outcome: 'ok',
      content: [{ type: 'text', text }],
      ...(structured === undefined ? {} : { structuredContent: structured }),
      bytes: 1,
      truncated: false,
      durationMs: 1,
    };
    return [
      {
        ...same,
        id: newId('evt'),
        seq: 1000 + 2 * index,
        type: 'tool_call',
        data: jsonText({ callId, tool: 'order_get', arguments: args }),
      },
      { ...same, id: newId('evt'), seq: 1001 + 2 * index, type: 'tool_result', data: jsonText(result) },
    ];
  });
  for (let i = 0; i < rows.length; i += 100)
    await world.deps.db
      .insertInto('run_events')
      .values(rows.slice(i, i + 100))
      .execute();
}

test('shows prompt, verdicts with their evidence, and calls with what came back', async () => {
  const shop = await world.newShop();
  const runId = await runOnce(shop);
  const shown = await inspectRun(shop.vera, { runId });
  expect(shown.run).toMatchObject({
    runId,
    status: 'pass',
    finalAnswer: 'The order is paid.',
    attempts: [{ attempt: 1 }],
    version: { number: 1 },
  });
  expect(shown.run.prompt).toContain('call order_get');
  expect(shown.criteria).toMatchObject([
    { position: 1, kind: 'check', verdict: 'pass', evidence: [{ eventId: shown.toolCalls[0]?.eventId }] },
    { position: 2, verdict: 'pass' },
  ]);
  expect(shown.toolCalls).toMatchObject([
    { tool: 'order_get', arguments: { orderId: '4711' }, isError: false, blocked: false, durationMs: expect.any(Number) },
  ]);
  expect(shown.toolCalls[0]?.resultExcerpt).toContain('{"status":"paid"}');
  expect(shown).toMatchObject({ evaluation: null, classificationEvidence: [], truncated: false });
  expect(await inspectRun(shop.vera, { runId: runId.slice('run_'.length) })).toEqual(shown);
});

test('a blocked call shows the rule that stopped it, a failed one what the server said', async () => {
  const shop = await world.newShop();
  const runId = await runOnce(shop, { testerPrompt: '1. call order_delete with {"orderId": "1"}\n2. call broken\nanswer done' });
  const { toolCalls } = await inspectRun(shop.vera, { runId });
  expect(toolCalls).toMatchObject([
    {
      tool: 'order_delete',
      blocked: true,
      isError: true,
      durationMs: null,
      resultExcerpt: expect.stringContaining('allow_destructive: false'),
    },
    { tool: 'broken', blocked: false, isError: true, resultExcerpt: 'the shop is closed' },
  ]);
});

test('what a hostile server says is text in its place', async () => {
  const shop = await world.newShop();
  const runId = await runOnce(shop, { testerPrompt: '1. call hostile\nanswer done' });
  const { toolCalls } = await inspectRun(shop.vera, { runId });
  expect(toolCalls.map(({ resultExcerpt }) => resultExcerpt)).toEqual([INJECTION]);
});

test('large results and arguments are cut to 4 KiB each, and the answer says so', async () => {
  const shop = await world.newShop();
  const runId = await runOnce(shop);
  await addCalls(shop, runId, [
    { text: '漢'.repeat(80_000) },
    { structured: { list: Array.from({ length: 5_000 }, (_, index) => ({ index, note: 'x'.repeat(40) })) } },
    { arguments: { text: 'y'.repeat(100_000) } },
    { text: 'short' },
  ]);
  const { toolCalls, truncated } = await inspectRun(shop.vera, { runId });
  expect(truncated).toBe(true);
  expect(toolCalls).toHaveLength(5);
  for (const { resultExcerpt, arguments: args } of toolCalls) {
    expect(Buffer.byteLength(resultExcerpt)).toBeLessThanOrEqual(4096);
    expect(JSON.stringify(args).length).toBeLessThan(4200);
  }
  expect(toolCalls[1]?.resultExcerpt).toMatch(/^漢+… \[cut\]$/);
  expect(toolCalls[2]?.resultExcerpt).toContain('"note"');
  expect(toolCalls[4]?.resultExcerpt).toBe('short');
});

test('of very many calls the first 200 are shown', async () => {
  const shop = await world.newShop();
  const runId = await runOnce(shop);
  await addCalls(
    shop,
    runId,
    Array.from({ length: 199 }, (_, index) => ({ arguments: { index } })),
  );
  const whole = await inspectRun(shop.vera, { runId });
  expect([whole.toolCalls.length, whole.truncated]).toEqual([200, false]);
  const other = await runOnce(shop);
  await addCalls(
    shop,
    other,
    Array.from({ length: 400 }, (_, index) => ({ arguments: { index } })),
  );
  const cut = await inspectRun(shop.vera, { runId: other });
  expect([cut.toolCalls.length, cut.truncated]).toEqual([200, true]);
  expect(cut.toolCalls.map((call) => call.arguments).slice(1)).toEqual(Array.from({ length: 199 }, (_, index) => ({ index })));
  expect(cut.toolCalls.every(({ resultExcerpt, durationMs }) => resultExcerpt !== '' && durationMs !== null)).toBe(true);
});

test('a waiting run has its criteria without verdicts; an expired one keeps verdicts without calls', async () => {
  const shop = await world.newShop();
  const waiting = await inspectRun(shop.vera, { runId: await start(shop) });
  expect(waiting).toMatchObject({ run: { status: 'pending', queuePosition: 1 }, toolCalls: [], truncated: false });
  expect(waiting.criteria.map(({ verdict }) => verdict)).toEqual([null, null]);
  const runId = await runOnce(shop);
  await world.deps.db.deleteFrom('run_events').where('run_id', '=', runId).execute();
  await world.deps.db
    .updateTable('runs')
    .set({ trace_expired_at: world.clock.now(), final_answer: null })
    .where('id', '=', runId)
    .execute();
  const expired = await inspectRun(shop.vera, { runId });
  expect(expired).toMatchObject({ run: { traceExpired: true, finalAnswer: null }, toolCalls: [], truncated: true });
  expect(expired.criteria.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
});

test('eve cannot see it, and what is no run is none', async () => {
  const shop = await world.newShop();
  const runId = await start(shop);
  await expect(inspectRun(shop.eve, { runId })).rejects.toMatchObject({ code: 'not_found', thing: 'run' });
  await expect(inspectRun(shop.vera, { runId: 'run_nothing' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(inspectRun(shop.vera, { runId, more: true })).rejects.toMatchObject({ fieldErrors: [{ field: 'more' }] });
});
