// Servers that are programs of this machine: what may be saved, what is shown of it, and what is started.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import { systemClock } from '#platform/clock';
import type { Ctx } from '#platform/ctx';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import { PLAIN_HOSTING } from '#platform/process/hosting';
import { markedPids } from '#platform/process/kill-marked';
import { createProgramHost } from '#platform/process/program-host';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import {
  createAuthProfile,
  createServer,
  getCatalog,
  getServer,
  listAuthProfiles,
  listServers,
  openSession,
  probeServer,
  syncServer,
  testConnection,
  updateServer,
} from './index.ts';

const FIXTURE = join(import.meta.dirname, '../../../test/mcp-fixtures/stdio-server.mjs');
const TOKEN = 'tok-b81e55d20c97-not-for-you';

let world: World;
const programs = createProgramHost({ log: silentLog });
const plain = createProgramHost({ log: silentLog, hosting: Promise.resolve(PLAIN_HOSTING) });
beforeAll(async () => {
  world = await makeWorld({ settings: { allowStdio: true } });
});
afterAll(async () => {
  await programs.close();
  await plain.close();
  await world.close();
});

const doorWith = (host: typeof programs | undefined) =>
  createMcpDoor({ fetch: world.deps.fetch, clock: systemClock, log: silentLog, programs: host });

/** The same people, where programs may be started. */
async function newOrg(host: typeof programs | undefined = programs, allowStdio = true): Promise<Cast> {
  const cast = await world.newOrg();
  return rehosted(cast, host, allowStdio);
}

function rehosted(cast: Cast, host: typeof programs | undefined, allowStdio: boolean): Cast {
  const deps = { ...world.deps, mcp: doorWith(host), settings: { ...world.deps.settings, allowStdio } };
  const moved = (ctx: Ctx): Ctx => ({ ...ctx, deps });
  return { ...cast, ada: moved(cast.ada), ben: moved(cast.ben), vera: moved(cast.vera), eve: moved(cast.eve) };
}

const hosted = (mode = 'good', config: object = {}, fields: object = {}) => ({
  name: 'Files',
  transportType: 'stdio_hosted',
  connectionConfig: { command: process.execPath, args: [FIXTURE, mode], env: { API_TOKEN: TOKEN }, ...config },
  ...fields,
});

const fieldsOf = async (work: Promise<unknown>): Promise<string[]> => {
  try {
    await work;
  } catch (error) {
    expect(error).toMatchObject({ code: 'validation_failed' });
    return (error as { fieldErrors: { field: string }[] }).fieldErrors.map(({ field }) => field);
  }
  return [];
};

/** What the vault holds of the organization. */
async function secretsIn({ deps, org }: Ctx): Promise<Set<string>> {
  const rows = await deps.db.selectFrom('secrets').select('id').where('org_id', '=', org.id).execute();
  return new Set(await Promise.all(rows.map(({ id }) => deps.vault.open(deps.db, org.id, id))));
}

