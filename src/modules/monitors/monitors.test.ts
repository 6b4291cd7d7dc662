// Monitors through the front door: making, changing, pausing, deleting, lists, and who may.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import { createAuthProfile, createServer, removeAuthProfile, removeServer, syncServer } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import type { JobRequest } from '#platform/jobs/jobs';
import { nextDue } from '#platform/jobs/due';
import { startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { MAX_ACTIVE_MONITORS } from './require-room.ts';
import { createMonitors, getMonitor, listMonitors, removeMonitor, serverUsage, suggestMonitors, updateMonitor } from './index.ts';
import type { Monitor } from './index.ts';

let world: RunWorld;
let target: ListingServer;
beforeAll(async () => {
  world = await makeRunWorld();
  target = await startListingServer();
});
afterAll(async () => {
  await target.close();
  await world.close();
});

const ORDER = {
  type: 'object',
  properties: { orderId: { type: 'string', minLength: 1 } },
  required: ['orderId'],
  additionalProperties: false,
};
const TOOLS = [
  {
    name: 'order_get',
    description: 'One order.',
    inputSchema: ORDER,
    outputSchema: { type: 'object' },
    annotations: { readOnlyHint: true },
  },
  { name: 'order_list', description: 'All orders.', inputSchema: { type: 'object' } },
  { name: 'order_delete', description: 'Deletes.', inputSchema: ORDER, annotations: { destructiveHint: true } },
];
beforeEach(() => target.offer({ tools: TOOLS }));

interface Stage extends Shop {
  readonly orders: string;
  /** Makes one monitor of order_list, unless `changes` say otherwise. */
  monitor(changes?: Readonly<Record<string, unknown>>): Promise<Monitor>;
}

async function stage(): Promise<Stage> {
  const shop = await world.newShop();
  const { id: orders } = await createServer(shop.ben, { name: 'Orders', transportType: 'streamable_http', baseUrl: target.url });
  return {
    ...shop,
    orders,
    monitor: async (changes = {}) => one(await createMonitors(shop.ben, { mcpServerId: orders, toolName: 'order_list', ...changes })),
  };
}

function one<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length > 1) throw new Error(`expected one, got ${list.length}`);
  return first;
}

const jobsOf = (monitorId: string): readonly JobRequest[] =>
  world.queued.filter((job) => job.name === 'monitor.check' && job.payload.monitorId === monitorId);
const dueOf = (monitorId: string) => nextDue(world.deps.db, 'monitor', monitorId);
const factsOf = async (orgId: string) =>
  (await world.deps.db.selectFrom('facts').select(['type', 'payload']).where('org_id', '=', orgId).orderBy('id').execute()).filter(
    ({ type }) => type === 'watched.stopped',
  );
const actionsOf = async (ctx: Ctx, objectId: string) =>
  (await listAuditLog(ctx, { pageSize: 100 })).rows.filter((entry) => entry.objectId === objectId).map(({ action }) => action);
/** As if a check had said this. */
const setStatus = (id: string, status: string) =>
  world.deps.db
    .updateTable('monitors')
    .set({ status, consecutive_failures: 3, checking_by: 'w', checking_until: world.clock.now() })
    .where('id', '=', id)
    .execute();

