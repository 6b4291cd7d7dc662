// Configuration as code, through the front door: plans that keep nothing, applies that keep all or nothing.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { listAuditLog } from '#modules/access';
import { createDestination, createRule, listRules, updateRule } from '#modules/alerts';
import { createMonitors, listMonitors } from '#modules/monitors';
import { createServer, getServer, listAuthProfiles, listServers } from '#modules/servers';
import { createSource } from '#modules/sources';
import { createWorkflow, getWorkflow, listVersions, listWorkflows, updateWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { untilBlocked } from '#test/blocked-sessions';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { rowsOf } from '#test/organization-rows';
import { startShopServer } from '#test/shop-server';
import type { ShopServer } from '#test/shop-server';
import { applyConfig, exportConfig, planConfig } from './index.ts';
import { lockConfig } from './store.ts';

let world: World;
let mcp: ShopServer;
beforeAll(async () => {
  [world, mcp] = await Promise.all([makeWorld(), startShopServer()]);
});
afterAll(async () => {
  await mcp.close();
  await world.close();
});

const CHECK = { kind: 'check', check: { kind: 'no_tool_errors' } };

/** One of each kind, in its shortest words. */
const document = () => ({
  version: 1,
  servers: [{ key: 'shop', name: 'Shop', baseUrl: mcp.url }] as Record<string, unknown>[],
  workflows: [
    {
      key: 'lookup',
      name: 'Order lookup',
      mcpServer: 'shop',
      testerModelId: 'script/steps',
      testerPrompt: '1. call order_get with {"orderId": "4711"}\nanswer done',
      criteria: [CHECK, { criterionText: 'The order is named.' }],
    },
  ] as Record<string, unknown>[],
  monitors: [{ key: 'orders', name: 'Orders', mcpServer: 'shop', toolName: 'order_list' }] as Record<string, unknown>[],
  rules: [{ key: 'tell', name: 'Tell ops', targetType: 'monitor', target: 'orders', destination: 'Ops' }] as Record<string, unknown>[],
});

async function newOrg(): Promise<Cast> {
  const cast = await world.newOrg();
  await createDestination(cast.ada, { kind: 'webhook', name: 'Ops', url: 'http://127.0.0.1:9/hook' });
  return cast;
}

const opsOf = ({ changes }: { changes: readonly { kind: string; key: string; op: string }[] }) =>
  changes.map(({ kind, key, op }) => `${op} ${kind} ${key}`);

/** Every word of the database about an organization, but for what reading alone may write. */
async function stateOf({ org }: Cast): Promise<string> {
  const tables = [
    'mcp_servers',
    'auth_profiles',
    'secrets',
    'workflows',
    'workflow_versions',
    'monitors',
    'alert_rules',
    'config_keys',
    'audit_log',
    'due',
    'facts',
  ];
  const rows = [];
  for (const table of tables) {
    const found = await sql`select to_jsonb(t) as row from ${sql.table(table)} t where org_id = ${org.id} order by 1`.execute(
      world.deps.db,
    );
    rows.push([table, found.rows]);
  }
  return JSON.stringify(rows);
}

const errorOf = async (work: Promise<unknown>) =>
  (await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as { code: string; fieldErrors: { field: string; message: string }[] };

describe('applying', () => {
  test('makes everything, with the catalog that the server listed before, and a second time changes nothing', async () => {
    const cast = await newOrg();
    const applied = await applyConfig(cast.ben, { document: document() });
    expect(opsOf(applied)).toEqual(['create server shop', 'create workflow lookup', 'create monitor orders', 'create rule tell']);
    expect(applied.changes.every(({ id }) => id !== null)).toBe(true);
    const { rows: servers } = await listServers(cast.vera, {});
    expect(servers).toMatchObject([{ name: 'Shop', toolCount: 7, health: 'healthy' }]);
    expect((await listMonitors(cast.vera, {})).rows).toMatchObject([
      { name: 'Orders', toolName: 'order_list', state: 'active', intervalSeconds: 300 },
    ]);
    expect((await listRules(cast.vera, {})).rows).toMatchObject([{ name: 'Tell ops', targetName: 'Orders', destinationName: 'Ops' }]);

    const before = await stateOf(cast);
    expect(opsOf(await applyConfig(cast.ben, { document: document() }))).toEqual([
      'none server shop',
      'none workflow lookup',
      'none monitor orders',
      'none rule tell',
    ]);
    expect(await stateOf(cast)).toBe(before);
  });

  test('writes down each object as the one who asked, and the whole', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: document() });
    const { rows } = await listAuditLog(cast.ada, {});
    const entries = rows.map(({ action, actor }) => `${action} by ${actor.name}`);
    for (const action of ['mcp_server.create', 'workflow.create', 'monitor.create', 'alert_rule.create', 'config.apply'])
      expect(entries.filter((entry) => entry === `${action} by Ben`)).toHaveLength(1);
    expect(rows.find(({ action }) => action === 'config.apply')?.after).toEqual({ create: 4 });
  });

  test('changes what the document says otherwise, and puts what it leaves out back to its default', async () => {
    const cast = await newOrg();
    const first = document();
    Object.assign(first.workflows[0] ?? {}, {
      schedule: { cron: '0 * * * *' },
      limits: { maxSteps: 5 },
      state: 'paused',
      categories: ['a'],
    });
    Object.assign(first.monitors[0] ?? {}, { intervalSeconds: 60, assertions: [{ kind: 'max_latency_ms', ms: 100 }] });
    await applyConfig(cast.ben, { document: first });
    const { changes } = await applyConfig(cast.ben, { document: document() });
    expect(changes.map(({ op, diff }) => [op, diff.map(({ path, op: how }) => `${how} ${path}`).toSorted()])).toEqual([
      ['none', []],
      ['update', ['remove categories[0]', 'replace limits.maxSteps', 'replace schedule', 'replace state']],
      ['update', ['remove assertions[0]', 'replace intervalSeconds']],
      ['none', []],
    ]);
    expect((await listWorkflows(cast.vera, {})).rows).toMatchObject([{ schedule: null, state: 'active', limits: { maxSteps: 30 } }]);
  });

  test('keeps the id of a criterion that says the same, wherever it stands', async () => {
    const cast = await newOrg();
    const { changes } = await applyConfig(cast.ben, { document: document() });
    const workflowId = changes[1]?.id ?? '';
    const [one, two] = (await getWorkflow(cast.vera, { workflowId })).criteria;
    const next = document();
    Object.assign(next.workflows[0] ?? {}, {
      criteria: [{ criterionText: 'A new one.' }, CHECK, { criterionText: 'The order is named.' }],
    });
    const applied = await applyConfig(cast.ben, { document: next });
    expect(applied.changes[1]?.diff.map(({ path, op }) => `${op} ${path}`)).toEqual(['add criteria[0]']);
    const criteria = (await getWorkflow(cast.vera, { workflowId })).criteria;
    expect(criteria.map(({ id }) => id).slice(1)).toEqual([one?.id, two?.id]);
    expect((await listVersions(cast.vera, { workflowId })).rows).toHaveLength(2);
  });

  test('is refused as a whole, with every fault at its place', async () => {
    const cast = await newOrg();
    const wrong = document();
    wrong.servers.push({
      key: 'crm',
      name: '',
      baseUrl: 'ftp://x',
      connectionConfig: { timeoutSeconds: 0, extraHeaders: { 'X-A': 'in the file' } },
    });
    wrong.servers.push({ key: 'erp', name: 'ERP', baseUrl: 'ftp://x', connectionConfig: { timeoutSeconds: 0 } });
    wrong.servers.push({ key: 'shop', name: 'Twice', baseUrl: mcp.url });
    wrong.workflows.push({ key: 'a', name: 'A', mcpServer: 'nobody', testerPrompt: 'x', criteria: [] });
    wrong.workflows.push({ key: 'b', name: 'B', mcpServer: 'crm', testerPrompt: 'x', criteria: [] });
    wrong.workflows.push({
      key: 'c',
      name: 'C',
      mcpServer: 'shop',
      testerModelId: 'no/model',
      testerPrompt: '',
      criteria: [],
      schedule: { cron: '0 25 * * *' },
      extra: 1,
    });
    wrong.monitors.push({
      key: 'm',
      name: 'M',
      mcpServer: 'shop',
      toolName: 'gone',
      assertions: [{ kind: 'jsonpath', path: '$[', equals: 1 }],
    });
    wrong.rules.push({ key: 'r', name: 'R', targetType: 'workflow', target: 'a', destination: 'Ops' });
    wrong.rules.push({ key: 's', name: 'S', targetType: 'workflow', target: 'lookup', destination: 'Nobody', failAfter: 99 });
    const before = await stateOf(cast);
    const error = await errorOf(applyConfig(cast.ben, { document: wrong }));
    expect(error.code).toBe('validation_failed');
    expect(error.fieldErrors.map(({ field }) => field).toSorted()).toEqual([
      'monitors[1].assertions[0].path',
      'monitors[1].toolName',
      'rules[2].destination',
      'servers[1].connectionConfig.extraHeaders.X-A',
      'servers[2].baseUrl',
      'servers[2].connectionConfig.timeoutSeconds',
      'servers[3].key',
      'workflows[1].mcpServer',
      'workflows[3].extra',
    ]);
    expect(await stateOf(cast)).toBe(before);
    // what its verb finds wrong comes to light with everything else
    delete wrong.workflows[3]?.['extra'];
    const later = await errorOf(applyConfig(cast.ben, { document: wrong }));
    expect(later.fieldErrors.map(({ field }) => field).filter((field) => field.startsWith('workflows[3]'))).toEqual([
      'workflows[3].testerPrompt',
      'workflows[3].criteria',
      'workflows[3].schedule.cron',
      'workflows[3].testerModelId',
    ]);
    expect(await stateOf(cast)).toBe(before);
  });

  test('of a document that is none says what it should be', async () => {
    const { ben } = await newOrg();
    for (const [raw, field] of [
      [undefined, 'document'],
      ['servers', 'document'],
      [{ servers: [] }, 'version'],
      [{ version: 2 }, 'version'],
      [{ version: 1, servers: {} }, 'servers'],
      [{ version: 1, server: [] }, 'server'],
    ] as const)
      expect((await errorOf(applyConfig(ben, { document: raw }))).fieldErrors.map((error) => error.field)).toEqual([field]);
  });

  test('tries servers for a minute in all, and says which it did not try to the end', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: { version: 1, servers: [{ key: 'shop', name: 'Shop', baseUrl: mcp.url }] } });
    const silent = createHttpServer(() => world.clock.advance(60_000)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const hanging = Array.from({ length: 10 }, (_, i) => ({ key: `s${i}`, name: `S${i}`, baseUrl: `http://127.0.0.1:${port}/mcp` }));
    const servers = [...hanging, { key: 'shop', name: 'Shop', baseUrl: mcp.url }];
    const error = await errorOf(applyConfig(cast.ben, { document: { version: 1, servers } }));
    silent.close().closeAllConnections();
    expect(error.fieldErrors).toEqual(
      hanging.map((_, i) => ({ field: `servers[${i}]`, message: expect.stringContaining('was not tried to the end: ') })),
    );
  }, 20_000);

  test('refuses a server that does not answer, and nothing else is made', async () => {
    const cast = await newOrg();
    const wrong = document();
    wrong.servers.push({ key: 'dead', name: 'Dead', baseUrl: 'http://127.0.0.1:9/mcp' });
    wrong.monitors.push({ key: 'm', name: 'M', mcpServer: 'dead', toolName: 'x' });
    const before = await stateOf(cast);
    const error = await errorOf(applyConfig(cast.ben, { document: wrong }));
    expect(error.fieldErrors).toEqual([{ field: 'servers[1]', message: expect.stringContaining('did not pass the probe: ') }]);
    expect(await stateOf(cast)).toBe(before);
    const untried = { version: 1, servers: wrong.servers.slice(1) };
    expect(opsOf(await applyConfig(cast.ben, { document: untried, skipProbe: true }))).toEqual(['create server dead']);
  }, 20_000);

  test('vera may not, and eve has an organization of her own', async () => {
    const cast = await newOrg();
    const before = await stateOf(cast);
    await expect(applyConfig(cast.vera, { document: document() })).rejects.toMatchObject({ code: 'forbidden_role' });
    expect(await stateOf(cast)).toBe(before);
    await applyConfig(cast.ben, { document: document() });
    const own = { ...document(), rules: [] };
    expect(opsOf(await applyConfig(cast.eve, { document: own, prune: true }))).toEqual([
      'create server shop',
      'create workflow lookup',
      'create monitor orders',
    ]);
    expect((await exportConfig(cast.eve)).document.rules).toEqual([]);
    expect(opsOf(await planConfig(cast.ben, { document: document() })).every((op) => op.startsWith('none'))).toBe(true);
  });

  test('of two at once is done one after the other, and makes everything once', async () => {
    const cast = await newOrg();
    const both = await Promise.all([1, 2].map(() => applyConfig(cast.ben, { document: document() })));
    expect(both.flatMap(opsOf).filter((op) => op.startsWith('create'))).toHaveLength(4);
    expect((await listWorkflows(cast.vera, {})).total).toBe(1);
  });

  test('is refused when something changed since the plan', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: document() });
    const next = document();
    Object.assign(next.monitors[0] ?? {}, { intervalSeconds: 60 });
    const { planHash } = await planConfig(cast.vera, { document: next });
    const [rule] = (await listRules(cast.vera, {})).rows;
    await updateRule(cast.ben, { ruleId: rule?.id, failAfter: 3 });
    await expect(applyConfig(cast.ben, { document: next, expectedPlanHash: planHash })).rejects.toMatchObject({ code: 'conflict' });
    expect((await listMonitors(cast.vera, {})).rows).toMatchObject([{ intervalSeconds: 300 }]);
    const again = await planConfig(cast.vera, { document: next });
    expect(again.planHash).not.toBe(planHash);
    // another document is another plan, and contacts of servers are none
    expect((await planConfig(cast.vera, { document: document() })).planHash).not.toBe(again.planHash);
    await sql`update mcp_servers set health = 'unreachable', last_synced_at = now() where org_id = ${cast.org.id}`.execute(world.deps.db);
    expect(opsOf(await applyConfig(cast.ben, { document: next, expectedPlanHash: again.planHash }))).toContain('update monitor orders');
  });
});

