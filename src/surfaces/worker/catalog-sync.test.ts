// Catalogs are read again by themselves: by the clock, and after a run in which the server said that its lists changed.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hours } from '#kernel/duration';
import { listAuditLog } from '#modules/access';
import { getRun, startRuns } from '#modules/runs';
import { createServer, diffSnapshots, getCatalog, getServer, listSnapshots, removeServer } from '#modules/servers';
import { createWorkflow, workflowUsage } from '#modules/workflows';
import type { Ctx, Deps } from '#platform/ctx';
import { createJobs } from '#platform/jobs/boss';
import type { Jobs } from '#platform/jobs/jobs';
import { silentLog } from '#platform/log';
import { startListingServer, STANDARD_OFFER } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import { rpcResult } from '#test/mcp-fixtures/raw-server';
import { startScriptedServer } from '#test/mcp-fixtures/scripted-server';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld } from '#test/run-world';
import { jobHandlers } from './jobs.ts';
import { startWorker } from './start-worker.ts';
import type { Worker } from './start-worker.ts';

let world: RunWorld;
let mcp: ListingServer;
let deps: Deps;
let worker: Worker;
/** Added before any worker of this version ran: nothing was planned for it. */
let old: { readonly ada: Ctx; readonly serverId: string };

beforeAll(async () => {
  world = await makeRunWorld();
  mcp = await startListingServer();
  const jobs: Jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
  deps = { ...world.deps, jobs };
  const { ada } = await world.newShop();
  const switchedOff = { ...ada, deps: { ...deps, settings: { ...deps.settings, catalogSyncHours: 0 } } };
  old = { ada, serverId: (await createServer(switchedOff, { name: 'Old', baseUrl: mcp.url })).id };
  worker = await startWorker(deps, { instanceId: randomUUID(), roles: ['worker'] });
});
afterAll(async () => {
  await worker.stop(1000);
  await mcp.close();
  await world.close();
});

const WAIT = { timeout: 15_000 };
const syncedAt = async (ctx: Ctx, serverId: string) => (await getServer(ctx, { serverId })).lastSyncedAt;

test('when its time has come, a server is synced as the system: what changed is a snapshot, a diff and an audit entry', async () => {
  const { ada, vera } = await world.newShop();
  const { id: serverId } = await createServer(ada, { name: 'Drifting', baseUrl: mcp.url });
  const before = await syncedAt(ada, serverId);
  mcp.offer({ tools: STANDARD_OFFER.tools.slice(0, 1) });
  world.clock.advance(hours(7));
  await expect.poll(() => syncedAt(ada, serverId), WAIT).not.toBe(before);
  const { rows } = await listSnapshots(vera, { serverId });
  expect(rows.map(({ counts }) => counts.tools)).toEqual([1, 2]);
  const [to, from] = rows.map(({ id }) => id);
  expect(await diffSnapshots(vera, { serverId, from, to })).toMatchObject({
    breakingCount: 1,
    removed: [{ kind: 'tool', name: 'order_list' }],
  });
  const audit = await listAuditLog(ada, { action: 'mcp_server.sync' });
  expect(audit.rows).toMatchObject([{ actor: { type: 'system', id: 'worker' }, objectId: serverId }]);
  mcp.offer(STANDARD_OFFER);
});

test('a server that was added before is taken up by the start of a worker', async () => {
  const before = await syncedAt(old.ada, old.serverId);
  const lists = mcp.listCount();
  world.clock.advance(hours(7));
  await expect.poll(() => syncedAt(old.ada, old.serverId), WAIT).not.toBe(before);
  expect(mcp.listCount()).toBeGreaterThan(lists);
});

test('a sync that fails costs only the health, and the next one comes', async () => {
  const { ada } = await world.newShop();
  const { id: serverId } = await createServer(ada, { name: 'Failing', baseUrl: mcp.url });
  const { snapshotId, lastSyncedAt } = await getServer(ada, { serverId });
  mcp.refuse(503);
  world.clock.advance(hours(7));
  await expect.poll(async () => (await getServer(ada, { serverId })).health, WAIT).toBe('unreachable');
  expect(await getServer(ada, { serverId })).toMatchObject({ snapshotId, lastSyncedAt });
  mcp.refuse(undefined);
  world.clock.advance(hours(7));
  await expect.poll(async () => (await getServer(ada, { serverId })).health, WAIT).toBe('healthy');
});

test('a job whose server was archived or never existed is done with nothing', async () => {
  const { ada, org, serverId } = await world.newShop();
  await removeServer(ada, { serverId }, workflowUsage);
  const { handle } = jobHandlers(deps)['server.sync'];
  const go = new AbortController().signal;
  const contacts = world.mcp.received.length;
  await handle({ orgId: org.id, serverId }, go);
  await handle({ orgId: org.id, serverId: 'mcp_00000000000000000000000000' }, go);
  await handle({ orgId: 'org_00000000000000000000000000', serverId }, go);
  expect(world.mcp.received).toHaveLength(contacts);
});

test('a list-changed notice in a run is followed by a sync, and the new tool is there', async () => {
  const { ada, ben } = await world.newShop();
  const server = await startGrowingServer();
  try {
    const { id: serverId } = await createServer(ben, { name: 'Growing', baseUrl: server.url });
    const workflow = await createWorkflow(ben, {
      name: 'Grow',
      mcpServerId: serverId,
      testerPrompt: '1. call grow\nanswer grown',
      testerModelId: 'script/steps',
      criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
    });
    const { runId } = await startRuns({ ...ben, deps }, { workflowId: workflow.id });
    const tools = async () => (await getCatalog(ada, { serverId })).tools.flatMap(({ name, active }) => (active ? [name] : []));
    await expect.poll(tools, WAIT).toEqual(['grow', 'grown']);
    await expect.poll(async () => (await getRun(ben, { runId })).status, WAIT).toBe('pass');
    expect((await listSnapshots(ada, { serverId })).total).toBe(2);
  } finally {
    await server.close();
  }
});

/** Its tool `grow` adds a tool to the list, and says so before it answers. */
async function startGrowingServer(): Promise<Awaited<ReturnType<typeof startScriptedServer>>> {
  const tools = [{ name: 'grow', inputSchema: { type: 'object' } }];
  return startScriptedServer({
    era: 'legacy',
    capabilities: { tools: { listChanged: true } },
    answer: {
      'tools/list': () => ({ tools }),
      'tools/call': ({ message }, response) => {
        tools.push({ name: 'grown', inputSchema: { type: 'object' } });
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n');
        response.end(`data: ${JSON.stringify(rpcResult(message.id, { content: [{ type: 'text', text: 'grown' }] }))}\n\n`);
        return undefined;
      },
    },
  });
}
