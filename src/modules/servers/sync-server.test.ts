// Syncs, snapshots and their differences, against a server that drifts.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { STANDARD_OFFER, startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import { waitingLocks } from '#test/waiting-locks';
import {
  createServer,
  diffSnapshots,
  getCatalog,
  getServer,
  latestCatalog,
  listSnapshots,
  removeServer,
  syncServer,
  updateServer,
} from './index.ts';

let world: World;
let mcp: ListingServer;
beforeAll(async () => {
  world = await makeWorld();
  mcp = await startListingServer();
});
beforeEach(() => {
  mcp.offer(STANDARD_OFFER);
  mcp.speak('legacy');
  mcp.refuse(undefined);
});
afterAll(async () => {
  await mcp.close();
  await world.close();
});

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const newShop = async () => {
  const cast = await world.newOrg();
  const server = await createServer(cast.ada, { name: 'Shop', baseUrl: mcp.url });
  world.clock.advance(60_000);
  return { ...cast, server, serverId: server.id };
};
const [orderGet, orderList] = STANDARD_OFFER.tools;
const drifted = {
  tools: [
    { ...orderGet, inputSchema: { type: 'object', properties: { orderId: { type: 'integer' } }, required: ['orderId'] } },
    { name: 'refund_create', inputSchema: { type: 'object' } },
  ],
};
const factsOf = (orgId: string) =>
  world.deps.db.selectFrom('facts').select(['type', 'payload']).where('org_id', '=', orgId).orderBy('id').execute();

test('a sync without change stores no snapshot and says so', async () => {
  const { ada, server, serverId } = await newShop();
  const result = await syncServer(ada, { serverId });
  expect(result).toMatchObject({
    ok: true,
    changed: false,
    snapshotId: server.snapshotId,
    counts: { tools: 2, resources: 0, resourceTemplates: 0, prompts: 0 },
    syncedAt: world.clock.now().toISOString(),
  });
  expect(result.contentHash).toMatch(/^[0-9a-f]{64}$/);
  expect(result.diff).toBeUndefined();
  expect((await listSnapshots(ada, { serverId })).total).toBe(1);
  expect((await getServer(ada, { serverId })).lastSyncedAt).toBe(world.clock.now().toISOString());
});

test('a drift stores a snapshot with its difference, keeps tool ids, lets gone tools rest, and becomes a fact', async () => {
  const { ada, server, serverId } = await newShop();
  const before = await getCatalog(ada, { serverId });
  mcp.offer(drifted);
  const result = await syncServer(ada, { serverId });
  expect(result).toMatchObject({ ok: true, changed: true });
  expect(result.diff).toEqual({
    fromSnapshotId: server.snapshotId,
    toSnapshotId: result.snapshotId,
    breakingCount: 2,
    added: [{ kind: 'tool', name: 'refund_create', class: 'non_breaking', hint: 'looks renamed from order_list', review: true }],
    removed: [{ kind: 'tool', name: 'order_list', class: 'breaking', hint: 'looks renamed to refund_create' }],
    changed: [
      {
        kind: 'tool',
        name: 'order_get',
        changes: [{ path: 'inputSchema.properties.orderId.type', before: 'string', after: 'integer', class: 'breaking' }],
      },
    ],
  });
  const after = await getCatalog(ada, { serverId });
  expect(after.tools.map(({ name }) => name)).toEqual(['order_get', 'refund_create']);
  expect(after.tools[0]).toMatchObject({
    id: before.tools[0]?.id,
    active: true,
    firstSeenAt: before.tools[0]?.firstSeenAt,
    lastSeenAt: world.clock.now().toISOString(),
  });
  expect((await getCatalog(ada, { serverId, snapshotId: server.snapshotId })).tools.map(({ name, active }) => [name, active])).toEqual([
    ['order_get', true],
    ['order_list', false],
  ]);
  expect((await listSnapshots(ada, { serverId })).rows.map(({ id, breakingCount }) => [id, breakingCount])).toEqual([
    [result.snapshotId, 2],
    [server.snapshotId, 0],
  ]);
  expect(await factsOf(ada.org.id)).toEqual([
    { type: 'catalog.changed', payload: { serverId, snapshotId: server.snapshotId, breakingCount: 0, poisonedCount: 0 } },
    { type: 'catalog.changed', payload: { serverId, snapshotId: result.snapshotId, breakingCount: 2, poisonedCount: 0 } },
  ]);
  expect((await listAuditLog(ada, { action: 'mcp_server.sync' })).rows).toMatchObject([
    { before: { snapshotId: server.snapshotId }, after: { snapshotId: result.snapshotId } },
  ]);
  expect(await latestCatalog(world.deps.db, ada.org.id, serverId)).toMatchObject({
    snapshotId: result.snapshotId,
    catalog: { tools: [{ name: 'order_get' }, { name: 'refund_create' }] },
  });
});