describe('adding', () => {
  test('an editor adds a program, which is probed and listed; its values are never shown', async () => {
    const { ada, ben, vera } = await newOrg();
    const server = await createServer(ben, hosted());
    expect(server).toMatchObject({
      transportType: 'stdio_hosted',
      baseUrl: null,
      health: 'healthy',
      toolCount: 6,
      networkPolicy: { mode: 'host' },
      connectionConfig: { command: process.execPath, args: [FIXTURE, 'good'], cwd: null, envNames: ['API_TOKEN'], extraHeaderNames: [] },
    });
    expect((await getCatalog(vera, { serverId: server.id })).tools.map(({ name }) => name)).toContain('echo');
    expect(await listAuthProfiles(vera, { serverId: server.id })).toMatchObject([{ kind: 'none', isDefault: true }]);
    expect((await listServers(vera, { search: 'node' })).rows.map(({ id }) => id)).toEqual([server.id]);
    const audit = await listAuditLog(ada, {});
    for (const shown of [server, await getServer(vera, { serverId: server.id }), audit]) expect(JSON.stringify(shown)).not.toContain(TOKEN);
    expect(JSON.stringify(audit)).toContain('API_TOKEN');
    expect(markedPids(programs.mark)).toEqual([]);
  });

  test('vera may not, and eve cannot see it', async () => {
    const { ben, vera, eve } = await newOrg();
    await expect(createServer(vera, hosted())).rejects.toMatchObject({ code: 'forbidden_role' });
    const { id } = await createServer(ben, hosted('good', {}, { skipProbe: true }));
    await expect(getServer(eve, { serverId: id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(probeServer(eve, { serverId: id })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a program that fails is not saved, and says why without its secrets', async () => {
    const { ben, vera } = await newOrg();
    await expect(createServer(ben, hosted('exits'))).rejects.toMatchObject({
      code: 'probe_failed',
      details: { probe: { ok: false, error: { code: 'process_failed', message: expect.stringContaining('exit code 3') } } },
    });
    const leaking = {
      ...hosted(),
      connectionConfig: { command: process.execPath, args: ['-e', 'throw Error(process.env.API_TOKEN)'], env: { API_TOKEN: TOKEN } },
    };
    const error = await createServer(ben, leaking).catch((caught: unknown) => caught);
    expect(JSON.stringify(error)).toContain('stored_secret');
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain(TOKEN);
    expect((await listServers(vera)).total).toBe(0);
  });

  test.each<[string, object, string[]]>([
    ['a URL', hosted('good', {}, { baseUrl: 'https://mcp.example.com/' }), ['baseUrl']],
    ['no command', hosted('good', { command: undefined }), ['connectionConfig.command']],
    ['an empty command', hosted('good', { command: ' ' }), ['connectionConfig.command']],
    ['a long command', hosted('good', { command: 'x'.repeat(4097) }), ['connectionConfig.command']],
    ['a NUL in the command', hosted('good', { command: 'a\0b' }), ['connectionConfig.command']],
    ['65 arguments', hosted('good', { args: Array.from({ length: 65 }, () => 'a') }), ['connectionConfig.args']],
    ['arguments as text', hosted('good', { args: '--x' }), ['connectionConfig.args']],
    ['an argument that is no text', hosted('good', { args: ['a', 1] }), ['connectionConfig.args[1]']],
    ['a secret as an argument', hosted('good', { args: [`--key=ghp_${'a1B2'.repeat(9)}`] }), ['connectionConfig.args[0]']],
    ['a relative folder', hosted('good', { cwd: 'data' }), ['connectionConfig.cwd']],
    [
      '65 variables',
      hosted('good', { env: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`V${i}`, 'x'])) }),
      ['connectionConfig.env'],
    ],
    ['variables as a list', hosted('good', { env: ['A=1'] }), ['connectionConfig.env']],
    ['a variable that is no text', hosted('good', { env: { A: 1 } }), ['connectionConfig.env.A']],
    ['a long value', hosted('good', { env: { A: 'x'.repeat(8193) } }), ['connectionConfig.env.A']],
    ...['1A', 'A-B', 'A B', '', 'PATH', 'HOME', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'ARMATURE_PROCESS'].map(
      (name): [string, object, string[]] => [
        `the variable "${name}"`,
        hosted('good', { env: { [name]: 'x' } }),
        [`connectionConfig.env.${name}`],
      ],
    ),
    ['headers', hosted('good', { extraHeaders: { 'X-A': 'a' } }), ['connectionConfig.extraHeaders']],
    ['a credential', hosted('good', {}, { authProfile: { kind: 'bearer', value: TOKEN } }), ['authProfile.kind']],
    [
      'a command over HTTP',
      { ...hosted(), transportType: 'sse', baseUrl: 'https://mcp.example.com/' },
      ['command', 'args', 'env'].map((name) => `connectionConfig.${name}`),
    ],
    ['no network over HTTP', { name: 'Web', baseUrl: 'https://mcp.example.com/', networkPolicy: { mode: 'none' } }, ['networkPolicy']],
  ])('%s is refused, and named', async (_name, fields, expected) => {
    const { ben } = await newOrg();
    expect(await fieldsOf(createServer(ben, { skipProbe: true, ...fields }))).toEqual(expected);
    expect(await fieldsOf(testConnection(ben, fields))).toEqual(expected);
  });

  test('no network is refused where the machine cannot enforce it, also later', async () => {
    const { ben } = await newOrg(plain);
    const alone = { networkPolicy: { mode: 'none' }, skipProbe: true };
    expect(await fieldsOf(createServer(ben, hosted('good', {}, alone)))).toEqual(['networkPolicy']);
    const { id } = await createServer(ben, hosted('good', {}, { skipProbe: true }));
    expect(await fieldsOf(updateServer(ben, { serverId: id, ...alone }))).toEqual(['networkPolicy']);
  });

  test('no network is saved where it can be', async (context) => {
    if (!(await programs.abilities()).canWithholdNetwork) return context.skip();
    const { ben } = await newOrg();
    expect(await createServer(ben, hosted('good', {}, { networkPolicy: { mode: 'none' } }))).toMatchObject({
      health: 'healthy',
      networkPolicy: { mode: 'none' },
    });
  });
});

describe('changing', () => {
  test('variables that are left out stay, empty ones keep their value, others are replaced and gone', async () => {
    const { ben } = await newOrg();
    const { id: serverId } = await createServer(ben, hosted('good', { env: { API_TOKEN: TOKEN, OLD: 'old-value' } }));
    const renamed = await updateServer(ben, { serverId, name: 'Renamed' });
    expect(renamed.connectionConfig.envNames).toEqual(['API_TOKEN', 'OLD']);
    const changed = await updateServer(ben, { serverId, connectionConfig: { env: { API_TOKEN: '', NEW: 'new-value' } } });
    expect(changed.connectionConfig.envNames).toEqual(['API_TOKEN', 'NEW']);
    expect(await secretsIn(ben)).toEqual(new Set([TOKEN, 'new-value']));
    const session = await openSession(ben, { serverId, authProfileId: null, clientName: 'armature-tester', signal: ben.signal });
    if (!session.ok) throw new Error(session.error.message);
    const { outcome } = await session.value.callTool({ name: 'where', arguments: {} });
    expect(JSON.stringify(outcome)).toContain('NEW');
    expect(JSON.stringify(outcome)).not.toContain('OLD');
    await session.value.close();
  });

  test('another command is probed before it is saved', async () => {
    const { ben } = await newOrg();
    const { id: serverId } = await createServer(ben, hosted());
    await expect(updateServer(ben, { serverId, connectionConfig: { args: [FIXTURE, 'exits'] } })).rejects.toMatchObject({
      code: 'probe_failed',
    });
    expect((await getServer(ben, { serverId })).connectionConfig.args).toEqual([FIXTURE, 'good']);
    const untried = await updateServer(ben, { serverId, connectionConfig: { args: [FIXTURE, 'exits'] }, skipProbe: true });
    expect(untried).toMatchObject({ health: 'unknown', connectionConfig: { args: [FIXTURE, 'exits'], envNames: ['API_TOKEN'] } });
  });

  test('a program becomes a URL and leaves its variables behind; a URL becomes a program without its credential', async () => {
    const { ada, ben } = await newOrg();
    const { id: serverId } = await createServer(ben, hosted());
    const url = 'http://127.0.0.1:9/mcp';
    expect(await fieldsOf(updateServer(ben, { serverId, transportType: 'streamable_http', skipProbe: true }))).toEqual(['baseUrl']);
    const web = await updateServer(ben, { serverId, transportType: 'streamable_http', baseUrl: url, skipProbe: true });
    expect(web).toMatchObject({ baseUrl: url, health: 'unknown' });
    expect(web.connectionConfig).toEqual({ timeoutSeconds: 30, extraHeaderNames: [] });
    expect(await secretsIn(ben)).toEqual(new Set());
    await createAuthProfile(ben, { serverId, name: 'Key', kind: 'bearer', value: TOKEN, skipProbe: true });
    const back = { serverId, ...hosted(), skipProbe: true };
    expect(await fieldsOf(updateServer(ada, back))).toEqual(['transportType']);
  });

  test('a program takes no credential', async () => {
    const { ben } = await newOrg();
    const { id: serverId } = await createServer(ben, hosted('good', {}, { skipProbe: true }));
    expect(await fieldsOf(createAuthProfile(ben, { serverId, name: 'Key', kind: 'bearer', value: TOKEN, skipProbe: true }))).toEqual([
      'kind',
    ]);
  });
});

describe('switched off', () => {
  test('none can be added', async () => {
    const { ben } = await newOrg(programs, false);
    expect(await fieldsOf(createServer(ben, hosted()))).toEqual(['transportType']);
    expect(await fieldsOf(testConnection(ben, hosted()))).toEqual(['transportType']);
  });

  test('those saved before are listed, and nothing starts them', async () => {
    const before = await newOrg();
    const { id: serverId } = await createServer(before.ben, hosted());
    const { ada, ben, vera } = rehosted(before, undefined, false);
    expect((await listServers(vera)).total).toBe(1);
    const refusal = { code: 'conflict', message: expect.stringContaining('ALLOW_STDIO') };
    await expect(probeServer(ben, { serverId })).rejects.toMatchObject(refusal);
    await expect(syncServer(ada, { serverId })).rejects.toMatchObject(refusal);
    await expect(updateServer(ben, { serverId, name: 'Other' })).rejects.toMatchObject(refusal);
    const request = { serverId, authProfileId: null, clientName: 'armature-tester', signal: ben.signal } as const;
    await expect(openSession(ben, request)).rejects.toMatchObject(refusal);
    const web = { serverId, transportType: 'streamable_http', baseUrl: 'http://127.0.0.1:9/mcp', skipProbe: true };
    expect(await updateServer(ben, web)).toMatchObject({ transportType: 'streamable_http' });
  });
});

test('the health of a program that fails says why', async () => {
  const { ben } = await newOrg();
  const { id: serverId } = await createServer(ben, hosted());
  const probe = await probeServer(ben, { serverId });
  expect(probe.ok).toBe(true);
  await updateServer(ben, { serverId, connectionConfig: { args: [FIXTURE, 'exits'] }, skipProbe: true });
  const failing = await probeServer(ben, { serverId });
  expect(failing.error?.code).toBe('process_failed');
  expect(await getServer(ben, { serverId })).toMatchObject({ health: 'unreachable', healthDetail: expect.stringContaining('exit code 3') });
});