describe('planning', () => {
  test('waits for its turn without a connection to the database, and in no long queue', async () => {
    const cast = await newOrg();
    const { db } = world.deps;
    const plans = await inTransaction(db, async (tx) => {
      await lockConfig(tx, cast.org.id, { waitMs: 1000 });
      const asked = Array.from({ length: 12 }, () => planConfig(cast.vera, { document: { version: 1 } }));
      const refused = await Promise.allSettled(asked.slice(9));
      expect(refused.map((one) => one.status === 'rejected' && (one.reason as { code?: string }).code)).toEqual(
        Array(3).fill('unavailable'),
      );
      await untilBlocked(db, 'pg_advisory_xact_lock');
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(tx);
      expect(rows).toEqual([{ count: 1 }]);
      return asked.slice(0, 9);
    });
    expect((await Promise.all(plans)).map(({ changes }) => changes)).toEqual(Array.from({ length: 9 }, () => []));
  });

  test('ends before others wait too long for what it holds, as applying does', async () => {
    const cast = await newOrg();
    let ms = Date.now();
    const clock = { ...world.clock, now: () => new Date((ms += 1_000)) };
    const slow = (ctx: Ctx): Ctx => ({ ...ctx, deps: { ...ctx.deps, clock } });
    const large = { version: 1, servers: Array.from({ length: 50 }, (_, i) => ({ key: `s${i}`, name: `S${i}`, baseUrl: mcp.url })) };
    const before = await stateOf(cast);
    await expect(planConfig(slow(cast.vera), { document: large })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(applyConfig(slow(cast.ben), { document: large, skipProbe: true })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await stateOf(cast)).toBe(before);
  });

  test('makes one key of a kind for all credentials that sign, and leaves no more to be redacted', async () => {
    const cast = await newOrg();
    const signing = (name: string, signingAlgorithm: string) => ({
      key: name,
      name,
      kind: 'oauth_client_credentials',
      tokenUrl: `${new URL(mcp.url).origin}/token`,
      clientId: 'armature',
      authMethod: 'private_key_jwt',
      privateKey: { secretEnv: 'KEY' },
      signingAlgorithm,
    });
    const authProfiles = ['RS256', 'RS512', 'PS256', 'ES256'].map((algorithm) => signing(algorithm.toLowerCase(), algorithm));
    const signed = { version: 1, servers: [{ key: 'shop', name: 'Shop', baseUrl: mcp.url, authProfiles }] };
    for (let i = 0; i < 2; i += 1) expect((await planConfig(cast.vera, { document: signed })).fieldErrors).toEqual([]);
    const redacted = await world.deps.vault.valuesOf(cast.org.id);
    expect(redacted.filter((value) => value.includes('PRIVATE KEY'))).toHaveLength(2);
  });

  test('keeps nothing, contacts nobody, and says what applying then does', async () => {
    const cast = await newOrg();
    const [before, contacts] = [await stateOf(cast), mcp.received.length];
    const plan = await planConfig(cast.vera, { document: document() });
    expect(plan.fieldErrors).toEqual([]);
    expect(opsOf(plan)).toEqual(['create server shop', 'create workflow lookup', 'create monitor orders', 'create rule tell']);
    expect(plan.changes.map(({ id }) => id)).toEqual([null, null, null, null]);
    expect(plan.changes[0]?.diff).toEqual([
      { path: 'name', op: 'add', after: 'Shop' },
      { path: 'baseUrl', op: 'add', after: mcp.url },
    ]);
    expect(plan.changes[2]?.warnings).toEqual([expect.stringContaining('when this is applied')]);
    expect([await stateOf(cast), mcp.received.length]).toEqual([before, contacts]);
    const applied = await applyConfig(cast.ben, { document: document(), expectedPlanHash: plan.planHash });
    expect(opsOf(applied)).toEqual(opsOf(plan));
  });

  test('finds the faults that applying would', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: document() });
    const wrong = document();
    Object.assign(wrong.monitors[0] ?? {}, { toolName: 'order_get', arguments: { nope: 1 } });
    Object.assign(wrong.workflows[0] ?? {}, { judge: { modelId: 'no/judge', samples: 3 }, mcpServer: 'shop2' });
    wrong.servers.push({ key: 'shop2', name: 'shop', baseUrl: mcp.url });
    const plan = await planConfig(cast.vera, { document: wrong });
    const error = await errorOf(applyConfig(cast.ben, { document: wrong }));
    expect(plan.fieldErrors).toEqual(error.fieldErrors);
    expect(plan.fieldErrors.map(({ field }) => field)).toEqual(['servers[1].name', 'monitors[0].toolName', 'monitors[0].arguments']);
  });

  test('of someone else sees nothing of theirs', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: document() });
    const own = { ...document(), rules: [] };
    expect(opsOf(await planConfig(cast.eve, { document: own }))).toEqual([
      'create server shop',
      'create workflow lookup',
      'create monitor orders',
    ]);
  });
});

