// Adding, changing, listing and archiving servers, against a real MCP server on loopback.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import {
  createServer,
  getCatalog,
  getServer,
  listAuthProfiles,
  listServers,
  openSession,
  probeServer,
  removeServer,
  testConnection,
  updateServer,
} from './index.ts';
import type { ServerUsage } from './index.ts';

let world: World;
let mcp: ListingServer;
beforeAll(async () => {
  world = await makeWorld();
  mcp = await startListingServer();
});
afterAll(async () => {
  await mcp.close();
  await world.close();
});

const unused: ServerUsage = { usersOf: async () => [], usersOfProfile: async () => [], pauseUsers: async () => undefined };
const SECRET = 'pa55-w0rd-of-the-target';
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
/** The fields a refusal names. */
const fieldsOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error = await failure(work);
  expect(error).toMatchObject({ code: 'validation_failed' });
  return (error as { fieldErrors: { field: string }[] }).fieldErrors.map(({ field }) => field);
};
const unprobed = (ctx: Ctx, fields: object = {}) => createServer(ctx, { name: 'Shop', baseUrl: mcp.url, skipProbe: true, ...fields });

describe('adding a server', () => {
  test('with defaults probes it and saves what it lists', async () => {
    const { ben } = await world.newOrg();
    const server = await createServer(ben, { name: '  Shop ', baseUrl: mcp.url });
    expect(server).toMatchObject({
      name: 'Shop',
      transportType: 'streamable_http',
      targetKind: 'mcp',
      baseUrl: mcp.url,
      environment: 'production',
      categories: [],
      connectionConfig: { timeoutSeconds: 30, extraHeaderNames: [] },
      networkPolicy: { mode: 'host' },
      protocolEra: 'auto',
      state: 'active',
      health: 'healthy',
      protocolVersion: '2025-11-25',
      serverInfo: { name: 'scripted', version: '1.0.0' },
      toolCount: 2,
      managed: false,
      lastSyncedAt: world.clock.now().toISOString(),
    });
    expect(server.id).toMatch(/^mcp_/);
    expect(await getServer(ben, { serverId: server.id })).toEqual(server);
    const catalog = await getCatalog(ben, { serverId: server.id });
    expect(catalog.snapshotId).toBe(server.snapshotId);
    expect(catalog.tools).toMatchObject([
      { name: 'order_get', active: true },
      { name: 'order_list', active: true },
    ]);
    expect(await listAuthProfiles(ben, { serverId: server.id })).toMatchObject([
      { name: 'Default', kind: 'none', isDefault: true, secretSetAt: null },
    ]);
  });

  test('keeps every given field, and sends credential and headers', async () => {
    const { ben } = await world.newOrg();
    const server = await createServer(ben, {
      name: 'Shop',
      baseUrl: mcp.url,
      transportType: 'streamable_http',
      targetKind: 'mcp',
      environment: 'staging',
      categories: ['dev-tools', 'dev-tools', 'x'],
      connectionConfig: { timeoutSeconds: 7, extraHeaders: { 'X-Tenant': 'acme-tenant' } },
      networkPolicy: { mode: 'host' },
      protocolEra: 'legacy',
      authProfile: { name: 'Main', kind: 'bearer', value: `Bearer ${SECRET}` },
    });
    expect(server).toMatchObject({
      environment: 'staging',
      categories: ['dev-tools', 'x'],
      connectionConfig: { timeoutSeconds: 7, extraHeaderNames: ['X-Tenant'] },
      protocolEra: 'legacy',
    });
    const headers = mcp.received.at(-1)?.headers;
    expect(headers?.['authorization']).toBe(`Bearer ${SECRET}`);
    expect(headers?.['x-tenant']).toBe('acme-tenant');
    expect(await listAuthProfiles(ben, { serverId: server.id })).toEqual([
      {
        id: expect.stringMatching(/^auth_/),
        mcpServerId: server.id,
        name: 'Main',
        kind: 'bearer',
        isDefault: true,
        headerName: null,
        secretSetAt: world.clock.now().toISOString(),
        oauth: null,
        grantState: null,
        grantExpiresAt: null,
        grantError: null,
        grantWarning: null,
      },
    ]);
  });

  test('shows no secret anywhere: not in answers, tables, the audit log or the catalog, even when the server repeats it', async () => {
    const { ada } = await world.newOrg();
    mcp.describe(`Call me with ${SECRET} and tenant-secret`);
    const server = await createServer(ada, {
      name: 'Shop',
      baseUrl: mcp.url,
      connectionConfig: { extraHeaders: { 'X-Tenant': 'tenant-secret' } },
      authProfile: { kind: 'api_key_header', headerName: 'X-Key', value: SECRET },
    });
    mcp.describe('One order.');
    const { db } = world.deps;
    const shown = JSON.stringify([
      server,
      await getCatalog(ada, { serverId: server.id }),
      (await listAuditLog(ada, {})).rows,
      await probeServer(ada, { serverId: server.id }),
      await db.selectFrom('mcp_servers').selectAll().where('id', '=', server.id).execute(),
      await db.selectFrom('auth_profiles').selectAll().execute(),
      await db.selectFrom('catalog_snapshots').selectAll().execute(),
      await db.selectFrom('catalog_entries').selectAll().execute(),
    ]);
    expect(shown).toContain('[redacted:');
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain('tenant-secret');
    expect((await listAuditLog(ada, { action: 'mcp_server.create' })).rows[0]?.after).toMatchObject({
      name: 'Shop',
      extraHeaders: { 'X-Tenant': '[secret]' },
    });
  });

  test('that fails the probe saves nothing and tells the probe', async () => {
    const { ada } = await world.newOrg();
    mcp.refuse(401);
    const error = await failure(createServer(ada, { name: 'Shop', baseUrl: mcp.url, authProfile: { kind: 'bearer', value: SECRET } }));
    mcp.refuse(undefined);
    expect(error).toMatchObject({
      code: 'probe_failed',
      details: { probe: { ok: false, error: { code: 'auth_rejected', httpStatus: 401 } } },
    });
    expect(JSON.stringify((error as { details: unknown }).details)).not.toContain(SECRET);
    expect((await listServers(ada, { environment: 'all', state: 'all' })).total).toBe(0);
    expect((await listAuditLog(ada, {})).total).toBe(0);
    expect(await world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', ada.org.id).execute()).toEqual([]);
  });

  test('with skipProbe makes no contact and leaves the health unknown', async () => {
    const { ben } = await world.newOrg();
    const contacts = mcp.received.length;
    const server = await unprobed(ben);
    expect(server).toMatchObject({ health: 'unknown', protocolVersion: null, toolCount: null, snapshotId: null, lastSyncedAt: null });
    expect(mcp.received.length).toBe(contacts);
    expect(await getCatalog(ben, { serverId: server.id })).toEqual({
      snapshotId: null,
      tools: [],
      resources: [],
      resourceTemplates: [],
      prompts: [],
    });
  });

  test('of a name that is there already is a conflict on name, whatever its case, per environment, also at the same moment', async () => {
    const { ben, eve } = await world.newOrg();
    const tries = await Promise.allSettled(['Shop', 'SHOP', 'shop'].map((name) => unprobed(ben, { name })));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'name' }] });
    await unprobed(ben, { environment: 'staging' });
    await unprobed(eve);
  });
});

