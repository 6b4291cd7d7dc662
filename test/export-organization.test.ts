// The full export: everything of one organization, nothing of another, no secret, and an end that says it is whole.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { acceptOwnership, exportOrganization, listAuditLog } from '#modules/access';
import type { Exported, Exporter } from '#modules/access';
import { getTrace } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import { EXPORTERS } from '../src/surfaces/api/app-routes/exporters.ts';
import { fillOrganization } from './filled-organization.ts';
import { rowsOf } from './organization-rows.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

async function exported(ctx: Ctx): Promise<Exported[]> {
  const objects: Exported[] = [];
  for await (const object of await exportOrganization(ctx, EXPORTERS)) objects.push(object);
  return objects;
}
const countsOf = (objects: readonly Exported[]) =>
  Object.fromEntries([...Map.groupBy(objects, ({ kind }) => kind)].map(([kind, same]) => [kind, same.length]));

test('holds one line for every object, and ends with their number', async () => {
  const { ada, ben, org, runIds, workflowId, apiKey, ingestKey } = await fillOrganization(world);
  const objects = await exported(ada);
  const events = (await Promise.all(runIds.map(async (runId) => (await getTrace(ben, { runId, limit: 1000 })).events.length))).reduce(
    (sum, count) => sum + count,
    0,
  );
  expect(countsOf(objects)).toMatchObject({
    organization: 1,
    member: 3,
    invitation: 1,
    api_key: 1,
    ingest_key: 1,
    mcp_server: 2,
    source: 1,
    source_secret: 1,
    bundle: 2,
    execution: 2,
    approval: 1,
    auth_profile: expect.any(Number),
    snapshot: 2,
    catalog_entry: 7,
    server_sync: expect.any(Number),
    maintenance_window: 1,
    model: 2,
    workflow: 1,
    workflow_version: 2,
    proposal: 1,
    run: 2,
    run_verdict: 4,
    run_event: events,
    run_artifact: 2,
    tool_use: 4,
    monitor: 2,
    monitor_check: 2,
    monitor_day: 2,
    monitor_outage: 1,
    status_page: 1,
    alert_destination: 3,
    alert_rule: 2,
    incident: 2,
    alert_delivery: 3,
    inbox_mail: 1,
    config_key: 8,
    analytics_event: 2,
    audit_entry: (await listAuditLog(ada, {})).total,
    end: 1,
  });
  expect(objects.at(-1)).toEqual({ kind: 'end', count: objects.length - 1 });
  expect(objects[0]).toMatchObject({ kind: 'organization', id: org.id, slug: org.slug, retentionDays: 30 });
  const all = (kind: string) => objects.filter((object) => object.kind === kind);
  expect(all('member').map(({ name, role }) => [name, role])).toEqual(
    expect.arrayContaining([
      ['Ada', 'owner'],
      ['Ben', 'editor'],
      ['Vera', 'viewer'],
    ]),
  );
  expect(all('member').every(({ email }) => typeof email === 'string')).toBe(true);
  expect(all('invitation')).toMatchObject([{ email: 'guest@example.test', role: 'editor', state: 'pending' }]);
  expect(all('api_key')).toMatchObject([{ id: apiKey.id, name: 'ci', revokedAt: null }]);
  expect(all('ingest_key')).toMatchObject([{ id: ingestKey.id, name: 'production' }]);
  expect(all('auth_profile')).toContainEqual(
    expect.objectContaining({ name: 'Staging', authKind: 'bearer', secretSetAt: expect.any(String) }),
  );
  expect(all('workflow')).toMatchObject([{ id: workflowId, name: 'Order status', state: 'active' }]);
  expect(all('workflow_version').map(({ number }) => number)).toEqual([1, 2]);
  expect(all('run').map(({ runId, status }) => [runId, status])).toEqual(runIds.toSorted().map((runId) => [runId, 'pass']));
  for (const artifact of all('run_artifact'))
    expect(artifact).toMatchObject({ artifactKind: 'image', mimeType: 'image/png', base64: expect.stringMatching(/^iVBOR/) });
  expect(all('snapshot').toSorted((a, b) => Number(a['diff'] !== null) - Number(b['diff'] !== null))).toMatchObject([
    { catalog: { tools: expect.arrayContaining([expect.objectContaining({ name: 'order_get' })]) }, diff: null },
    { diff: { breakingCount: 1 }, review: { state: 'pending' } },
  ]);
});