describe('what is there already', () => {
  async function byHand({ ada, ben }: Cast): Promise<{ serverId: string; workflowId: string }> {
    const server = await createServer(ben, { name: 'Shop', baseUrl: mcp.url });
    const body = { mcpServerId: server.id, testerModelId: 'script/steps', testerPrompt: '1. call order_list\nanswer x', criteria: [CHECK] };
    const workflow = await createWorkflow(ben, { name: 'Order lookup', ...body });
    await createWorkflow(ben, { name: 'Order lookup', ...body });
    const [monitor] = await createMonitors(ben, { name: 'Orders', mcpServerId: server.id, toolName: 'order_list' });
    const hook = await createDestination(ada, { kind: 'webhook', name: 'Second', url: 'http://127.0.0.1:9/hook' });
    await createRule(ben, { name: 'Tell ops', targetType: 'monitor', targetId: monitor?.id, destinationId: hook.id });
    return { serverId: server.id, workflowId: workflow.id };
  }

  test('is exported without writing a key, and applying the export adopts all of it and changes nothing else', async () => {
    const cast = await newOrg();
    const { workflowId } = await byHand(cast);
    const before = await stateOf(cast);
    const { document: exported } = await exportConfig(cast.vera);
    expect(await stateOf(cast)).toBe(before);
    expect(exported.workflows).toMatchObject([{ key: 'order-lookup' }, { key: expect.stringMatching(/^order-lookup-[0-9a-z]{8}$/) }]);
    expect(exported.servers).toEqual([{ key: 'shop', name: 'Shop', baseUrl: mcp.url }]);
    const plan = await planConfig(cast.vera, { document: exported });
    expect([plan.fieldErrors, plan.changes.map(({ op, diff }) => [op, diff.length])]).toEqual([
      [],
      Array.from({ length: 5 }, () => ['adopt', 0]),
    ]);
    const applied = await applyConfig(cast.ben, { document: exported });
    expect(opsOf(applied)).toEqual(opsOf(plan));
    expect(applied.changes[1]?.id).toBe(workflowId);
    expect((await listWorkflows(cast.vera, {})).total).toBe(2);
    expect((await listAuditLog(cast.ada, { action: 'config.adopt' })).total).toBe(5);
    expect(opsOf(await applyConfig(cast.ben, { document: exported })).every((op) => op.startsWith('none'))).toBe(true);
    expect((await exportConfig(cast.vera)).document).toEqual(exported);
  });

  test('keeps its key when it is renamed', async () => {
    const cast = await newOrg();
    const { workflowId } = await byHand(cast);
    const { document: exported } = await exportConfig(cast.vera);
    await applyConfig(cast.ben, { document: exported });
    await updateWorkflow(cast.ben, { workflowId, name: 'Another name' });
    const plan = await planConfig(cast.vera, { document: exported });
    expect(plan.changes.filter(({ op }) => op !== 'none')).toMatchObject([
      {
        kind: 'workflow',
        key: 'order-lookup',
        op: 'update',
        id: workflowId,
        diff: [{ path: 'name', before: 'Another name', after: 'Order lookup' }],
      },
    ]);
  });

  test('takes over another name under the key that its old one gave', async () => {
    const cast = await newOrg();
    const { serverId } = await byHand(cast);
    const { document: exported } = await exportConfig(cast.vera);
    const renamed = { ...exported, servers: exported.servers.map((server) => ({ ...server, name: 'The shop', categories: ['eu'] })) };
    const { changes } = await applyConfig(cast.ben, { document: renamed });
    expect(changes[0]).toMatchObject({ op: 'adopt', id: serverId, diff: [{ path: 'name' }, { path: 'categories[0]' }] });
  });
});

