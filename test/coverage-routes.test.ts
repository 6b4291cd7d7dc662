// Coverage and the status page over REST: every answer is checked against its documented shape.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';
import { insertWatchedMonitor } from './watched-monitor.ts';

let world: RestWorld;
beforeAll(async () => {
  world = await makeRestWorld();
});
afterAll(() => world.close());

/** The demo store as a server of the organization, with a workflow that names two of its tools. */
async function storeWithWorkflow() {
  const cast = await world.newOrg();
  const { call } = await world.keyOf(cast.ada);
  const server = await call('POST', '/mcp-servers', {
    body: { name: 'Store', transportType: 'streamable_http', baseUrl: await world.startStore() },
  });
  const { id: serverId } = server.body;
  const workflow = await call('POST', '/workflows', {
    body: {
      name: 'Names two',
      mcpServerId: serverId,
      testerPrompt: '1. call search_products with {"query": "mug"}\nanswer done',
      testerModelId: 'script/steps',
      criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
      toolPolicy: { allowed_tools: ['search_products', 'create_order', 'get_*'] },
    },
  });
  return { cast, call, serverId, workflow: workflow.body };
}

test('the report of a server and the percentages of many agree', async () => {
  const { call, serverId, workflow, cast } = await storeWithWorkflow();
  const monitor = await insertWatchedMonitor(cast.ada, { serverId });
  const report = await call('GET', `/mcp-servers/${serverId}/coverage`);
  expect(report.status).toBe(200);
  expect(report.body).toMatchObject({ mcpServerId: serverId, runsConsidered: 0, truncated: false });
  expect(report.body.covered).toMatchObject([
    { tool: 'create_order', by: ['policy'], callCount: 0, workflows: [{ id: workflow.id, name: 'Names two' }] },
    { tool: 'search_products', by: ['policy'] },
  ]);
  const several = await call('GET', `/coverage?mcpServerIds=${serverId},mcp_none,${serverId}`);
  expect(several.body.rows).toEqual([
    { mcpServerId: serverId, coveragePercent: report.body.coveragePercent },
    { mcpServerId: 'mcp_none', coveragePercent: null },
  ]);
  expect(report.body.coveragePercent).toBe(Math.round(200 / report.body.toolsConsidered));
  expect(JSON.stringify(report.body)).not.toContain(monitor.monitorId);
  expect((await call('GET', '/coverage?mcpServerIds=')).body.rows).toEqual([]);
});

test('a query that names no servers or too many is refused by its field', async () => {
  const { call } = await world.keyOf(world.vera);
  for (const query of [
    '',
    `?mcpServerIds=${Array.from({ length: 101 }, (_, i) => `mcp_${i}`).join(',')}`,
    `?mcpServerIds=${'x'.repeat(12_001)}`,
  ]) {
    const refused = await call('GET', `/coverage${query}`);
    expect([refused.status, refused.body.error.details.fieldErrors[0].field]).toEqual([400, 'mcpServerIds']);
  }
});

test('eve gets nothing of it', async () => {
  const { serverId, cast } = await storeWithWorkflow();
  const { call } = await world.keyOf(cast.eve);
  const report = await call('GET', `/mcp-servers/${serverId}/coverage`);
  expect([report.status, report.body.error.code]).toEqual([404, 'mcp_server_not_found']);
  expect((await call('GET', `/coverage?mcpServerIds=${serverId}`)).body.rows).toEqual([{ mcpServerId: serverId, coveragePercent: null }]);
});

test('the status page is read by everyone, saved by ada alone, and answers as it is documented', async () => {
  const cast = await world.newOrg();
  const [ada, ben, vera] = await Promise.all([cast.ada, cast.ben, cast.vera].map(async (person) => (await world.keyOf(person)).call));
  const { monitorId } = await insertWatchedMonitor(cast.ada);
  const body = { slug: 'rest-page', title: 'Acme', isPublic: true, monitors: [{ monitorId, label: 'Orders' }] };
  expect((await vera?.('GET', '/status-page'))?.body).toMatchObject({ isPublic: false, updatedAt: null });
  for (const call of [ben, vera]) expect((await call?.('PUT', '/status-page', { body }))?.status).toBe(403);
  const saved = await ada?.('PUT', '/status-page', { body });
  expect([saved?.status, saved?.body]).toMatchObject([200, { slug: 'rest-page', url: 'http://127.0.0.1:4600/status/rest-page' }]);
  expect((await vera?.('GET', '/status-page'))?.body).toEqual(saved?.body);
  const eve = (await world.keyOf(cast.eve)).call;
  const taken = await eve('PUT', '/status-page', { body: { ...body, monitors: [] } });
  expect([taken.status, taken.body.error.details.fieldErrors[0].field]).toEqual([409, 'slug']);
  const secret = await ada?.('PUT', '/status-page', { body: { ...body, title: 'http://u:p@127.0.0.1:1/' } });
  expect([secret?.status, secret?.body.error.code]).toEqual([400, 'secret_in_arguments']);
});
