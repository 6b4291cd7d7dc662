// What strangers' schemas and long lists may cost one call.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { createMonitors, listMonitors, suggestMonitors } from './index.ts';

let world: RunWorld;
let target: ListingServer;
let shop: Shop;
let mcpServerId: string;
beforeAll(async () => {
  world = await makeRunWorld();
  target = await startListingServer();
  target.offer({
    tools: ['a', 'b', 'c'].map((name) => ({
      name,
      inputSchema: { type: 'object', properties: { n: { type: 'integer', default: 'ten' } } },
    })),
  });
  shop = await world.newShop();
  mcpServerId = (await createServer(shop.ben, { name: 'Odd', transportType: 'streamable_http', baseUrl: target.url })).id;
});
afterAll(async () => {
  await target.close();
  await world.close();
});

/** As if every look at the clock were two seconds after the one before. */
function slowly(ctx: Ctx): Ctx {
  let at = world.clock.now().getTime();
  const clock = { ...world.clock, now: () => new Date((at += 2_000)) };
  return { ...ctx, deps: { ...ctx.deps, clock } };
}

test('arguments that could not be checked in time are refused', async () => {
  const bodies = ['a', 'b', 'c'].map((toolName) => ({ mcpServerId, toolName, arguments: {} }));
  await expect(createMonitors(slowly(shop.ben), { monitors: bodies })).rejects.toMatchObject({
    fieldErrors: [
      { field: 'monitors[1].arguments', message: expect.stringContaining('were not checked') },
      { field: 'monitors[2].arguments', message: expect.stringContaining('were not checked') },
    ],
  });
  expect((await listMonitors(shop.ben, { mcpServerId })).total).toBe(0);
});

test('proposals that could not be checked in time are made unchecked', async () => {
  const rows = await suggestMonitors(slowly(shop.ben), { serverId: mcpServerId });
  expect(rows.map((row) => row.argumentsProblem)).toEqual([expect.stringContaining('must be integer'), null, null]);
});

describe('schemas of a list', () => {
  const schema = (index: number) => ({ type: 'object', description: `${index} ${'x'.repeat(16_000)}` });
  const body = (from: number, count: number) => ({
    mcpServerId,
    toolName: 'a',
    assertions: Array.from({ length: count }, (_, index) => ({ kind: 'json_schema', schema: schema(from + index) })),
  });

  test('may be as large together as those of one monitor', async () => {
    await expect(createMonitors(shop.ben, { monitors: [body(0, 20), body(20, 20)] })).rejects.toMatchObject({
      fieldErrors: [{ field: 'monitors[1].assertions[0].schema', message: expect.stringContaining('320 KiB together') }],
    });
  });

  test('count once when they are the same', async () => {
    const made = await createMonitors(shop.ben, { monitors: [body(0, 20), body(0, 20), body(0, 20)] });
    expect(made).toHaveLength(3);
  });
});