describe('making', () => {
  test('fills in every default, plans the next check and asks for one at once', async () => {
    const { ben, orders } = await stage();
    const made = one(await createMonitors(ben, { mcpServerId: orders, toolName: 'order_get', arguments: { orderId: '4711' } }));
    const now = world.clock.now().toISOString();
    expect(made).toEqual({
      id: expect.stringMatching(/^mon_/),
      name: 'order_get on Orders',
      mcpServerId: orders,
      mcpServerName: 'Orders',
      authProfileId: null,
      toolName: 'order_get',
      arguments: { orderId: '4711' },
      intervalSeconds: 300,
      timeoutSeconds: 30,
      assertions: [],
      validateOutputSchema: true,
      allowDestructive: false,
      protocolEra: 'auto',
      state: 'active',
      status: 'unknown',
      statusSince: now,
      consecutiveFailures: 0,
      lastCheck: null,
      nextCheckAt: expect.any(String),
      uptime24h: null,
      p50Ms: null,
      p95Ms: null,
      inMaintenance: false,
      warnings: [],
      createdAt: now,
      updatedAt: now,
    });
    const due = await dueOf(made.id);
    expect(due?.dueAt.toISOString()).toBe(made.nextCheckAt);
    expect(due && due.dueAt.getTime() - world.clock.now().getTime()).toBeLessThanOrEqual(300_000);
    expect(jobsOf(made.id).map((job) => job.payload)).toEqual([{ monitorId: made.id, tickAt: null }]);
    expect(await getMonitor(ben, { monitorId: made.id })).toEqual(made);
  });

  test('keeps every field that was sent', async () => {
    const { ben, orders } = await stage();
    const { id: profileId } = await createAuthProfile(ben, { serverId: orders, name: 'Second', kind: 'none' });
    const fields = {
      name: 'Shop works',
      mcpServerId: orders,
      authProfileId: profileId,
      toolName: 'order_get',
      arguments: { orderId: 'a' },
      intervalSeconds: 60,
      timeoutSeconds: 5,
      assertions: [
        { kind: 'jsonpath', path: '$.status', equals: null },
        { kind: 'jsonpath', path: '$.id', matches: '^[0-9]+$' },
        { kind: 'json_schema', schema: { type: 'object' } },
        { kind: 'max_latency_ms', ms: 60_000 },
      ],
      validateOutputSchema: false,
      allowDestructive: true,
      protocolEra: 'legacy',
    };
    const made = one(await createMonitors(ben, fields));
    expect(made).toMatchObject(fields);
    expect(await getMonitor(ben, { monitorId: made.id })).toMatchObject(fields);
  });

  test('a tool without an output schema is not validated by default', async () => {
    const { monitor } = await stage();
    expect((await monitor()).validateOutputSchema).toBe(false);
  });

  test('a paused one waits for being resumed', async () => {
    const { monitor } = await stage();
    const made = await monitor({ state: 'paused' });
    expect(made).toMatchObject({ state: 'paused', status: 'unknown', nextCheckAt: null });
    expect([await dueOf(made.id), jobsOf(made.id)]).toEqual([undefined, []]);
  });

  test('a destructive tool must be allowed', async () => {
    const { monitor } = await stage();
    const fields = { toolName: 'order_delete', arguments: { orderId: 'a' } };
    await expect(monitor(fields)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field: 'allowDestructive' }] });
    expect(await monitor({ ...fields, allowDestructive: true })).toMatchObject({ toolName: 'order_delete', allowDestructive: true });
  });

  test('a name made of long ones is cut to what a name may have', async () => {
    const long = 'x'.repeat(150);
    target.offer({ tools: [{ name: long, inputSchema: { type: 'object' } }] });
    const { monitor } = await stage();
    expect((await monitor({ toolName: long })).name).toBe('x'.repeat(120));
  });

  test('writes the audit row with what was made', async () => {
    const { ada, monitor } = await stage();
    const { id } = await monitor();
    const entry = (await listAuditLog(ada, { pageSize: 100 })).rows.find(({ objectId }) => objectId === id);
    expect(entry).toMatchObject({
      action: 'monitor.create',
      objectType: 'monitor',
      after: { toolName: 'order_list', intervalSeconds: 300 },
    });
  });

  test('more active ones than an organization may have are refused, paused ones do not count', async () => {
    const { ben, orders, monitor, org } = await stage();
    const template = await monitor();
    const rest = Array.from({ length: MAX_ACTIVE_MONITORS - 2 }, (_, index) => ({
      id: `mon_room_${org.id.slice(-6)}_${index}`,
      org_id: org.id,
      server_id: orders,
      name: `m${index}`,
      tool_name: 'order_list',
      interval_seconds: 3600,
      timeout_seconds: 30,
      created_at: template.createdAt,
      updated_at: template.createdAt,
    }));
    for (let i = 0; i < rest.length; i += 1000)
      await world.deps.db
        .insertInto('monitors')
        .values(rest.slice(i, i + 1000))
        .execute();
    const body = { mcpServerId: orders, toolName: 'order_list' };
    await expect(createMonitors(ben, { monitors: [body, body] })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('4999 active monitors'),
      details: { has: 4_999, added: 2, max: 5_000 },
    });
    const both = await Promise.allSettled([createMonitors(ben, body), createMonitors(ben, body)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const paused = one(await createMonitors(ben, { ...body, state: 'paused' }));
    await expect(updateMonitor(ben, { monitorId: paused.id, state: 'active' })).rejects.toMatchObject({ code: 'conflict' });
    await removeMonitor(ben, { monitorId: template.id });
    expect(await updateMonitor(ben, { monitorId: paused.id, state: 'active' })).toMatchObject({ state: 'active' });
  });
});