describe('every wrong field is named', () => {
  test.each<[string, object, string]>([
    ['no name', { name: undefined }, 'name'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a long name', { name: 'ä'.repeat(81) }, 'name'],
    ['a name of another type', { name: 7 }, 'name'],
    ['no URL', { baseUrl: undefined }, 'baseUrl'],
    ['a relative URL', { baseUrl: '/mcp' }, 'baseUrl'],
    ['a URL with user and password', { baseUrl: 'https://u:p@example.com/' }, 'baseUrl'],
    ['a URL with a fragment', { baseUrl: 'https://example.com/#x' }, 'baseUrl'],
    ['a URL with an empty fragment', { baseUrl: 'https://example.com/#' }, 'baseUrl'],
    ['a URL that is too long', { baseUrl: `https://example.com/${'x'.repeat(2030)}` }, 'baseUrl'],
    ['another scheme', { baseUrl: 'ftp://example.com/' }, 'baseUrl'],
    ['a line break in the URL', { baseUrl: 'https://exam\nple.com/' }, 'baseUrl'],
    ['a private address', { baseUrl: 'https://10.0.0.1/' }, 'baseUrl'],
    ['a metadata address', { baseUrl: 'http://[::ffff:169.254.169.254]/' }, 'baseUrl'],
    ['stdio', { transportType: 'stdio_hosted' }, 'transportType'],
    ['an unknown transport', { transportType: 'ws' }, 'transportType'],
    ['another target', { targetKind: 'cli' }, 'targetKind'],
    ['a bad environment', { environment: '1st' }, 'environment'],
    ['a long environment', { environment: 'a'.repeat(33) }, 'environment'],
    ['too many categories', { categories: Array.from({ length: 11 }, (_, i) => `c${i}`) }, 'categories'],
    ['a bad category', { categories: ['ok', 'Not ok'] }, 'categories[1]'],
    ['no network', { networkPolicy: { mode: 'none' } }, 'networkPolicy'],
    ['an unknown network mode', { networkPolicy: { mode: 'vpn' } }, 'networkPolicy.mode'],
    ['time-out 0', { connectionConfig: { timeoutSeconds: 0 } }, 'connectionConfig.timeoutSeconds'],
    ['time-out 121', { connectionConfig: { timeoutSeconds: 121 } }, 'connectionConfig.timeoutSeconds'],
    ['half a second', { connectionConfig: { timeoutSeconds: 1.5 } }, 'connectionConfig.timeoutSeconds'],
    ['a command', { connectionConfig: { command: 'sh' } }, 'connectionConfig.command'],
    ['headers as a list', { connectionConfig: { extraHeaders: ['a'] } }, 'connectionConfig.extraHeaders'],
    ['headers as text', { connectionConfig: { extraHeaders: '{"a"' } }, 'connectionConfig.extraHeaders'],
    ['headers null', { connectionConfig: { extraHeaders: null } }, 'connectionConfig.extraHeaders'],
    [
      'too many headers',
      { connectionConfig: { extraHeaders: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`X-${i}`, 'v'])) } },
      'connectionConfig.extraHeaders',
    ],
    ['a header that is no text', { connectionConfig: { extraHeaders: { 'X-A': 1 } } }, 'connectionConfig.extraHeaders.X-A'],
    ['a line break in a header', { connectionConfig: { extraHeaders: { 'X-A': 'a\r\nHost: b' } } }, 'connectionConfig.extraHeaders.X-A'],
    ['a NUL in a header', { connectionConfig: { extraHeaders: { 'X-A': 'a\0' } } }, 'connectionConfig.extraHeaders.X-A'],
    ['a long header', { connectionConfig: { extraHeaders: { 'X-A': 'a'.repeat(4097) } } }, 'connectionConfig.extraHeaders.X-A'],
    [
      'a long header name',
      { connectionConfig: { extraHeaders: { ['x'.repeat(129)]: 'a' } } },
      `connectionConfig.extraHeaders.${'x'.repeat(129)}`,
    ],
    ['a header name with a space', { connectionConfig: { extraHeaders: { 'X A': 'a' } } }, 'connectionConfig.extraHeaders.X A'],
    ...[
      'authorization',
      'Host',
      'Content-Type',
      'ACCEPT',
      'Connection',
      'Transfer-Encoding',
      'Cookie',
      'Mcp-Session-Id',
      'X-Armature-Run',
    ].map((name): [string, object, string] => [
      `the reserved header ${name}`,
      { connectionConfig: { extraHeaders: { [name]: 'a' } } },
      `connectionConfig.extraHeaders.${name}`,
    ]),
    ['a header twice', { connectionConfig: { extraHeaders: { 'X-A': 'a', 'x-a': 'b' } } }, 'connectionConfig.extraHeaders.x-a'],
    [
      "the profile's own header",
      { connectionConfig: { extraHeaders: { 'x-key': 'a' } }, authProfile: { kind: 'api_key_header', headerName: 'X-Key', value: 'v' } },
      'connectionConfig.extraHeaders.x-key',
    ],
    [
      'a client without its fields',
      { authProfile: { kind: 'oauth_client_credentials', clientId: 'c', clientSecret: 's' } },
      'authProfile.tokenUrl',
    ],
    ['an unknown kind', { authProfile: { kind: 'basic' } }, 'authProfile.kind'],
    ['bearer without a value', { authProfile: { kind: 'bearer' } }, 'authProfile.value'],
    ['bearer and nothing behind it', { authProfile: { kind: 'bearer', value: 'Bearer ' } }, 'authProfile.value'],
    ['a long value', { authProfile: { kind: 'bearer', value: 'x'.repeat(8193) } }, 'authProfile.value'],
    ['a value for none', { authProfile: { kind: 'none', value: 'x' } }, 'authProfile.value'],
    ['a key without its header', { authProfile: { kind: 'api_key_header', value: 'x' } }, 'authProfile.headerName'],
    ['a key in a reserved header', { authProfile: { kind: 'api_key_header', headerName: 'Cookie', value: 'x' } }, 'authProfile.headerName'],
    ['a header for bearer', { authProfile: { kind: 'bearer', headerName: 'X-A', value: 'x' } }, 'authProfile.headerName'],
    ['an unknown era', { protocolEra: 'old' }, 'protocolEra'],
    ['skipProbe as text', { skipProbe: 'yes' }, 'skipProbe'],
    ['an unknown field', { color: 'red' }, 'color'],
  ])('%s', async (_name, fields, expected) => {
    expect(
      await fieldsOf(createServer(world.ben, { name: 'Wrong', baseUrl: 'https://mcp.example.com/mcp', skipProbe: true, ...fields })),
    ).toEqual([expected]);
  });

  test('all at once', async () => {
    const fields = await fieldsOf(
      createServer(world.ben, {
        name: '',
        baseUrl: 'https://10.0.0.1/',
        environment: 'X',
        connectionConfig: { extraHeaders: { Cookie: 'a', 'X-A': 1 } },
        color: 1,
      }),
    );
    expect(fields.toSorted()).toEqual([
      'baseUrl',
      'color',
      'connectionConfig.extraHeaders.Cookie',
      'connectionConfig.extraHeaders.X-A',
      'environment',
      'name',
    ]);
  });

  test('a key may go into Authorization', async () => {
    const { ben } = await world.newOrg();
    await createServer(ben, {
      name: 'Shop',
      baseUrl: mcp.url,
      authProfile: { kind: 'api_key_header', headerName: 'Authorization', value: 'Custom abc' },
    });
    expect(mcp.received.at(-1)?.headers['authorization']).toBe('Custom abc');
  });

  test('loopback and plain http need the operator’s leave', async () => {
    const strict: Ctx = {
      ...world.ben,
      deps: {
        ...world.deps,
        settings: { ...world.deps.settings, addressPolicy: { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] } },
      },
    };
    expect(await fieldsOf(unprobed(strict))).toEqual(['baseUrl']);
    expect(await fieldsOf(unprobed(strict, { baseUrl: 'http://mcp.example.com/' }))).toEqual(['baseUrl']);
  });
});