describe('pruning', () => {
  test('removes only what has a key and is in no list, and says so before', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: document() });
    const [server] = (await listServers(cast.vera, {})).rows;
    await createMonitors(cast.ben, { name: 'By hand', mcpServerId: server?.id, toolName: 'broken' });
    const less = { ...document(), monitors: [], rules: [] };
    const kept = await planConfig(cast.vera, { document: less });
    expect(opsOf(kept)).toEqual(['none server shop', 'none workflow lookup', 'none rule tell', 'none monitor orders']);
    expect(kept.changes.at(-1)?.warnings).toEqual([expect.stringContaining('stays')]);
    const plan = await planConfig(cast.vera, { document: less, prune: true });
    expect(opsOf(plan)).toEqual(['none server shop', 'none workflow lookup', 'delete rule tell', 'delete monitor orders']);
    expect((await listMonitors(cast.vera, {})).total).toBe(2);
    expect(opsOf(await applyConfig(cast.ben, { document: less, prune: true, expectedPlanHash: plan.planHash }))).toEqual(opsOf(plan));
    expect((await listMonitors(cast.vera, {})).rows.map(({ name }) => name)).toEqual(['By hand']);
    expect((await rowsOf(world.deps.db, cast.org.id))['config_keys']).toBe(2);
  });

  test('is refused where something that has no key still uses it', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: document() });
    const [server] = (await listServers(cast.vera, {})).rows;
    await createMonitors(cast.ben, { name: 'By hand', mcpServerId: server?.id, toolName: 'broken' });
    const before = await stateOf(cast);
    const error = await errorOf(applyConfig(cast.ben, { document: { version: 1 }, prune: true }));
    expect(error.fieldErrors).toEqual([{ field: 'prune', message: expect.stringContaining('monitor "By hand"') }]);
    expect(await stateOf(cast)).toBe(before);
  });

  test('of everything leaves nothing, and applying again makes it anew', async () => {
    const cast = await newOrg();
    const first = await applyConfig(cast.ben, { document: document() });
    expect(opsOf(await applyConfig(cast.ben, { document: { version: 1 }, prune: true }))).toEqual([
      'delete rule tell',
      'delete monitor orders',
      'delete workflow lookup',
      'delete server shop',
    ]);
    const again = await applyConfig(cast.ben, { document: document() });
    expect(opsOf(again).every((op) => op.startsWith('create'))).toBe(true);
    expect(again.changes[0]?.id).not.toBe(first.changes[0]?.id);
  });
});