test('a tool that comes back is the one it was', async () => {
  const { ada, serverId } = await newShop();
  const [first] = (await getCatalog(ada, { serverId })).tools.filter(({ name }) => name === 'order_list');
  mcp.offer(drifted);
  await syncServer(ada, { serverId });
  mcp.offer(STANDARD_OFFER);
  await syncServer(ada, { serverId });
  const [again] = (await getCatalog(ada, { serverId })).tools.filter(({ name }) => name === 'order_list');
  expect(again).toMatchObject({ id: first?.id, active: true, firstSeenAt: first?.firstSeenAt });
});

test('resources and prompts are part of the catalog and its differences', async () => {
  const { ada, serverId } = await newShop();
  mcp.offer({
    ...STANDARD_OFFER,
    resources: [{ uri: 'shop://orders', name: 'Orders' }],
    prompts: [{ name: 'greet', arguments: [{ name: 'who', required: true }] }],
  });
  const result = await syncServer(ada, { serverId });
  expect(result).toMatchObject({
    changed: true,
    counts: { tools: 2, resources: 1, prompts: 1 },
    diff: {
      breakingCount: 0,
      added: [
        { kind: 'prompt', name: 'greet' },
        { kind: 'resource', name: 'shop://orders' },
      ],
    },
  });
  expect(await getCatalog(ada, { serverId })).toMatchObject({
    resources: [{ uri: 'shop://orders', active: true }],
    prompts: [{ name: 'greet', active: true }],
  });
});

test('a failed sync changes only the health', async () => {
  const { ada, server, serverId } = await newShop();
  mcp.refuse(503);
  expect(await syncServer(ada, { serverId })).toMatchObject({ ok: false, changed: false, error: { code: 'http_status', httpStatus: 503 } });
  const after = await getServer(ada, { serverId });
  expect(after).toEqual({ ...server, health: 'unreachable', healthDetail: after.healthDetail });
  expect(after.healthDetail).toContain('503');
  expect((await getCatalog(ada, { serverId })).tools.every(({ active }) => active)).toBe(true);
});

test('a server that begins to speak the other era starts a line of history of its own, without an alarm', async () => {
  const { ada, serverId } = await newShop();
  const [legacy] = (await listSnapshots(ada, { serverId })).rows;
  mcp.speak('modern');
  const switched = await syncServer(ada, { serverId });
  expect(switched).toMatchObject({ ok: true, changed: true });
  expect(switched.diff).toBeUndefined();
  expect(await getServer(ada, { serverId })).toMatchObject({ protocolVersion: '2026-07-28', era: { era: 'modern' } });
  mcp.speak('legacy');
  expect(await syncServer(ada, { serverId })).toMatchObject({ changed: false, snapshotId: legacy?.id });
  expect(await failure(diffSnapshots(ada, { serverId, from: legacy?.id, to: switched.snapshotId }))).toMatchObject({ code: 'conflict' });
});

test('a second sync joins the one under way: one contact, one result', async () => {
  const { ada, serverId } = await newShop();
  mcp.offer(drifted);
  const release = mcp.holdLists();
  const lists = mcp.listCount();
  const syncs = [syncServer(ada, { serverId }), syncServer(ada, { serverId }), syncServer(ada, { serverId })];
  await expect.poll(() => mcp.listCount()).toBe(lists + 1);
  release();
  const [first, ...others] = await Promise.all(syncs);
  expect(first).toMatchObject({ ok: true, changed: true });
  for (const other of others) expect(other).toEqual(first);
  expect(mcp.listCount()).toBe(lists + 1);
  expect((await listSnapshots(ada, { serverId })).total).toBe(2);
});

test('a sync of another process is waited for, and its fresh result is the answer', async () => {
  const { ada, serverId } = await newShop();
  const db = connect({ connectionString: world.databaseUrl, max: 4 });
  const elsewhere: Ctx = { ...ada, deps: { ...ada.deps, db } };
  mcp.offer(drifted);
  const release = mcp.holdLists();
  const lists = mcp.listCount();
  const first = syncServer(ada, { serverId });
  await expect.poll(() => mcp.listCount()).toBe(lists + 1);
  const second = syncServer(elsewhere, { serverId });
  await expect.poll(() => waitingLocks(world.deps.db)).toBe(1);
  release();
  const [here, there] = [await first, await second];
  expect(there).toEqual(here);
  expect(there).toMatchObject({ ok: true, changed: true, diff: { breakingCount: 2 } });
  expect(mcp.listCount()).toBe(lists + 1);
  await db.destroy();
});

