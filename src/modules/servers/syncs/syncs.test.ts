// Every contact that lists leaves a row: who asked, what was found, and how it ended.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { days, hours, minutes } from '#kernel/duration';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Finding, McpDoor } from '#platform/mcp/mcp';
import type { Jobs } from '#platform/jobs/jobs';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { STANDARD_OFFER, startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import {
  createAuthProfile,
  createServer,
  examineServer,
  getServer,
  listFindings,
  listSnapshots,
  listSyncs,
  probeServer,
  syncServer,
  updateServer,
} from '../index.ts';

let world: World;
let mcp: ListingServer;
/** What was enqueued, in order. */
const queued: { name: string; payload: unknown; options: unknown }[] = [];
beforeAll(async () => {
  const jobs = {
    enqueue: async (_tx: unknown, name: string, payload: unknown, options: unknown) => void queued.push({ name, payload, options }),
  } as unknown as Jobs;
  world = await makeWorld({ jobs });
  mcp = await startListingServer();
});
beforeEach(() => {
  queued.length = 0;
  mcp.offer(STANDARD_OFFER);
  mcp.speak('legacy');
  mcp.refuse(undefined);
});
afterAll(async () => {
  await mcp.close();
  await world.close();
});

const newShop = async () => {
  const cast = await world.newOrg();
  const server = await createServer(cast.ben, { name: 'Shop', baseUrl: mcp.url });
  world.clock.advance(minutes(1));
  return { ...cast, server, serverId: server.id };
};
const rowsOf = async (ctx: Ctx, serverId: string) => (await listSyncs(ctx, { serverId })).rows;
const triggers = async (ctx: Ctx, serverId: string) => (await rowsOf(ctx, serverId)).map(({ trigger }) => trigger);
const examining = (ctx: Ctx, findings: readonly Finding[]): Ctx => {
  const mcpDoor: McpDoor = { ...ctx.deps.mcp, examine: async () => [...findings] };
  return { ...ctx, deps: { ...ctx.deps, mcp: mcpDoor } };
};
const BAD: Finding = { rule: 'foreign_origin_accepted', severity: 'error', message: 'Origin http://evil.example was answered with 200.' };

test('the first probe is the first row, with what was stored', async () => {
  const { vera, server, serverId } = await newShop();
  expect(await rowsOf(vera, serverId)).toMatchObject([
    { trigger: 'create', ok: true, era: 'legacy', snapshotId: server.snapshotId, changed: true, serverVersion: '1.0.0', error: null },
  ]);
});

test('a sync by hand, by the interval, after a run and after an edit: each says who asked', async () => {
  const { ada, ben, vera, serverId } = await newShop();
  await syncServer(ada, { serverId });
  world.clock.advance(1000);
  await syncServer(ada, { serverId }, 'interval');
  world.clock.advance(1000);
  await syncServer(ada, { serverId }, 'run');
  world.clock.advance(1000);
  await updateServer(ben, { serverId, connectionConfig: { extraHeaders: { 'X-Tenant': 'a' } } });
  expect(await triggers(vera, serverId)).toEqual(['update', 'run', 'interval', 'manual', 'create']);
});

test('a failed sync leaves a row with the error, and changes nothing but the health', async () => {
  const { ada, server, serverId } = await newShop();
  mcp.refuse(503);
  await syncServer(ada, { serverId });
  expect((await rowsOf(ada, serverId))[0]).toMatchObject({
    trigger: 'manual',
    ok: false,
    snapshotId: null,
    changed: false,
    error: { code: 'http_status', httpStatus: 503 },
  });
  const after = await getServer(ada, { serverId });
  expect(after).toEqual({ ...server, health: 'unreachable', healthDetail: after.healthDetail });
  expect((await listSnapshots(ada, { serverId })).total).toBe(1);
});

test('only the newest 100 rows of a server are kept', async () => {
  const { ada, serverId } = await newShop();
  const other = await newShop();
  await world.deps.db
    .insertInto('server_syncs')
    .values(
      Array.from({ length: 120 }, (_, i) => ({
        id: `sync_${serverId}_${i}`,
        org_id: ada.org.id,
        server_id: serverId,
        at: new Date(world.clock.now().getTime() - minutes(200 - i)),
        trigger: 'interval',
        ok: true,
      })),
    )
    .execute();
  await syncServer(ada, { serverId });
  const page = await listSyncs(ada, { serverId, pageSize: 100 });
  expect(page.total).toBe(100);
  expect(page.rows[0]).toMatchObject({ trigger: 'manual' });
  expect((await listSyncs(other.ada, { serverId: other.serverId })).total).toBe(1);
});

test('a probe of a saved server leaves a row; where it lists what is stored, nothing is asked for', async () => {
  const { ben, vera, serverId } = await newShop();
  await probeServer(ben, { serverId });
  expect((await rowsOf(vera, serverId))[0]).toMatchObject({ trigger: 'probe', ok: true, snapshotId: null, changed: false });
  expect(queued).toEqual([]);
});

test('a probe that lists something else asks for one sync, and stores nothing itself', async () => {
  const { ada, ben, org, serverId } = await newShop();
  mcp.describe('Another order.');
  await probeServer(ben, { serverId });
  const payload = { orgId: org.id, serverId, trigger: 'probe' };
  expect(queued).toEqual([{ name: 'server.sync', payload, options: { singletonKey: serverId } }]);
  expect((await listSnapshots(ada, { serverId })).total).toBe(1);
  await syncServer(ada, { serverId }, 'probe');
  queued.length = 0;
  await probeServer(ben, { serverId });
  expect(queued).toEqual([]);
});

test('a probe in another era asks for a sync when that era has no history, and not when it has the same one', async () => {
  const { ada, ben, serverId } = await newShop();
  mcp.speak('modern');
  await probeServer(ben, { serverId });
  expect(queued).toHaveLength(1);
  await syncServer(ada, { serverId }, 'probe');
  mcp.speak('legacy');
  queued.length = 0;
  await probeServer(ben, { serverId });
  expect(queued).toEqual([]);
});

test('a failed probe, and one with another profile, ask for nothing', async () => {
  const { ben, vera, serverId } = await newShop();
  const profile = await createAuthProfile(ben, { serverId, name: 'Second', kind: 'bearer', value: 'secret-of-the-second' });
  const before = await triggers(vera, serverId);
  mcp.describe('Another order.');
  await probeServer(ben, { serverId, authProfileId: profile.id });
  expect(await triggers(vera, serverId)).toEqual(before);
  mcp.refuse(500);
  await probeServer(ben, { serverId });
  expect((await rowsOf(vera, serverId))[0]).toMatchObject({ trigger: 'probe', ok: false, error: { httpStatus: 500 } });
  expect(queued).toEqual([]);
});

test('a server that begins to speak the modern era is a finding of its own, for a week, and no change of the catalog', async () => {
  const { ada, vera, serverId } = await newShop();
  await syncServer(ada, { serverId });
  world.clock.advance(hours(1));
  mcp.speak('modern');
  await syncServer(ada, { serverId });
  const gained = { rule: 'era_gained', message: 'now also speaks 2026-07-28', source: 'sync' };
  expect((await listFindings(vera, { serverId })).rows).toContainEqual(expect.objectContaining(gained));
  world.clock.advance(hours(1));
  await syncServer(ada, { serverId });
  const { rows } = await listFindings(vera, { serverId });
  expect(rows.filter(({ rule }) => rule === 'era_gained')).toHaveLength(1);
  // The scripted server speaks one era at a time: the second time it does not answer initialize, that is told too.
  expect(rows).toContainEqual(expect.objectContaining({ rule: 'era_lost', message: 'no longer answers initialize', severity: 'warning' }));
  world.clock.advance(days(8));
  await syncServer(ada, { serverId });
  expect((await listFindings(vera, { serverId })).rows.filter(({ rule }) => rule.startsWith('era_'))).toEqual([]);
});

test('a catalog that changes under the same version is a finding; a first one is none', async () => {
  const { ada, vera, serverId } = await newShop();
  const unversioned = async () => (await listFindings(vera, { serverId })).rows.filter(({ rule }) => rule === 'unversioned_change');
  expect(await unversioned()).toEqual([]);
  mcp.describe('Another order.');
  await syncServer(ada, { serverId });
  expect(await unversioned()).toMatchObject([{ severity: 'info', source: 'sync' }]);
});

test('findings are those of the newest contact that listed; a failure leaves them', async () => {
  const { ada, vera, serverId } = await newShop();
  mcp.offer({ tools: [{ name: 'bare', inputSchema: { type: 'object' } }] });
  await syncServer(ada, { serverId });
  const syncedAt = world.clock.now().toISOString();
  const found = await listFindings(vera, { serverId });
  expect(found).toMatchObject({ syncedAt, examinedAt: null });
  expect(found.rows).toContainEqual(expect.objectContaining({ rule: 'no_description', toolName: 'bare', at: syncedAt }));
  expect(new Set(found.rows.map(({ id }) => id)).size).toBe(found.rows.length);
  world.clock.advance(minutes(1));
  mcp.refuse(503);
  await syncServer(ada, { serverId });
  expect(await listFindings(vera, { serverId })).toEqual(found);
});

test('an examination adds what was found by asking, worst first, and is audited', async () => {
  const { ada, ben, vera, serverId } = await newShop();
  const result = await examineServer(examining(ben, [BAD]), { serverId });
  expect(result.examinedAt).toBe(world.clock.now().toISOString());
  expect(result.rows[0]).toMatchObject({ ...BAD, source: 'examination' });
  expect(await listFindings(vera, { serverId })).toEqual(result);
  expect((await rowsOf(vera, serverId))[0]).toMatchObject({ trigger: 'examination', ok: true });
  expect((await listAuditLog(ada, { action: 'mcp_server.examine' })).total).toBe(1);
});

test('an examination comes at most once a minute per server, whoever asks', async () => {
  const { ada, ben, serverId } = await newShop();
  const other = await newShop();
  await examineServer(examining(ben, []), { serverId });
  await expect(examineServer(examining(ada, []), { serverId })).rejects.toMatchObject({ code: 'rate_limited' });
  await examineServer(examining(other.ben, []), { serverId: other.serverId });
  world.clock.advance(minutes(1));
  await examineServer(examining(ada, []), { serverId });
});

test('an examination that never ended does not count, and the one before stays', async () => {
  const { ben, vera, serverId } = await newShop();
  const first = await examineServer(examining(ben, [BAD]), { serverId });
  world.clock.advance(minutes(2));
  const broken: Ctx = { ...ben, deps: { ...ben.deps, mcp: { ...ben.deps.mcp, examine: () => Promise.reject(new Error('gone')) } } };
  await expect(examineServer(broken, { serverId })).rejects.toThrow('gone');
  expect(await listFindings(vera, { serverId })).toEqual(first);
  expect((await rowsOf(vera, serverId))[0]).toMatchObject({ trigger: 'examination', ok: false, findings: [] });
});

test('what an examination quotes holds no secret of the organization', async () => {
  const { ben, serverId } = await newShop();
  await createAuthProfile(ben, { serverId, name: 'Key', kind: 'bearer', value: 'very-secret-value-1' });
  const leaky: Finding = { ...BAD, message: 'answered very-secret-value-1', evidence: 'Authorization: Bearer very-secret-value-1' };
  const { rows } = await examineServer(examining(ben, [leaky]), { serverId });
  expect(JSON.stringify(rows)).not.toContain('very-secret-value-1');
});

test('vera may look and not examine; eve finds nothing', async () => {
  const { vera, eve, serverId } = await newShop();
  await expect(examineServer(vera, { serverId })).rejects.toMatchObject({ code: 'forbidden_role' });
  const nothing = { code: 'not_found', thing: 'mcp_server' };
  await expect(examineServer(eve, { serverId })).rejects.toMatchObject(nothing);
  await expect(listSyncs(eve, { serverId })).rejects.toMatchObject(nothing);
  await expect(listFindings(eve, { serverId })).rejects.toMatchObject(nothing);
});