describe('secrets', () => {
  const guarded = () => ({
    ...document(),
    servers: [
      {
        key: 'shop',
        name: 'Shop',
        baseUrl: mcp.url,
        connectionConfig: { extraHeaders: { 'X-Tenant': { secretEnv: 'TENANT' } } },
        authProfiles: [
          { key: 'main', name: 'Main', kind: 'bearer', value: { secretEnv: 'SHOP_TOKEN' } },
          { key: 'ci', name: 'CI', kind: 'api_key_header', headerName: 'X-Key', value: { secretEnv: 'CI_KEY' } },
        ],
      },
    ],
    workflows: [{ ...document().workflows[0], defaultMcpAuthProfile: 'ci' }],
  });
  const VALUES = { TENANT: 'tenant-one', SHOP_TOKEN: 'planted-token', CI_KEY: 'planted-key' };

  const storedOf = async ({ org }: Cast, ctx: Ctx) => {
    const { rows } = await sql<{ id: string }>`select id from secrets where org_id = ${org.id} order by id`.execute(world.deps.db);
    return Promise.all(rows.map(({ id }) => ctx.deps.vault.open(world.deps.db, org.id, id)));
  };

  test('come by name, are sent to the server, and are in no answer', async () => {
    const cast = await newOrg();
    const plan = await planConfig(cast.vera, { document: guarded() });
    expect(plan.fieldErrors).toEqual([]);
    const applied = await applyConfig(cast.ben, { document: guarded(), secrets: VALUES, expectedPlanHash: plan.planHash });
    const probe = mcp.received.at(-1);
    expect(JSON.stringify(probe?.headers)).toContain('planted-token');
    expect(JSON.stringify(probe?.headers)).toContain('tenant-one');
    expect((await storedOf(cast, cast.ben)).toSorted()).toEqual(expect.arrayContaining(['planted-key', 'planted-token', 'tenant-one']));
    const exported = await exportConfig(cast.vera);
    const { rows: log } = await listAuditLog(cast.ada, {});
    for (const value of Object.values(VALUES)) expect(JSON.stringify([plan, applied, exported, log])).not.toContain(value);
    expect(exported.document.servers[0]).toMatchObject({
      connectionConfig: { extraHeaders: { 'X-Tenant': { secretEnv: 'SHOP_X_TENANT' } } },
      authProfiles: [
        { key: 'main', kind: 'bearer', value: { secretEnv: 'SHOP_MAIN_VALUE' } },
        { key: 'ci', kind: 'api_key_header', headerName: 'X-Key', value: { secretEnv: 'SHOP_CI_VALUE' } },
      ],
    });
    expect(exported.document.workflows[0]).toMatchObject({ defaultMcpAuthProfile: 'ci' });
  });

  test('that are the same change nothing, that differ are replaced, and that are left out stay', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: guarded(), secrets: VALUES });
    const before = await stateOf(cast);
    for (const secrets of [VALUES, {}]) {
      const { changes } = await applyConfig(cast.ben, { document: guarded(), secrets });
      expect(changes.map(({ op }) => op)).toEqual(['none', 'none', 'none', 'none']);
      expect(await stateOf(cast)).toBe(before);
    }
    const plan = await planConfig(cast.vera, { document: guarded() });
    expect(plan.changes[0]?.warnings.filter((text) => text.includes('cannot compare'))).toHaveLength(3);
    const { changes } = await applyConfig(cast.ben, {
      document: guarded(),
      secrets: { ...VALUES, CI_KEY: 'another-key', TENANT: 'tenant-two' },
    });
    expect(changes[0]).toMatchObject({
      op: 'update',
      diff: [
        { path: 'connectionConfig.extraHeaders.X-Tenant', op: 'replace', before: '(secret)', after: '(secret)' },
        { path: 'authProfiles[1].value', op: 'replace', before: '(secret)', after: '(secret)' },
      ],
    });
    expect((await storedOf(cast, cast.ben)).toSorted()).toEqual(expect.arrayContaining(['another-key', 'planted-token', 'tenant-two']));
    expect(await storedOf(cast, cast.ben)).not.toContain('planted-key');
  });

  test('that nobody brought for something new are named where they stand', async () => {
    const cast = await newOrg();
    const error = await errorOf(applyConfig(cast.ben, { document: guarded(), secrets: { TENANT: 't' } }));
    expect(error.fieldErrors).toEqual([
      { field: 'servers[0].authProfiles[0].value.secretEnv', message: 'SHOP_TOKEN was not given, and there is no stored value to keep' },
    ]);
  });

  test('go to another origin only when they are brought again', async () => {
    const cast = await newOrg();
    const other = await startShopServer();
    try {
      const only = {
        ...guarded(),
        servers: [{ ...guarded().servers[0], authProfiles: guarded().servers[0]?.authProfiles.slice(0, 1) }],
        workflows: [],
      };
      await applyConfig(cast.ben, { document: only, secrets: VALUES });
      const moved = { ...only, servers: [{ ...only.servers[0], baseUrl: other.url }] };
      const error = await errorOf(applyConfig(cast.ben, { document: moved }));
      expect(error.fieldErrors.map(({ field }) => field)).toEqual([
        'servers[0].authProfiles[0].value',
        'servers[0].connectionConfig.extraHeaders.X-Tenant',
      ]);
      expect(other.received).toEqual([]);
      expect(opsOf(await applyConfig(cast.ben, { document: moved, secrets: VALUES }))[0]).toBe('update server shop');
      expect(JSON.stringify(other.received.at(-1)?.headers)).toContain('planted-token');
      expect(opsOf(await applyConfig(cast.ben, { document: moved, secrets: VALUES }))[0]).toBe('none server shop');
    } finally {
      await other.close();
    }
  });

  test('of profiles that are gone from the list leave with --prune alone', async () => {
    const cast = await newOrg();
    await applyConfig(cast.ben, { document: guarded(), secrets: VALUES });
    const less = {
      ...guarded(),
      servers: [{ ...guarded().servers[0], authProfiles: guarded().servers[0]?.authProfiles.slice(0, 1) }],
      workflows: document().workflows,
    };
    const kept = await applyConfig(cast.ben, { document: less });
    expect(kept.changes[0]).toMatchObject({
      op: 'none',
      warnings: expect.arrayContaining([expect.stringContaining('"CI" is not in the document')]),
    });
    const { changes } = await applyConfig(cast.ben, { document: less, prune: true });
    expect(changes[0]).toMatchObject({ op: 'update', diff: [{ path: 'authProfiles.ci', op: 'remove' }] });
    const [server] = (await listServers(cast.vera, {})).rows;
    expect((await listAuthProfiles(cast.vera, { serverId: server?.id })).map(({ name }) => name)).toEqual(['Main']);
  });

  test('of an OAuth client are planned, applied and left alone like others', async () => {
    const cast = await newOrg();
    const profile = { key: 'main', name: 'Main', kind: 'oauth_client_credentials', tokenUrl: 'http://127.0.0.1:9/token', clientId: 'us' };
    const signed = { ...profile, authMethod: 'private_key_jwt', signingAlgorithm: 'ES256', privateKey: { secretEnv: 'KEY' } };
    const of = (authProfile: object) => ({
      version: 1,
      servers: [{ key: 'shop', name: 'Shop', baseUrl: mcp.url, authProfiles: [authProfile] }],
    });
    expect((await planConfig(cast.vera, { document: of(signed) })).fieldErrors).toEqual([]);
    const secret = { ...profile, clientSecret: { secretEnv: 'SECRET' }, scopes: ['a', 'b'] };
    await applyConfig(cast.ben, { document: of(secret), secrets: { SECRET: 's3' }, skipProbe: true });
    expect(opsOf(await applyConfig(cast.ben, { document: of(secret), secrets: { SECRET: 's3' } }))).toEqual(['none server shop']);
    expect((await exportConfig(cast.vera)).document.servers[0]).toMatchObject({
      authProfiles: [{ ...profile, scopes: ['a', 'b'], clientSecret: { secretEnv: 'SHOP_MAIN_CLIENTSECRET' } }],
    });
    const { changes } = await applyConfig(cast.ben, { document: of({ ...secret, scopes: ['a'] }), skipProbe: true });
    expect(changes[0]).toMatchObject({ op: 'update', diff: [{ path: 'authProfiles[0].scopes[1]', op: 'remove' }] });
  });
});