test('holds what watches, with what it found and whom it told', async () => {
  const filled = await fillOrganization(world);
  const objects = await exported(filled.ada);
  const all = (kind: string) => objects.filter((object) => object.kind === kind);
  expect(all('tool_use')).toEqual(
    expect.arrayContaining(filled.runIds.map((runId) => expect.objectContaining({ runId, tool: 'order_get', okCount: 1 }))),
  );
  expect(all('monitor')).toMatchObject([
    { id: filled.monitorId, toolName: 'order_get', status: 'pass' },
    { id: filled.failingMonitorId, toolName: 'broken', status: 'fail' },
  ]);
  expect(all('monitor_check').map(({ monitorId, status, reason }) => [monitorId, status, reason])).toEqual([
    [filled.monitorId, 'pass', null],
    [filled.failingMonitorId, 'fail', 'tool_error'],
  ]);
  expect(all('monitor_day')).toMatchObject([{ pass: 1 }, { fail: 1 }]);
  expect(all('monitor_outage')).toMatchObject([{ monitorId: filled.failingMonitorId, endedAt: null }]);
  expect(all('maintenance_window')).toMatchObject([{ id: filled.windowId, windowKind: 'once', title: 'Stocktaking' }]);
  expect(all('status_page')).toMatchObject([{ slug: filled.pageSlug, monitors: [{ monitorId: filled.monitorId, label: 'Orders' }] }]);
  expect(
    all('alert_destination')
      .map(({ destinationKind, name }) => [destinationKind, name].join(' '))
      .toSorted(),
  ).toEqual(['email Email', 'slack_webhook Chat', 'webhook Ops']);
  expect(all('alert_rule')).toMatchObject([{ id: filled.webhookRuleId }, { id: filled.emailRuleId, recipientEmail: 'ben@example.test' }]);
  for (const incident of all('incident')) expect(incident).toMatchObject({ objectId: filled.failingMonitorId, state: 'open' });
  expect(
    all('alert_delivery')
      .map(({ type, state }) => [type, state].join(' '))
      .toSorted(),
  ).toEqual(['incident.opened delivered', 'incident.opened pending', 'test failed']);
  expect(all('inbox_mail')).toMatchObject([{ recipient: 'ben@example.test', text: expect.stringContaining('Shop is open') }]);
});

/** By table. What is worked out from others, or is no news to anybody, is left out, and why. */
const KINDS: Readonly<Record<string, string | null>> = {
  alert_deliveries: 'alert_delivery',
  alert_destinations: 'alert_destination',
  alert_rules: 'alert_rule',
  // how far each rule has looked
  alert_watches: null,
  api_keys: 'api_key',
  approvals: 'approval',
  app_grants: 'connected_app',
  audit_log: 'audit_entry',
  auth_profiles: 'auth_profile',
  catalog_entries: 'catalog_entry',
  catalog_snapshots: 'snapshot',
  config_keys: 'config_key',
  // when the clock comes by
  due: null,
  executions: 'execution',
  // news on its way
  facts: null,
  incidents: 'incident',
  inbox_mails: 'inbox_mail',
  ingest_keys: 'ingest_key',
  invitations: 'invitation',
  maintenance_windows: 'maintenance_window',
  mcp_servers: 'mcp_server',
  members: 'member',
  models: 'model',
  monitor_checks: 'monitor_check',
  monitor_outages: 'monitor_outage',
  monitors: 'monitor',
  // told with their profile
  oauth_grants: null,
  oauth_states: null,
  // an offer to a member, for some days
  ownership_transfers: null,
  run_artifacts: 'run_artifact',
  run_events: 'run_event',
  runs: 'run',
  secrets: null,
  server_syncs: 'server_sync',
  // single use, for some minutes
  slack_states: null,
  status_page_monitors: 'status_page',
  status_pages: 'status_page',
  // which runs were read already
  tool_use_runs: null,
  tool_uses: 'tool_use',
  workflow_change_proposals: 'proposal',
  analytics_events: 'analytics_event',
  // told with their bundle
  bundle_parts: null,
  bundles: 'bundle',
  source_secrets: 'source_secret',
  sources: 'source',
  workflow_versions: 'workflow_version',
  workflows: 'workflow',
};