describe('making many', () => {
  test('makes all of them in their order', async () => {
    const { ben, orders } = await stage();
    const bodies = [
      { mcpServerId: orders, toolName: 'order_list', name: 'one' },
      { mcpServerId: orders, toolName: 'order_get', arguments: { orderId: '1' }, name: 'two', intervalSeconds: 60 },
    ];
    const made = await createMonitors(ben, { monitors: bodies });
    expect(made.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(made.flatMap(({ id }) => jobsOf(id))).toHaveLength(2);
  });

  test('a bad one names its field, and none is made', async () => {
    const { ben, orders } = await stage();
    const good = { mcpServerId: orders, toolName: 'order_list' };
    const queued = world.queued.length;
    const bodies = [
      good,
      { ...good, intervalSeconds: 61 },
      { ...good, toolName: 'order_get', arguments: {}, assertions: [{ kind: 'max_latency_ms', ms: 0 }] },
      'text',
    ];
    await expect(createMonitors(ben, { monitors: bodies })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [
        { field: 'monitors[1].intervalSeconds', message: 'must be one of 60, 300, 900, 3600' },
        { field: 'monitors[2].assertions[0].ms' },
        { field: 'monitors[2].arguments', message: expect.stringContaining("'orderId'") },
        { field: 'monitors[3]', message: 'must be an object' },
      ],
    });
    expect((await listMonitors(ben, {})).total).toBe(0);
    expect(world.queued).toHaveLength(queued);
  });

  test('a secret in one of them names it', async () => {
    const { ben, orders } = await stage();
    const good = { mcpServerId: orders, toolName: 'order_list' };
    await expect(
      createMonitors(ben, { monitors: [good, { ...good, arguments: { deep: [{ password: 'hunter22' }] } }] }),
    ).rejects.toMatchObject({
      code: 'secret_in_arguments',
      fieldErrors: [{ field: 'monitors[1].arguments.deep[0].password' }],
    });
    expect((await listMonitors(ben, {})).total).toBe(0);
  });

  test.each([
    ['none', []],
    ['51', Array.from({ length: 51 }, () => ({}))],
    ['no list', 7],
  ])('%s are refused', async (_what, monitors) => {
    const { ben } = await stage();
    await expect(createMonitors(ben, { monitors })).rejects.toMatchObject({ fieldErrors: [{ field: 'monitors' }] });
  });

  test('50 fit into one call', async () => {
    const { ben, orders } = await stage();
    const bodies = Array.from({ length: 50 }, (_, index) => ({ mcpServerId: orders, toolName: 'order_list', name: `m${index}` }));
    expect(await createMonitors(ben, { monitors: bodies })).toHaveLength(50);
  });
});