test('a hosted program is configured like any server, its variables by name', async () => {
  const cast = await newOrg();
  const [ben, vera] = [cast.ben, cast.vera].map((ctx) => ({
    ...ctx,
    deps: { ...ctx.deps, settings: { ...ctx.deps.settings, allowStdio: true } },
  }));
  if (!ben || !vera) throw new Error('nobody is there');
  const connectionConfig = { command: 'node', args: ['server.js'], env: { TOKEN: { secretEnv: 'HOSTED' } } };
  const of = (more: object) => ({
    version: 1,
    servers: [{ key: 'local', name: 'Local', transportType: 'stdio_hosted', connectionConfig: { ...connectionConfig, ...more } }],
  });
  expect((await planConfig(vera, { document: of({}) })).fieldErrors).toEqual([]);
  await applyConfig(ben, { document: of({}), secrets: { HOSTED: 'planted' }, skipProbe: true });
  expect((await exportConfig(vera)).document.servers).toMatchObject([
    { connectionConfig: { command: 'node', args: ['server.js'], env: { TOKEN: { secretEnv: 'LOCAL_TOKEN' } } } },
  ]);
  expect(opsOf(await applyConfig(ben, { document: of({}), secrets: { HOSTED: 'planted' } }))).toEqual(['none server local']);
  const { changes } = await applyConfig(ben, { document: of({ args: ['server.js', '--verbose'], env: {} }), skipProbe: true });
  expect(changes[0]?.diff.map(({ path, op }) => `${op} ${path}`)).toEqual([
    'add connectionConfig.args[1]',
    'remove connectionConfig.env.TOKEN',
  ]);
  const moved = { version: 1, servers: [{ key: 'local', name: 'Local', baseUrl: mcp.url }] };
  expect(opsOf(await applyConfig(ben, { document: moved }))).toEqual(['update server local']);
  expect((await exportConfig(vera)).document.servers).toEqual(moved.servers);
});