test('leaves out no table', async () => {
  const { ada, org } = await fillOrganization(world);
  const kinds = new Set((await exported(ada)).map(({ kind }) => kind));
  const tables = Object.keys(await rowsOf(world.deps.db, org.id));
  expect(tables.filter((table) => !(table in KINDS))).toEqual([]);
  expect(tables.filter((table) => KINDS[table] !== null && !kinds.has(KINDS[table] ?? ''))).toEqual([]);
});

test('holds no secret and no hash of one', async () => {
  const { ada, planted } = await fillOrganization(world);
  const text = JSON.stringify(await exported(ada));
  for (const secret of planted) expect(text).not.toContain(secret);
  for (const field of ['salt', 'hash', 'tokenHash', 'token_hash', 'secretId', 'secret_id', 'sealed', 'password', 'csrf']) {
    expect(text).not.toContain(`"${field}"`);
  }
  const { db } = world.deps;
  const keys = [
    ...(await db.selectFrom('api_keys').select(['hash', 'salt']).execute()),
    ...(await db.selectFrom('ingest_keys').select(['hash', 'salt']).execute()),
  ];
  for (const { hash, salt } of keys) {
    for (const bytes of [hash, salt]) {
      for (const encoding of ['hex', 'base64', 'base64url'] as const) expect(text).not.toContain(bytes?.toString(encoding) ?? 'no hash');
    }
  }
  for (const { token_hash: hash } of await db.selectFrom('invitations').select('token_hash').execute()) expect(text).not.toContain(hash);
});

test('holds nothing of another organization', async () => {
  const [ours, theirs] = [await fillOrganization(world), await fillOrganization(world)];
  const text = JSON.stringify(await exported(ours.ada));
  for (const id of [theirs.org.id, theirs.serverId, theirs.workflowId, theirs.apiKey.id, theirs.ada.actor.id, ...theirs.runIds]) {
    expect(text).not.toContain(id);
  }
});

test('is for the owner in person, and is written down', async () => {
  const { ada, ben, vera, org } = await world.newShop();
  const key: Ctx = { ...ada, actor: { type: 'key', id: 'key_aaaaaaaaaaaa', name: 'ci', role: 'owner' } };
  for (const who of [ben, vera, key, { ...ben, actor: { ...ben.actor, role: 'owner' as const } }]) {
    await expect(exportOrganization(who, EXPORTERS)).rejects.toMatchObject({ code: 'forbidden_role' });
  }
  await exported(ada);
  expect((await listAuditLog(ada, { action: 'organization.export' })).rows).toMatchObject([{ objectId: org.id, actor: { name: 'Ada' } }]);
});

test('is read no faster than it is taken, and stops when nobody takes it', async () => {
  const { ada } = await world.newShop();
  let made = 0;
  let ended = false;
  const endless: Exporter = {
    async *objects() {
      try {
        for (;;) {
          made += 1;
          yield { kind: 'row', made };
        }
      } finally {
        ended = true;
      }
    },
  };
  let taken = 0;
  for await (const object of await exportOrganization(ada, [endless])) {
    if (object.kind === 'row') taken += 1;
    if (taken === 10) break;
  }
  expect([made, ended]).toEqual([10, true]);
});

test('stops for somebody who is no longer the owner', async () => {
  const shop = await fillOrganization(world);
  const objects = (await exportOrganization(shop.ada, EXPORTERS))[Symbol.asyncIterator]();
  await objects.next();
  await acceptOwnership(shop.ben);
  world.clock.advance(seconds(15));
  await expect(objects.next()).rejects.toMatchObject({ code: 'forbidden_role' });
});