describe('changing a server', () => {
  test('keeps what is not named, and probes only a changed connection', async () => {
    const { ada } = await world.newOrg();
    const server = await createServer(ada, {
      name: 'Shop',
      baseUrl: mcp.url,
      categories: ['a'],
      connectionConfig: { extraHeaders: { 'X-Tenant': 'acme-tenant' } },
    });
    const contacts = mcp.received.length;
    const changed = await updateServer(ada, {
      serverId: server.id,
      name: 'Store',
      environment: 'staging',
      connectionConfig: { timeoutSeconds: 5 },
    });
    expect(mcp.received.length).toBe(contacts);
    expect(changed).toEqual({
      ...server,
      name: 'Store',
      environment: 'staging',
      connectionConfig: { timeoutSeconds: 5, extraHeaderNames: ['X-Tenant'] },
    });
    const [entry] = (await listAuditLog(ada, { action: 'mcp_server.update' })).rows;
    expect([entry?.before, entry?.after]).toEqual([
      { name: 'Shop', environment: 'production', timeoutSeconds: 30 },
      { name: 'Store', environment: 'staging', timeoutSeconds: 5 },
    ]);
    await updateServer(ada, { serverId: server.id, baseUrl: `${mcp.url}?other=1` });
    expect(mcp.received.length).toBeGreaterThan(contacts);
  });

  test('to one that fails the probe changes nothing; skipProbe saves it with unknown health', async () => {
    const { ben } = await world.newOrg();
    const server = await createServer(ben, { name: 'Shop', baseUrl: mcp.url });
    const nowhere = 'http://127.0.0.1:1/mcp';
    expect(await failure(updateServer(ben, { serverId: server.id, baseUrl: nowhere }))).toMatchObject({
      code: 'probe_failed',
      details: { probe: { error: { code: 'connect_failed' } } },
    });
    expect(await getServer(ben, { serverId: server.id })).toEqual(server);
    expect(await updateServer(ben, { serverId: server.id, baseUrl: nowhere, skipProbe: true })).toMatchObject({
      baseUrl: nowhere,
      health: 'unknown',
      era: null,
      toolCount: 2,
    });
  });

  test('replaces the extra headers; an empty value keeps the stored one', async () => {
    const { ada } = await world.newOrg();
    const server = await createServer(ada, {
      name: 'Shop',
      baseUrl: mcp.url,
      connectionConfig: { extraHeaders: { 'X-A': 'first-value', 'X-B': 'second-value' } },
    });
    await updateServer(ada, { serverId: server.id, connectionConfig: { extraHeaders: { 'X-A': '', 'X-C': 'third-value' } } });
    const headers = mcp.received.at(-1)?.headers;
    expect([headers?.['x-a'], headers?.['x-b'], headers?.['x-c']]).toEqual(['first-value', undefined, 'third-value']);
    expect((await getServer(ada, { serverId: server.id })).connectionConfig.extraHeaderNames).toEqual(['X-A', 'X-C']);
    expect(await world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', ada.org.id).execute()).toHaveLength(2);
    expect((await listAuditLog(ada, { action: 'mcp_server.update' })).rows[0]?.after).toEqual({
      extraHeaders: { 'X-A': '[secret]', 'X-C': '[secret]' },
    });
  });

  test('names each wrong field, a taken name and a header of a profile', async () => {
    const { ben } = await world.newOrg();
    const server = await unprobed(ben, { authProfile: { kind: 'api_key_header', headerName: 'X-Key', value: 'abcdef' } });
    await unprobed(ben, { name: 'Other' });
    expect(await fieldsOf(updateServer(ben, { serverId: server.id, name: '', authProfile: { kind: 'none' } }))).toEqual(['name']);
    expect(await fieldsOf(updateServer(ben, { serverId: server.id, authProfile: { kind: 'none' } }))).toEqual(['authProfile.kind']);
    expect(await fieldsOf(updateServer(ben, { serverId: server.id, connectionConfig: { extraHeaders: { 'x-KEY': 'v' } } }))).toEqual([
      'connectionConfig.extraHeaders.x-KEY',
    ]);
    expect(await failure(updateServer(ben, { serverId: server.id, name: 'OTHER' }))).toMatchObject({
      code: 'conflict',
      fieldErrors: [{ field: 'name' }],
    });
  });
});

describe('listing servers', () => {
  test('filters by environment, category, state and text, sorted and in pages', async () => {
    const { ben, eve } = await world.newOrg();
    const names = ['Alpha', 'beta', 'Gamma'];
    for (const [i, name] of names.entries()) {
      await unprobed(ben, { name, categories: [`c${i}`, 'all'] });
      world.clock.advance(1000);
    }
    await unprobed(ben, { name: 'Stage', environment: 'staging', categories: ['c0'] });
    const gone = await unprobed(ben, { name: 'Gone' });
    await removeServer(ben, { serverId: gone.id }, unused);
    const list = async (query: object = {}) => (await listServers(ben, query)).rows.map(({ name }) => name);
    expect(await list()).toEqual(['Gamma', 'beta', 'Alpha']);
    expect(await list({ sort: 'name' })).toEqual(['Alpha', 'beta', 'Gamma']);
    expect(await list({ environment: 'staging' })).toEqual(['Stage']);
    expect(await list({ environment: 'all', category: 'c0, c2', sort: 'name' })).toEqual(['Alpha', 'Gamma', 'Stage']);
    expect(await list({ categorySlug: 'c1' })).toEqual(['beta']);
    expect(await list({ state: 'archived' })).toEqual(['Gone']);
    expect(await list({ search: 'ALPH' })).toEqual(['Alpha']);
    expect(await list({ search: '%' })).toEqual([]);
    expect(await listServers(ben, { page: 2, pageSize: 2, sort: 'name' })).toMatchObject({
      page: 2,
      pageSize: 2,
      total: 3,
      rows: [{ name: 'Gamma' }],
    });
    expect((await listServers(eve, {})).total).toBe(0);
    expect(await fieldsOf(listServers(ben, { sort: 'color', pageSize: 101, environment: 'X!', nope: 1 }))).toEqual([
      'environment',
      'sort',
      'pageSize',
      'nope',
    ]);
  });
});

describe('removing a server', () => {
  const users = [{ type: 'workflow' as const, id: 'wf_1', name: 'Order lookup' }];

  test('archives it: hidden, unusable, its name free, its history there', async () => {
    const { ada } = await world.newOrg();
    const server = await createServer(ada, { name: 'Shop', baseUrl: mcp.url });
    await removeServer(ada, { serverId: server.id }, unused);
    await removeServer(ada, { serverId: server.id }, unused);
    expect(await getServer(ada, { serverId: server.id })).toMatchObject({ state: 'archived' });
    expect((await getCatalog(ada, { serverId: server.id })).tools).toHaveLength(2);
    const uses = [
      probeServer(ada, { serverId: server.id }),
      updateServer(ada, { serverId: server.id, name: 'X' }),
      openSession(ada, { serverId: server.id, authProfileId: null, clientName: 'armature-tester', signal: ada.signal }),
    ];
    for (const error of await Promise.all(uses.map(failure))) expect(error).toMatchObject({ code: 'conflict' });
    await unprobed(ada);
    expect((await listAuditLog(ada, { action: 'mcp_server.archive' })).total).toBe(1);
  });

  test('in use is a conflict that lists who; force pauses them first', async () => {
    const { ben } = await world.newOrg();
    const server = await unprobed(ben);
    const paused: string[] = [];
    const usage: ServerUsage = {
      ...unused,
      usersOf: async () => users,
      pauseUsers: async (_tx, _ctx, serverId) => void paused.push(serverId),
    };
    expect(await failure(removeServer(ben, { serverId: server.id }, usage))).toMatchObject({
      code: 'conflict',
      details: { usedBy: users },
    });
    expect(await getServer(ben, { serverId: server.id })).toMatchObject({ state: 'active' });
    await removeServer(ben, { serverId: server.id, force: true }, usage);
    expect(paused).toEqual([server.id]);
    expect(await getServer(ben, { serverId: server.id })).toMatchObject({ state: 'archived' });
  });
});

describe('contacts', () => {
  test('Test connection of an unsaved server tells what it found and stores nothing', async () => {
    const { ben } = await world.newOrg();
    expect(await testConnection(ben, { baseUrl: mcp.url })).toMatchObject({
      ok: true,
      error: null,
      counts: { tools: 2, resources: 0 },
      protocolVersion: '2025-11-25',
    });
    expect(await testConnection(ben, { baseUrl: 'http://127.0.0.1:1/' })).toMatchObject({ ok: false, error: { code: 'connect_failed' } });
    expect((await listServers(ben, { environment: 'all' })).total).toBe(0);
  });

  test('a probe writes the health and the era, and nothing else', async () => {
    const { ben } = await world.newOrg();
    const server = await unprobed(ben);
    mcp.refuse(403);
    expect(await probeServer(ben, { serverId: server.id })).toMatchObject({ ok: false, error: { code: 'auth_rejected' } });
    expect(await getServer(ben, { serverId: server.id })).toMatchObject({
      health: 'auth_failed',
      healthDetail: expect.stringContaining('403'),
    });
    mcp.refuse(undefined);
    expect(await probeServer(ben, { serverId: server.id })).toMatchObject({ ok: true });
    expect(await getServer(ben, { serverId: server.id })).toMatchObject({
      health: 'healthy',
      healthDetail: null,
      era: { era: 'legacy' },
      snapshotId: null,
      toolCount: null,
    });
    expect(await failure(probeServer(ben, { serverId: server.id, authProfileId: 'auth_none' }))).toMatchObject({
      code: 'not_found',
      thing: 'auth_profile',
    });
  });

  test('a session carries credential, headers and the run id, and remembers era and health', async () => {
    const { ada } = await world.newOrg();
    const server = await unprobed(ada, {
      connectionConfig: { extraHeaders: { 'X-Tenant': 'acme-tenant' } },
      authProfile: { kind: 'bearer', value: SECRET },
    });
    const opened = await openSession(ada, {
      serverId: server.id,
      authProfileId: null,
      clientName: 'armature-tester',
      headers: { 'X-Armature-Workflow-Run-Id': 'r-1' },
      signal: ada.signal,
    });
    if (!opened.ok) throw new Error(opened.error.message);
    expect(await opened.value.listCatalog()).toMatchObject({ ok: true, value: { tools: [{ name: 'order_get' }, { name: 'order_list' }] } });
    await opened.value.close();
    const headers = mcp.received.at(-1)?.headers;
    expect([headers?.['authorization'], headers?.['x-tenant'], headers?.['x-armature-workflow-run-id']]).toEqual([
      `Bearer ${SECRET}`,
      'acme-tenant',
      'r-1',
    ]);
    expect(await getServer(ada, { serverId: server.id })).toMatchObject({
      health: 'healthy',
      era: { era: 'legacy', protocolVersion: '2025-11-25' },
    });
  });

  test('a session that cannot be opened is an outcome, and the health tells why', async () => {
    const { ada } = await world.newOrg();
    const server = await unprobed(ada, { baseUrl: 'http://127.0.0.1:1/mcp' });
    const request = { serverId: server.id, authProfileId: null, clientName: 'armature-tester' as const, signal: ada.signal };
    expect(await openSession(ada, request)).toMatchObject({ ok: false, error: { code: 'connect_failed', hadHttpStatus: false } });
    expect(await getServer(ada, { serverId: server.id })).toMatchObject({
      health: 'unreachable',
      healthDetail: expect.stringContaining('127.0.0.1'),
    });
    expect(await failure(openSession(ada, { ...request, authProfileId: 'auth_none' }))).toMatchObject({
      code: 'not_found',
      thing: 'auth_profile',
    });
  });
});

describe('who may', () => {
  test('vera may look but not touch', async () => {
    const { ben, vera } = await world.newOrg();
    const { id: serverId } = await unprobed(ben);
    expect(await getServer(vera, { serverId })).toMatchObject({ id: serverId });
    const attempts = [
      createServer(vera, {}),
      updateServer(vera, { serverId }),
      removeServer(vera, { serverId }, unused),
      probeServer(vera, { serverId }),
      testConnection(vera, {}),
      openSession(vera, { serverId, authProfileId: null, clientName: 'armature-tester', signal: vera.signal }),
    ];
    for (const error of await Promise.all(attempts.map(failure)))
      expect(error).toMatchObject({ code: 'forbidden_role', details: { neededRole: 'editor' } });
  });

  test('eve sees nothing of it: the same answer as for a server that does not exist', async () => {
    const { ben, eve } = await world.newOrg();
    const { id: serverId } = await unprobed(ben);
    const asks = (id: string) => [
      getServer(eve, { serverId: id }),
      updateServer(eve, { serverId: id, name: 'Mine' }),
      removeServer(eve, { serverId: id }, unused),
      probeServer(eve, { serverId: id }),
      getCatalog(eve, { serverId: id }),
      openSession(eve, { serverId: id, authProfileId: null, clientName: 'armature-tester', signal: eve.signal }),
    ];
    const [foreign, absent] = [await Promise.all(asks(serverId).map(failure)), await Promise.all(asks('mcp_none').map(failure))];
    for (const error of foreign) expect(error).toMatchObject({ code: 'not_found', thing: 'mcp_server' });
    expect(foreign.map(String)).toEqual(absent.map(String));
    expect(await getServer(ben, { serverId })).toMatchObject({ name: 'Shop', state: 'active' });
  });
});