describe('changing', () => {
  test('other arguments make the status unknown, end a running check and ask for a new one', async () => {
    const { ben, monitor } = await stage();
    const { id } = await monitor();
    await setStatus(id, 'fail');
    world.clock.advance(1_000);
    const changed = await updateMonitor(ben, { monitorId: id, arguments: { page: 2 } });
    expect(changed).toMatchObject({
      status: 'unknown',
      statusSince: world.clock.now().toISOString(),
      consecutiveFailures: 0,
      arguments: { page: 2 },
      updatedAt: world.clock.now().toISOString(),
    });
    expect(jobsOf(id)).toHaveLength(2);
    const row = await world.deps.db
      .selectFrom('monitors')
      .select(['checking_by', 'checking_until'])
      .where('id', '=', id)
      .executeTakeFirst();
    expect(row).toEqual({ checking_by: null, checking_until: null });
  });

  test('other assertions do the same', async () => {
    const { ben, monitor } = await stage();
    const { id } = await monitor();
    await setStatus(id, 'pass');
    expect(await updateMonitor(ben, { monitorId: id, assertions: [{ kind: 'max_latency_ms', ms: 5 }] })).toMatchObject({
      status: 'unknown',
    });
    expect(jobsOf(id)).toHaveLength(2);
  });

  test('another interval moves the next check and says nothing about the status', async () => {
    const { ben, monitor } = await stage();
    const { id } = await monitor({ intervalSeconds: 3600 });
    await setStatus(id, 'pass');
    const changed = await updateMonitor(ben, { monitorId: id, intervalSeconds: 60 });
    expect(changed).toMatchObject({ status: 'pass', intervalSeconds: 60 });
    expect(new Date(changed.nextCheckAt ?? '').getTime() - world.clock.now().getTime()).toBeLessThanOrEqual(60_000);
    expect(jobsOf(id)).toHaveLength(1);
  });

  test('the same again changes nothing and leaves no audit row', async () => {
    const { ada, ben, monitor } = await stage();
    const made = await monitor({ arguments: { a: 1, b: { c: 2, d: 3 } } });
    world.clock.advance(1_000);
    const same = { arguments: { b: { d: 3, c: 2 }, a: 1 }, mcpServerId: made.mcpServerId, toolName: made.toolName, state: 'active' };
    expect(await updateMonitor(ben, { monitorId: made.id, ...same })).toMatchObject({ updatedAt: made.updatedAt });
    expect(await actionsOf(ada, made.id)).toEqual(['monitor.create']);
  });

  test('pausing ends the checks and tells it once', async () => {
    const { ada, ben, monitor, org } = await stage();
    const { id } = await monitor();
    await setStatus(id, 'fail');
    expect(await updateMonitor(ben, { monitorId: id, state: 'paused' })).toMatchObject({
      state: 'paused',
      status: 'fail',
      nextCheckAt: null,
    });
    expect(await updateMonitor(ben, { monitorId: id, state: 'paused' })).toMatchObject({ state: 'paused' });
    expect(await dueOf(id)).toBeUndefined();
    expect(await factsOf(org.id)).toEqual([
      { type: 'watched.stopped', payload: { objectType: 'monitor', objectId: id, reason: 'paused', at: world.clock.now().toISOString() } },
    ]);
    expect(await actionsOf(ada, id)).toEqual(['monitor.update', 'monitor.create']);
  });

  test('resuming makes the status unknown and checks at once', async () => {
    const { ben, monitor } = await stage();
    const { id } = await monitor({ state: 'paused' });
    await setStatus(id, 'fail');
    expect(await updateMonitor(ben, { monitorId: id, state: 'active' })).toMatchObject({ state: 'active', status: 'unknown' });
    expect(await dueOf(id)).toBeDefined();
    expect(jobsOf(id)).toHaveLength(1);
  });

  test('null takes the auth profile away', async () => {
    const { ben, orders, monitor } = await stage();
    const { id: authProfileId } = await createAuthProfile(ben, { serverId: orders, name: 'Second', kind: 'none' });
    const { id } = await monitor({ authProfileId });
    expect(await updateMonitor(ben, { monitorId: id, authProfileId: null })).toMatchObject({ authProfileId: null });
  });

  test('a secret in the arguments is refused and not repeated', async () => {
    const { ben, monitor } = await stage();
    const { id } = await monitor();
    const error: unknown = await updateMonitor(ben, { monitorId: id, arguments: { apiKey: 'hunter22' } }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'secret_in_arguments', fieldErrors: [{ field: 'arguments.apiKey' }] });
    expect(String(error)).not.toContain('hunter22');
  });
});

