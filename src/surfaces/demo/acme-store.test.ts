// The demo store through our own door, in both eras.
import { describe, expect, it } from 'vitest';
import type { Clock } from '#platform/clock';
import { createMcpDoor } from '#platform/mcp/door';
import type { CallOutcome, McpSession } from '#platform/mcp/mcp';
import { createAcmeStore } from './acme-store.ts';
import { MAX_ORDERS } from './orders.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const waits: number[] = [];
const clock: Clock = {
  now: () => new Date(),
  sleep: async (ms) => {
    waits.push(ms);
  },
};

async function shop(era: 'auto' | 'legacy' = 'auto'): Promise<McpSession> {
  const store = createAcmeStore({ clock });
  const door = createMcpDoor({ fetch: (url, init) => store(new Request(url, init)), clock, log: silent });
  const connected = await door.connect({
    url: 'http://acme.test/mcp',
    transport: 'streamable_http',
    headers: {},
    hasCredential: false,
    timeoutMs: 5000,
    protocolEra: era,
    clientName: 'armature-tester',
  });
  if (!connected.ok) throw new Error(connected.error.message);
  return connected.value;
}

/** Calls with the tool's own definition, so that its output schema is enforced. */
async function use(session: McpSession, name: string, args: Record<string, unknown>): Promise<CallOutcome> {
  const listed = await session.listCatalog();
  const tool = listed.ok ? listed.value.tools.find((known) => known.name === name) : undefined;
  if (!tool) throw new Error(`no tool ${name}`);
  return (await session.callTool({ name, arguments: args, tool })).outcome;
}

describe('the demo store', () => {
  it.each(['auto', 'legacy'] as const)('lists the same well-described catalog to a client that speaks %s', async (era) => {
    const session = await shop(era);
    const listed = await session.listCatalog();
    if (!listed.ok) throw new Error(listed.error.message);
    expect(session.era).toBe(era === 'auto' ? 'modern' : 'legacy');
    expect(session.findings).toEqual([]);
    expect(listed.value.tools.map(({ name }) => name)).toEqual([
      'list_products',
      'get_product',
      'search_products',
      'create_order',
      'get_order',
      'cancel_order',
      'get_order_total',
      'export_report',
      'get_shipping_quote',
    ]);
    for (const tool of listed.value.tools)
      expect(tool).toMatchObject({
        description: expect.stringMatching(/\.$/),
        outputSchema: { type: 'object' },
        annotations: { readOnlyHint: expect.any(Boolean) },
      });
    expect(listed.value.tools.filter(({ annotations }) => annotations?.destructiveHint).map(({ name }) => name)).toEqual(['cancel_order']);
    expect(listed.value.resources).toHaveLength(3);
    expect(listed.value.prompts).toHaveLength(1);
  });

  it('adds up an order rightly in every region but one', async () => {
    const session = await shop();
    const taxes: Record<string, unknown> = {};
    for (const region of ['US-OR', 'DE', 'GB', 'JP', 'CA-QC']) {
      const placed = await use(session, 'create_order', { region, lines: [{ productId: 'P-100', quantity: 10 }] });
      const id = placed.kind === 'ok' ? (placed.structuredContent as { id: string }).id : '';
      const total = await use(session, 'get_order_total', { orderId: id });
      taxes[region] = total.kind === 'ok' ? (total.structuredContent as { tax: number }).tax : total;
    }
    // 14.975 % of 240 would be 35.94: the planted fault.
    expect(taxes).toEqual({ 'US-OR': 0, DE: 45.6, GB: 48, JP: 24, 'CA-QC': 12 });
  });

  it('cancels an order for good', async () => {
    const session = await shop();
    await use(session, 'cancel_order', { orderId: 'ORD-1001' });
    expect(await use(session, 'get_order', { orderId: 'ORD-1001' })).toMatchObject({
      kind: 'ok',
      structuredContent: { status: 'cancelled' },
    });
  });

  it('fails in the course of business with a marked result', async () => {
    const session = await shop();
    expect(await use(session, 'get_shipping_quote', { region: 'DE' })).toMatchObject({ kind: 'ok', structuredContent: { price: 4.9 } });
    expect(await use(session, 'get_shipping_quote', { region: 'JP' })).toMatchObject({ kind: 'tool_error' });
    expect(await use(session, 'get_order', { orderId: 'ORD-9' })).toMatchObject({ kind: 'tool_error' });
    expect(await use(session, 'create_order', { region: 'DE', lines: [{ productId: 'P-102', quantity: 1 }] })).toMatchObject({
      kind: 'tool_error',
    });
  });

  it('refuses wrong arguments by field', async () => {
    const session = await shop();
    expect(await use(session, 'create_order', { region: 'DE', lines: [{ productId: 'P-100', quantity: 0 }] })).toMatchObject({
      kind: 'protocol_error',
      code: -32602,
      data: { code: 'validation_failed', details: { fieldErrors: [{ field: 'lines[0].quantity' }] } },
    });
  });

  it('takes its time for a report', async () => {
    expect(await use(await shop(), 'export_report', {})).toMatchObject({ kind: 'ok', structuredContent: { rows: 7 } });
    expect(waits).toContain(1500);
  });

  it('forgets the oldest orders of its callers, never its own two', async () => {
    const session = await shop();
    for (let count = 0; count < MAX_ORDERS; count += 1) {
      await session.callTool({ name: 'create_order', arguments: { region: 'DE', lines: [{ productId: 'P-100', quantity: 1 }] } });
    }
    expect(await use(session, 'get_order', { orderId: 'ORD-1003' })).toMatchObject({ kind: 'tool_error' });
    expect(await use(session, 'get_order', { orderId: `ORD-${1002 + MAX_ORDERS}` })).toMatchObject({ kind: 'ok' });
    expect(await use(session, 'get_order', { orderId: 'ORD-1002' })).toMatchObject({ kind: 'ok' });
  });
});
