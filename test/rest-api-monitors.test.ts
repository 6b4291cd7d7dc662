// Monitors over the REST API, against a real MCP server. Every answer is checked with its documented schema.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRestWorld } from '#test/rest-world';
import type { Call, RestWorld } from '#test/rest-world';

let world: RestWorld;
let storeUrl: string;
beforeAll(async () => {
  world = await makeRestWorld();
  storeUrl = await world.startStore();
});
afterAll(() => world.close());

interface Team {
  readonly editor: Call;
  readonly viewer: Call;
  readonly stranger: Call;
  readonly serverId: string;
}

async function team(): Promise<Team> {
  const { ben, vera, eve } = await world.newOrg();
  const [editor, viewer, stranger] = await Promise.all([world.keyOf(ben), world.keyOf(vera), world.keyOf(eve)]);
  const { body } = await editor.call('POST', '/mcp-servers', { body: { name: 'Acme Store', baseUrl: storeUrl } });
  return { editor: editor.call, viewer: viewer.call, stranger: stranger.call, serverId: body.id };
}

const orderOf = (mcpServerId: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  mcpServerId,
  toolName: 'get_order',
  arguments: { orderId: 'ORD-1001' },
  assertions: [{ kind: 'jsonpath', path: '$.id', equals: 'ORD-1001' }],
  ...changes,
});

test('a monitor is proposed, tried, made, checked, changed, paused and deleted', async () => {
  const { editor, viewer, serverId } = await team();
  const proposed = await viewer('GET', `/mcp-servers/${serverId}/monitor-suggestions`);
  expect(proposed.body.rows).toContainEqual(expect.objectContaining({ toolName: 'get_order', isMonitored: false }));

  const tried = await editor('POST', '/monitors/test', { body: orderOf(serverId) });
  expect([tried.status, tried.body]).toMatchObject([200, { status: 'pass', reason: null, trigger: 'manual' }]);
  expect((await viewer('GET', '/monitors')).body.total).toBe(0);

  const made = await editor('POST', '/monitors', { body: orderOf(serverId) });
  expect([made.status, made.body]).toMatchObject([
    201,
    { name: 'get_order on Acme Store', status: 'unknown', mcpServerName: 'Acme Store' },
  ]);
  const path = `/monitors/${made.body.id}`;
  expect(made.headers.get('location')).toBe(`/api/armature/v1${path}`);

  const checked = await editor('POST', `${path}/check`);
  expect([checked.status, checked.body]).toMatchObject([200, { monitorId: made.body.id, status: 'pass', trigger: 'manual' }]);
  const seen = await viewer('GET', path);
  expect(seen.body).toMatchObject({ status: 'pass', uptime24h: 100, lastCheck: { id: checked.body.id } });

  const history = await viewer('GET', `${path}/checks?range=7d&status=pass`);
  expect(history.body).toMatchObject({
    total: 1,
    rows: [{ id: checked.body.id }],
    summary: { pass: 1, fail: 0, error: 0, uptimePercent: 100 },
  });
  const series = await viewer('GET', `${path}/series`);
  expect(series.body.points.reduce((sum: number, { pass }: { pass: number }) => sum + pass, 0)).toBe(1);

  const failing = await editor('PATCH', path, { body: { assertions: [{ kind: 'jsonpath', path: '$.id', equals: 'ORD-1' }] } });
  expect([failing.status, failing.body.status]).toEqual([200, 'unknown']);
  expect((await editor('POST', `${path}/check`)).body).toMatchObject({
    status: 'fail',
    reason: 'assertion',
    failedAssertion: { index: 0 },
  });
  expect((await viewer('GET', '/monitors?status=fail&sort=-lastCheckAt&search=acme')).body).toMatchObject({
    total: 1,
    rows: [{ id: made.body.id, consecutiveFailures: 1 }],
  });

  const paused = await editor('PATCH', path, { body: { state: 'paused' } });
  expect(paused.body).toMatchObject({ state: 'paused', nextCheckAt: null });
  expect((await editor('POST', `${path}/check`)).status).toBe(409);
  expect((await editor('DELETE', path)).body).toEqual({ ok: true });
  expect((await viewer('GET', path)).body.error.code).toBe('monitor_not_found');
});

test('a list of monitors is answered as a list, and refused as a whole', async () => {
  const { editor, viewer, serverId } = await team();
  const made = await editor('POST', '/monitors', { body: { monitors: [orderOf(serverId), orderOf(serverId, { intervalSeconds: 60 })] } });
  expect([made.status, made.body.monitors.map((one: { intervalSeconds: number }) => one.intervalSeconds)]).toEqual([201, [300, 60]]);
  const one = await editor('POST', '/monitors', { body: { monitors: [orderOf(serverId)] } });
  expect(one.body.monitors).toHaveLength(1);
  const refused = await editor('POST', '/monitors', { body: { monitors: [orderOf(serverId), orderOf(serverId, { arguments: {} })] } });
  expect([refused.status, refused.body.error.details.fieldErrors]).toMatchObject([400, [{ field: 'monitors[1].arguments' }]]);
  expect((await viewer('GET', `/monitors?mcpServerId=${serverId}`)).body.total).toBe(3);
});

test('an archived server pauses its monitors only when forced, and a profile in use stays', async () => {
  const { editor, viewer, serverId } = await team();
  const profile = await editor('POST', `/mcp-servers/${serverId}/auth-profiles`, { body: { name: 'Second', kind: 'none' } });
  const made = await editor('POST', '/monitors', { body: orderOf(serverId, { authProfileId: profile.body.id }) });
  const usedBy = [{ type: 'monitor', id: made.body.id, name: made.body.name }];
  const kept = await editor('DELETE', `/mcp-servers/${serverId}/auth-profiles/${profile.body.id}`);
  expect([kept.status, kept.body.error.details.usedBy]).toEqual([409, usedBy]);
  const refused = await editor('DELETE', `/mcp-servers/${serverId}`);
  expect([refused.status, refused.body.error.details.usedBy]).toEqual([409, usedBy]);
  expect((await editor('DELETE', `/mcp-servers/${serverId}?force=true`)).status).toBe(200);
  expect((await viewer('GET', `/monitors/${made.body.id}`)).body).toMatchObject({ state: 'paused', warnings: [expect.any(String)] });
});

test('viewers read only, and strangers find nothing', async () => {
  const { editor, viewer, stranger, serverId } = await team();
  const { body } = await editor('POST', '/monitors', { body: orderOf(serverId) });
  const path = `/monitors/${body.id}`;
  const writes: readonly (readonly [string, string])[] = [
    ['POST', '/monitors'],
    ['POST', '/monitors/test'],
    ['PATCH', path],
    ['DELETE', path],
    ['POST', `${path}/check`],
  ];
  for (const [method, where] of writes) expect((await viewer(method, where, { body: {} })).body.error.code).toBe('forbidden_role');
  const absent: readonly (readonly [string, string])[] = [
    ['GET', path],
    ['GET', `${path}/checks`],
    ['GET', `${path}/series`],
    ['DELETE', path],
    ['POST', `${path}/check`],
    ['GET', '/monitors/%20'],
  ];
  for (const [method, where] of absent) {
    const { status, body: answer } = await stranger(method, where);
    expect([where, status, answer.error.code]).toEqual([where, 404, 'monitor_not_found']);
  }
  expect((await stranger('PATCH', path, { body: { name: 'x' } })).status).toBe(404);
  expect((await stranger('GET', '/monitors')).body.total).toBe(0);
});