describe('a tool that changed', () => {
  test('and left the catalog is still watched, with a warning, and its arguments can change', async () => {
    const { ada, ben, orders, monitor } = await stage();
    const { id } = await monitor({ toolName: 'order_get', arguments: { orderId: '1' } });
    target.offer({ tools: TOOLS.slice(1) });
    await syncServer(ada, { serverId: orders });
    expect((await getMonitor(ben, { monitorId: id })).warnings).toEqual([expect.stringContaining('order_get left the catalog')]);
    expect(await updateMonitor(ben, { monitorId: id, arguments: { any: 1 } })).toMatchObject({ state: 'active', arguments: { any: 1 } });
    await expect(createMonitors(ben, { mcpServerId: orders, toolName: 'order_get' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'toolName' }],
    });
  });

  test('and became destructive warns, can be renamed and paused, but not resumed without a word', async () => {
    const { ada, ben, orders, monitor } = await stage();
    const { id: monitorId } = await monitor();
    target.offer({ tools: [{ name: 'order_list', inputSchema: { type: 'object' }, annotations: { destructiveHint: true } }] });
    await syncServer(ada, { serverId: orders });
    expect((await listMonitors(ben, {})).rows[0]?.warnings).toEqual([expect.stringContaining('marked destructive')]);
    await updateMonitor(ben, { monitorId, name: 'Renamed' });
    await updateMonitor(ben, { monitorId, state: 'paused' });
    const refusal = { code: 'validation_failed', fieldErrors: [{ field: 'allowDestructive' }] };
    await expect(updateMonitor(ben, { monitorId, state: 'active' })).rejects.toMatchObject(refusal);
    await expect(updateMonitor(ben, { monitorId, arguments: { a: 1 } })).rejects.toMatchObject(refusal);
    await expect(updateMonitor(ben, { monitorId, allowDestructive: false })).rejects.toMatchObject(refusal);
    expect(await updateMonitor(ben, { monitorId, state: 'active', allowDestructive: true })).toMatchObject({
      state: 'active',
      warnings: [],
    });
  });

  test('and lost its output schema warns', async () => {
    const { ada, ben, orders, monitor } = await stage();
    const { id: monitorId } = await monitor({ toolName: 'order_get', arguments: { orderId: '1' } });
    target.offer({ tools: [{ name: 'order_get', inputSchema: ORDER }] });
    await syncServer(ada, { serverId: orders });
    expect((await getMonitor(ben, { monitorId })).warnings).toEqual([expect.stringContaining('no output schema any more')]);
    await expect(updateMonitor(ben, { monitorId, validateOutputSchema: true })).rejects.toMatchObject({
      fieldErrors: [{ field: 'validateOutputSchema' }],
    });
    expect(await updateMonitor(ben, { monitorId, validateOutputSchema: false })).toMatchObject({ warnings: [] });
  });
});

describe('deleting', () => {
  test('takes the plan and the history along and tells it', async () => {
    const { ada, ben, monitor, org } = await stage();
    const { id } = await monitor();
    const at = world.clock.now();
    const check = { id: `chk_${id}`, monitor_id: id, org_id: org.id, seq: 1, at, status: 'pass', trigger: 'schedule' };
    await world.deps.db.insertInto('monitor_checks').values(check).execute();
    await removeMonitor(ben, { monitorId: id });
    await expect(getMonitor(ben, { monitorId: id })).rejects.toMatchObject({ code: 'not_found', thing: 'monitor' });
    await expect(removeMonitor(ben, { monitorId: id })).rejects.toMatchObject({ code: 'not_found', thing: 'monitor' });
    expect(await world.deps.db.selectFrom('monitor_checks').select('id').where('monitor_id', '=', id).execute()).toEqual([]);
    expect(await dueOf(id)).toBeUndefined();
    expect(await factsOf(org.id)).toEqual([
      { type: 'watched.stopped', payload: { objectType: 'monitor', objectId: id, reason: 'deleted' } },
    ]);
    expect(await actionsOf(ada, id)).toEqual(['monitor.remove', 'monitor.create']);
  });
});

