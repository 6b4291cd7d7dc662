// Events are stored redacted, bounded and in order, or not at all; and read back a piece at a time.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Deps } from '#platform/ctx';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { MCP_CONNECTED, RUN_STARTED, toolResult } from '#test/trace-events';
import { getTrace, startRuns } from '../index.ts';
import { LeaseLost } from './event-writer.ts';
import { openTrace } from './trace.ts';
import type { Trace, TraceOwner } from './trace.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

/** A run whose claim is held by the test itself. */
async function claimed(shop: Shop, deps: Deps = world.deps): Promise<{ trace: Trace; owner: TraceOwner }> {
  const { id } = await shop.workflow();
  const { runId } = await startRuns(shop.ben, { workflowId: id, forceNewRun: true });
  await world.deps.db.updateTable('runs').set({ status: 'running', fence: 3, attempt: 1 }).where('id', '=', runId).execute();
  const owner = { runId, orgId: shop.org.id, fence: 3, attempt: 1 };
  return { trace: await openTrace(deps, owner, { isNew: true }), owner };
}

test('what is appended at once is numbered without a gap', async () => {
  const shop = await world.newShop();
  const { trace, owner } = await claimed(shop);
  await Promise.all(Array.from({ length: 30 }, (_, i) => trace.append('server_notification', { method: `n${i}`, params: null })));
  await trace.flush();
  const { events } = await getTrace(shop.vera, { runId: owner.runId });
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  expect(events.map(({ data }) => ('method' in data ? data.method : ''))).toEqual(Array.from({ length: 30 }, (_, i) => `n${i}`));
});

test('an old fence and a finished run take no event', async () => {
  const shop = await world.newShop();
  const { trace, owner } = await claimed(shop);
  await trace.append('run_started', RUN_STARTED);
  await trace.flush();
  await world.deps.db.updateTable('runs').set({ fence: 4 }).where('id', '=', owner.runId).execute();
  await expect(trace.append('tool_call', { callId: 'call_1', tool: 'order_get', arguments: {} })).rejects.toThrow(LeaseLost);
  await expect(trace.append('mcp_connected', MCP_CONNECTED)).rejects.toThrow(LeaseLost);
  await expect(trace.attach({ name: 'x', kind: 'image', mimeType: 'image/png', bytes: 1, base64: 'AA==' })).rejects.toThrow(LeaseLost);
  await world.deps.db.updateTable('runs').set({ status: 'pass' }).where('id', '=', owner.runId).execute();
  const late = await openTrace(world.deps, { ...owner, fence: 4 }, { isNew: false });
  await late.append('mcp_connected', MCP_CONNECTED);
  await expect(late.flush()).rejects.toThrow(LeaseLost);
  expect((await getTrace(shop.vera, { runId: owner.runId })).events).toHaveLength(1);
});

test('a tool call is on record before its append resolves, with all that came before it', async () => {
  const shop = await world.newShop();
  const { trace, owner } = await claimed(shop);
  await trace.append('run_started', RUN_STARTED);
  await trace.append('tool_call', { callId: 'call_1', tool: 'order_get', arguments: {} });
  const stored = await world.deps.db.selectFrom('run_events').select('type').where('run_id', '=', owner.runId).orderBy('seq').execute();
  expect(stored.map(({ type }) => type)).toEqual(['run_started', 'tool_call']);
});

test('secrets are redacted by shape and by value before anything is stored', async () => {
  const shop = await world.newShop();
  await world.deps.vault.put(world.deps.db, shop.org.id, 'hunter2-hunter2');
  const { trace, owner } = await claimed(shop);
  const text = 'ghp_0123456789abcdefghijklmnopqrstuvwxyzAB and hunter2-hunter2';
  const event = await trace.append(
    'tool_result',
    toolResult('call_1', { content: [{ type: 'text', text }], structuredContent: { password: 'x', nested: [text] } }),
  );
  await trace.flush();
  const stored = await world.deps.db.selectFrom('run_events').select('data').where('run_id', '=', owner.runId).execute();
  for (const seen of [JSON.stringify(event), JSON.stringify(stored)]) {
    expect(seen).not.toMatch(/ghp_|hunter2/);
    expect(seen).toContain('[redacted:');
  }
});