test('an archived object is gone: what it belongs to is left out, with a word on it', async () => {
  const cast = await newOrg();
  await applyConfig(cast.ben, { document: document() });
  const [server] = (await listServers(cast.vera, {})).rows;
  await sql`update mcp_servers set state = 'archived' where id = ${server?.id}`.execute(world.deps.db);
  const { document: exported, warnings } = await exportConfig(cast.vera);
  expect(exported).toEqual({ version: 1, servers: [], workflows: [], monitors: [], rules: [] });
  expect(warnings).toHaveLength(3);
});

test('the server record of a source belongs to the source: it can be named, and is not exported, changed or pruned', async () => {
  const { ada, ben, vera } = await newOrg();
  const source = await createSource(ben, { name: 'Pet Store', mode: 'code' });
  const wanted = document();
  wanted.workflows[0] = { ...wanted.workflows[0], mcpServer: 'pet-store' };
  wanted.rules.push({ key: 'gone', name: 'Gone', targetType: 'server', target: 'pet-store', destination: 'Ops' });
  expect(opsOf(await applyConfig(ben, { document: wanted }))).toContain('create workflow lookup');
  const { document: exported, warnings } = await exportConfig(vera);
  expect(exported.servers.map(({ key }) => key)).toEqual(['shop']);
  expect(exported.workflows).toMatchObject([{ mcpServer: 'pet-store' }]);
  expect(new Set(exported.rules.map(({ target }) => target))).toEqual(new Set(['orders', 'pet-store']));
  expect(warnings).toEqual([]);
  expect(opsOf(await planConfig(vera, { document: exported, prune: true })).filter((op) => !op.startsWith('none'))).toEqual([]);

  const mine = { key: 'pet-store', name: 'Mine now', baseUrl: 'http://127.0.0.1:9/mcp' };
  const naming = { ...exported, servers: [...exported.servers, mine] };
  const refusal = { field: 'servers[1].key', message: expect.stringContaining('server record of a source') };
  expect((await planConfig(vera, { document: naming })).fieldErrors).toEqual([refusal]);
  expect((await errorOf(applyConfig(ben, { document: naming }))).fieldErrors).toEqual([refusal]);

  const empty = { version: 1, servers: [], workflows: [], monitors: [], rules: [] };
  const pruned = opsOf(await applyConfig(ada, { document: empty, prune: true }));
  expect(pruned).toContain('delete server shop');
  expect(pruned).not.toContain('delete server pet-store');
  expect(await getServer(vera, { serverId: source.id })).toMatchObject({ name: 'Pet Store', state: 'active', managed: true });
});