describe('the server under it', () => {
  test('cannot be archived while a monitor is active; force pauses the monitors', async () => {
    const { ada, ben, orders, monitor, org } = await stage();
    const [first, second, paused] = [
      await monitor({ name: 'A' }),
      await monitor({ name: 'B' }),
      await monitor({ name: 'C', state: 'paused' }),
    ];
    await expect(removeServer(ben, { serverId: orders }, serverUsage)).rejects.toMatchObject({
      code: 'conflict',
      details: { usedBy: [first, second].map(({ id, name }) => ({ type: 'monitor', id, name })) },
    });
    await removeServer(ben, { serverId: orders, force: true }, serverUsage);
    const rows = (await listMonitors(ben, { sort: 'name' })).rows;
    expect(rows.map(({ state, nextCheckAt, warnings }) => ({ state, nextCheckAt, warnings }))).toEqual(
      rows.map(() => ({ state: 'paused', nextCheckAt: null, warnings: [expect.stringContaining('archived')] })),
    );
    expect((await factsOf(org.id)).filter(({ payload }) => JSON.stringify(payload).includes('"monitor"'))).toEqual(
      [first, second].map(({ id }) => ({
        type: 'watched.stopped',
        payload: { objectType: 'monitor', objectId: id, reason: 'paused', at: world.clock.now().toISOString() },
      })),
    );
    expect(await actionsOf(ada, first.id)).toEqual(['monitor.update', 'monitor.create']);
    expect(await actionsOf(ada, paused.id)).toEqual(['monitor.create']);
  });

  test('archived, lets a monitor be renamed and deleted but not resumed or made', async () => {
    const { ben, orders, monitor } = await stage();
    const { id: monitorId } = await monitor();
    await removeServer(ben, { serverId: orders, force: true }, serverUsage);
    await expect(updateMonitor(ben, { monitorId, state: 'active' })).rejects.toMatchObject({
      code: 'conflict',
      fieldErrors: [{ field: 'state' }],
    });
    await expect(monitor()).rejects.toMatchObject({ fieldErrors: [{ field: 'mcpServerId', message: 'is an archived MCP server' }] });
    expect(await updateMonitor(ben, { monitorId, name: 'Old' })).toMatchObject({ name: 'Old' });
    await removeMonitor(ben, { monitorId });
  });

  test('keeps an auth profile that a monitor names, paused or not', async () => {
    const { ben, orders, monitor } = await stage();
    const { id: profileId } = await createAuthProfile(ben, { serverId: orders, name: 'Second', kind: 'none' });
    const { id } = await monitor({ authProfileId: profileId, state: 'paused' });
    await expect(removeAuthProfile(ben, { serverId: orders, profileId }, serverUsage)).rejects.toMatchObject({
      code: 'conflict',
      details: { usedBy: [{ type: 'monitor', id }] },
    });
    await updateMonitor(ben, { monitorId: id, authProfileId: null });
    await removeAuthProfile(ben, { serverId: orders, profileId }, serverUsage);
  });
});

describe('at the same moment', () => {
  test('archiving the server leaves no active monitor on it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { ben, orders, monitor } = await stage();
      const existing = await monitor({ state: 'paused' });
      const [made, resumed] = await Promise.allSettled([
        monitor(),
        updateMonitor(ben, { monitorId: existing.id, state: 'active' }),
        removeServer(ben, { serverId: orders, force: true }, serverUsage),
      ]);
      if (made.status === 'rejected')
        expect(made.reason).toMatchObject({ code: 'validation_failed', fieldErrors: [{ field: 'mcpServerId' }] });
      if (resumed.status === 'rejected') expect(resumed.reason).toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'state' }] });
      const rows = (await listMonitors(ben, { mcpServerId: orders })).rows;
      expect(rows.filter(({ state }) => state === 'active')).toEqual([]);
      for (const { id } of rows) expect(await dueOf(id)).toBeUndefined();
    }
  });

  test('removing an auth profile and naming it end in one of the two', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { ben, orders, monitor } = await stage();
      const { id: profileId } = await createAuthProfile(ben, { serverId: orders, name: 'Second', kind: 'none' });
      const [made, removed] = await Promise.allSettled([
        monitor({ authProfileId: profileId }),
        removeAuthProfile(ben, { serverId: orders, profileId }, serverUsage),
      ]);
      expect([made.status, removed.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      if (made.status === 'rejected') expect(made.reason).toMatchObject({ fieldErrors: [{ field: 'authProfileId' }] });
      if (removed.status === 'rejected') expect(removed.reason).toMatchObject({ code: 'conflict' });
    }
  });
});