test('when redaction cannot be done, nothing from outside is stored', async () => {
  const shop = await world.newShop();
  const broken: Deps = { ...world.deps, vault: { ...world.deps.vault, valuesOf: () => Promise.reject(new Error('no key')) } };
  const { trace } = await claimed(shop, broken);
  const event = await trace.append(
    'tool_result',
    toolResult('call_1', { content: [{ type: 'text', text: 'private' }], structuredContent: { a: 'private' }, tool: 'private' }),
  );
  expect(JSON.stringify(event)).not.toContain('private');
  expect(event.data).toMatchObject({ callId: 'call_1', outcome: 'ok', content: [{ type: 'text', text: '[redaction failed]' }] });
  expect(await trace.redactText('private')).toBe('[redaction failed]');
});

test('a huge result is cut and marked; what PostgreSQL refuses is replaced', async () => {
  const shop = await world.newShop();
  const { trace, owner } = await claimed(shop);
  await trace.append(
    'tool_result',
    toolResult('call_1', { content: Array.from({ length: 100 }, () => ({ type: 'text', text: 'long words '.repeat(2000) })) }),
  );
  await trace.append('tool_result', toolResult('call_2', { content: [{ type: 'text', text: 'half a \ud800 character' }] }));
  await trace.flush();
  const { events } = await getTrace(shop.vera, { runId: owner.runId });
  expect(events[0]?.data).toMatchObject({ truncated: true });
  expect(JSON.stringify(events[0]).length).toBeLessThan(300_000);
  expect(events[1]?.data).toMatchObject({ truncated: false, content: [{ text: 'half a \ufffd character' }] });
});

test('a trace is read by type, after a number, and in pieces that say where to go on', async () => {
  const shop = await world.newShop();
  const { trace, owner } = await claimed(shop);
  await trace.append('run_started', RUN_STARTED);
  for (let i = 0; i < 5; i += 1) await trace.append('server_notification', { method: `n${i}`, params: null });
  await trace.flush();
  const read = async (query: object) => {
    const { events, nextAfterSeq } = await getTrace(shop.vera, { runId: owner.runId, ...query });
    return [events.map(({ seq }) => seq), nextAfterSeq];
  };
  expect(await read({ limit: 2 })).toEqual([[1, 2], 2]);
  expect(await read({ limit: 2, afterSeq: 4 })).toEqual([[5, 6], undefined]);
  expect(await read({ limit: 6 })).toEqual([[1, 2, 3, 4, 5, 6], undefined]);
  expect(await read({ type: 'run_started' })).toEqual([[1], undefined]);
  expect(await read({ attempt: 2 })).toEqual([[], undefined]);
  await expect(getTrace(shop.vera, { runId: owner.runId, type: 'gossip' })).rejects.toMatchObject({ fieldErrors: [{ field: 'type' }] });
  await expect(getTrace(shop.vera, { runId: owner.runId, limit: 1001 })).rejects.toMatchObject({ fieldErrors: [{ field: 'limit' }] });
});

test('a page of very large events ends early and can be continued', async () => {
  const shop = await world.newShop();
  const { trace, owner } = await claimed(shop);
  const big = [{ type: 'text', text: 'long words '.repeat(22_000) }];
  for (let i = 0; i < 130; i += 1) await trace.append('tool_result', toolResult(`call_${i}`, { content: big }));
  await trace.flush();
  const first = await getTrace(shop.vera, { runId: owner.runId, limit: 1000 });
  expect(first.events.length).toBeLessThan(130);
  expect(first.nextAfterSeq).toBe(first.events.length);
  const second = await getTrace(shop.vera, { runId: owner.runId, limit: 1000, afterSeq: first.nextAfterSeq ?? 0 });
  expect(first.events.length + second.events.length).toBe(130);
});