test('many servers at once are synced without exhausting the connections', async () => {
  const { ada } = await world.newOrg();
  const servers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => createServer(ada, { name: `Shop ${i}`, baseUrl: mcp.url, skipProbe: true })),
  );
  const results = await Promise.all(servers.map(({ id }) => syncServer(ada, { serverId: id })));
  expect(results.every(({ ok, changed }) => ok && changed)).toBe(true);
});

test('what PostgreSQL cannot hold in JSON is replaced, not fatal', async () => {
  const { ada, serverId } = await newShop();
  mcp.offer({
    tools: [
      {
        name: 'a\u0000b',
        description: 'NUL \u0000 and half a pair \ud83d',
        inputSchema: { type: 'object', properties: { 'x\u0000': {} } },
      },
      { ...orderList },
    ],
  });
  expect(await syncServer(ada, { serverId })).toMatchObject({ ok: true, changed: true });
  expect((await getCatalog(ada, { serverId })).tools.map(({ name }) => name)).toEqual(['a\uFFFDb', 'order_list']);
});

test('a catalog of more than 16 MiB is refused, and the last one kept', async () => {
  const { ada, server, serverId } = await newShop();
  // No single answer is over the limit of an answer.
  const description = 'far too much text. '.repeat(30_000);
  const many = <T>(entry: (i: number) => T) => Array.from({ length: 12 }, (_, i) => ({ ...entry(i), description }));
  mcp.offer({
    tools: many((i) => ({ name: `t${i}`, inputSchema: { type: 'object' } })),
    resources: many((i) => ({ uri: `shop://${i}`, name: `r${i}` })),
    prompts: many((i) => ({ name: `p${i}` })),
  });
  expect(await syncServer(ada, { serverId })).toMatchObject({ ok: false, error: { code: 'list_failed' } });
  expect(await getServer(ada, { serverId })).toMatchObject({ snapshotId: server.snapshotId, toolCount: 2, health: 'unreachable' });
});

test('any two snapshots can be compared, in both directions', async () => {
  const { vera, ada, server, serverId } = await newShop();
  mcp.offer(drifted);
  const { snapshotId } = await syncServer(ada, { serverId });
  expect(await diffSnapshots(vera, { serverId, from: snapshotId, to: server.snapshotId })).toMatchObject({
    fromSnapshotId: snapshotId,
    toSnapshotId: server.snapshotId,
    removed: [{ name: 'refund_create' }],
    added: [{ name: 'order_list' }],
  });
  expect(await diffSnapshots(vera, { serverId, from: snapshotId, to: snapshotId })).toMatchObject({
    breakingCount: 0,
    added: [],
    removed: [],
    changed: [],
  });
  expect(await failure(diffSnapshots(vera, { serverId, from: 'snap_none', to: snapshotId }))).toMatchObject({
    code: 'validation_failed',
    fieldErrors: [{ field: 'from' }],
  });
  expect(await failure(getCatalog(vera, { serverId, snapshotId: 'snap_none' }))).toMatchObject({ code: 'not_found', thing: 'snapshot' });
});

test('the probe of an edit writes the catalog too', async () => {
  const { ada, server, serverId } = await newShop();
  mcp.offer(drifted);
  const changed = await updateServer(ada, { serverId, baseUrl: `${mcp.url}?v=2` });
  expect(changed.snapshotId).not.toBe(server.snapshotId);
  expect(changed).toMatchObject({ toolCount: 2, health: 'healthy' });
});

test('ben and vera may not sync, an archived server cannot be, eve sees nothing', async () => {
  const { ada, ben, vera, eve, server, serverId } = await newShop();
  for (const person of [ben, vera])
    expect(await failure(syncServer(person, { serverId }))).toMatchObject({ code: 'forbidden_role', details: { neededRole: 'admin' } });
  const asks = [
    syncServer(eve, { serverId }),
    getCatalog(eve, { serverId }),
    listSnapshots(eve, { serverId }),
    diffSnapshots(eve, { serverId, from: server.snapshotId, to: server.snapshotId }),
  ];
  for (const error of await Promise.all(asks.map(failure))) expect(error).toMatchObject({ code: 'not_found', thing: 'mcp_server' });
  expect(await latestCatalog(world.deps.db, eve.org.id, serverId)).toBeUndefined();
  expect(await failure(syncServer(ada, { serverId, authProfileId: 'auth_none' }))).toMatchObject({
    code: 'not_found',
    thing: 'auth_profile',
  });
  await removeServer(ada, { serverId }, { usersOf: async () => [], usersOfProfile: async () => [], pauseUsers: async () => undefined });
  expect(await failure(syncServer(ada, { serverId }))).toMatchObject({ code: 'conflict' });
});