describe('suggestions', () => {
  test('offer every tool with arguments to begin with', async () => {
    target.offer({
      tools: [
        ...TOOLS,
        {
          name: 'search',
          title: 'Search',
          inputSchema: {
            type: 'object',
            properties: {
              region: { enum: ['eu', 'us'] },
              limit: { type: 'integer', default: 10 },
              q: { type: 'string', examples: ['shoes'] },
            },
            required: ['region', 'q'],
          },
        },
        { name: 'odd', inputSchema: { type: 'object', properties: { n: { type: 'integer', default: 'ten' } } } },
        { name: 'leaky', inputSchema: { type: 'object', properties: { password: { type: 'string', default: 'hunter22' } } } },
      ],
    });
    const { vera, orders, monitor } = await stage();
    await monitor({ state: 'paused' });
    const rows = await suggestMonitors(vera, { serverId: orders });
    const plain = { title: null, readOnly: false, destructive: false, hasOutputSchema: false, isMonitored: false, argumentsProblem: null };
    expect(rows).toEqual([
      {
        ...plain,
        toolName: 'order_get',
        description: 'One order.',
        readOnly: true,
        hasOutputSchema: true,
        arguments: { orderId: '' },
        argumentsProblem: expect.stringContaining('Fill in orderId'),
      },
      { ...plain, toolName: 'order_list', description: 'All orders.', isMonitored: true, arguments: {} },
      {
        ...plain,
        toolName: 'order_delete',
        description: 'Deletes.',
        destructive: true,
        arguments: { orderId: '' },
        argumentsProblem: expect.stringContaining('Fill in orderId'),
      },
      { ...plain, toolName: 'search', title: 'Search', description: null, arguments: { region: 'eu', limit: 10, q: 'shoes' } },
      {
        ...plain,
        toolName: 'odd',
        description: null,
        arguments: { n: 'ten' },
        argumentsProblem: expect.stringContaining('/n must be integer'),
      },
      { ...plain, toolName: 'leaky', description: null, arguments: {}, argumentsProblem: expect.stringContaining('looks like a secret') },
    ]);
    expect(JSON.stringify(rows)).not.toContain('hunter22');
  });

  test('that have no problem can be made as they are', async () => {
    const { ben, orders } = await stage();
    const rows = (await suggestMonitors(ben, { serverId: orders })).filter((row) => row.argumentsProblem === null);
    const bodies = rows.map((row) => ({ mcpServerId: orders, toolName: row.toolName, arguments: row.arguments }));
    expect(await createMonitors(ben, { monitors: bodies })).toHaveLength(rows.length);
  });
});

describe('who may', () => {
  test('vera sees monitors and suggestions and changes nothing', async () => {
    const { vera, orders, monitor } = await stage();
    const made = await monitor();
    const forbidden = { code: 'forbidden_role' };
    expect(await getMonitor(vera, { monitorId: made.id })).toEqual(made);
    expect((await listMonitors(vera, {})).rows).toEqual([made]);
    await expect(createMonitors(vera, {})).rejects.toMatchObject(forbidden);
    await expect(updateMonitor(vera, { monitorId: made.id, name: 'x' })).rejects.toMatchObject(forbidden);
    await expect(removeMonitor(vera, { monitorId: made.id })).rejects.toMatchObject(forbidden);
    expect(await suggestMonitors(vera, { serverId: orders })).toHaveLength(3);
  });

  test('eve finds nothing of another organization', async () => {
    const { eve, orders, monitor } = await stage();
    const { id: monitorId } = await monitor();
    const absent = { code: 'not_found', thing: 'monitor' };
    await expect(getMonitor(eve, { monitorId })).rejects.toMatchObject(absent);
    await expect(updateMonitor(eve, { monitorId, name: 'x' })).rejects.toMatchObject(absent);
    await expect(removeMonitor(eve, { monitorId })).rejects.toMatchObject(absent);
    await expect(suggestMonitors(eve, { serverId: orders })).rejects.toMatchObject({ code: 'not_found', thing: 'mcp_server' });
    await expect(createMonitors(eve, { mcpServerId: orders, toolName: 'order_list' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'mcpServerId', message: 'is not an MCP server of this organization' }],
    });
    await expect(listMonitors(eve, { mcpServerId: orders })).rejects.toMatchObject({ fieldErrors: [{ field: 'mcpServerId' }] });
    expect(await listMonitors(eve, {})).toMatchObject({ rows: [], total: 0 });
  });
});
