// armature pull, plan and apply from end to end: the real program, a really started instance, an MCP server of others, files on the disk.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeScratch } from '#test/armature-process';
import type { Finished, Scratch } from '#test/armature-process';
import { startPeer } from '#test/peers';
import type { Peer } from '#test/peers';

let scratch: Scratch;
let instance: Awaited<ReturnType<Scratch['up']>>;
let peer: Peer;
let editor: Readonly<Record<string, string>>;
let viewer: Readonly<Record<string, string>>;
const TOKEN = 'planted-in-the-environment';

beforeAll(async () => {
  scratch = await makeScratch();
  [peer, instance] = await Promise.all([startPeer('everythingHttp', scratch.dir), scratch.up()]);
  const key = async (role: string) => (await scratch.run(['keys', 'create', '--org', 'demo', '--name', role, '--role', role])).out;
  editor = { ARMATURE_URL: instance.url, ARMATURE_API_KEY: await key('editor') };
  viewer = { ARMATURE_URL: instance.url, ARMATURE_API_KEY: await key('viewer') };
  await mkdir(join(scratch.dir, 'armature'));
  await removeDemo();
}, 120_000);
afterAll(async () => {
  await instance?.stop();
  await peer?.stop();
  await scratch?.remove();
}, 60_000);

const as =
  (who: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) =>
  (...args: readonly string[]): Promise<Finished> =>
    scratch.run(args, { ...who, ...more });
const file = (name: string) => join(scratch.dir, 'armature', name);

async function rest(method: string, path: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>> {
  const response = await fetch(`${instance.url}/api/armature/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${editor['ARMATURE_API_KEY']}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

/** What every new instance begins with. */
async function removeDemo(): Promise<void> {
  for (const list of ['alert-rules', 'monitors', 'workflows', 'mcp-servers'])
    for (const { id } of (await rest('GET', `/${list}`)).rows) await rest('DELETE', `/${list}/${id}`);
}

const SERVERS = () => `# What we test.
version: 1
servers:
  # everything and more
  - key: everything
    name: Everything # as it calls itself
    baseUrl: ${peer.url}
    transportType: streamable_http # the usual one
    authProfiles:
      - key: main
        name: Main
        kind: bearer
        value: { secretEnv: EVERYTHING_TOKEN } # of the vault of CI
`;
const TESTS = `workflows:
  - key: echo
    name: Echo
    mcpServer: everything
    testerModelId: script/steps
    testerPrompt: |-
      1. call echo with {"message": "hello"}
      answer done
    criteria:
      # nothing may fail
      - { kind: check, check: { kind: no_tool_errors } }
monitors:
  - key: sum
    name: Sum
    mcpServer: everything
    toolName: get-sum
    arguments: { a: 1, b: 2 }
`;

describe('files written by hand', () => {
  test('are planned by a viewer, and applied by nobody who was not asked', { timeout: 60_000 }, async () => {
    await writeFile(file('servers.yaml'), SERVERS());
    await mkdir(file('team'), { recursive: true });
    await writeFile(file('team/tests.yml'), TESTS);
    const plan = await as(viewer)('plan');
    expect([plan.code, plan.err]).toEqual([0, '']);
    expect(plan.out).toContain('+ create server everything (Everything)\n');
    expect(plan.out).toContain('    + testerPrompt:\n        1. call echo with {"message": "hello"}\n        answer done\n');
    expect(plan.out).toContain('3 to create, 0 unchanged.');
    expect((await as(viewer)('plan', '--exit-code')).code).toBe(1);
    expect(await as(editor)('apply')).toMatchObject({ code: 2, err: 'Nothing was applied: pass --yes where nobody can be asked.' });
    expect(await as(viewer, { EVERYTHING_TOKEN: TOKEN })('apply', '--yes')).toMatchObject({
      code: 3,
      err: expect.stringContaining('forbidden_role'),
    });
    expect((await rest('GET', '/mcp-servers')).total).toBe(0);
  });

  test('need their secrets when something new is made of them', { timeout: 60_000 }, async () => {
    expect(await as(editor)('apply', '--yes')).toMatchObject({
      code: 2,
      err: `armature/servers.yaml:13:18: servers[0].authProfiles[0].value.secretEnv: EVERYTHING_TOKEN was not given, and there is no stored value to keep`,
    });
  });

  test('are applied with the secrets of the environment, and a second time change nothing', { timeout: 60_000 }, async () => {
    const applied = await as(editor, { EVERYTHING_TOKEN: TOKEN })('apply', '--yes');
    expect([applied.code, applied.err]).toEqual([0, '']);
    expect(applied.out).toContain('\nApplied: 3 created.');
    expect((await rest('GET', '/mcp-servers')).rows).toMatchObject([{ name: 'Everything', tool_count: 13 }]);
    const plan = await as(viewer)('plan', '--exit-code');
    expect([plan.code, plan.out]).toEqual([
      0,
      'No changes: 3 as the files say.\nNot compared, because only applying opens secrets: EVERYTHING_TOKEN.',
    ]);
    const again = await as(editor, { EVERYTHING_TOKEN: TOKEN })('apply', '--yes', '--json');
    expect(JSON.parse(again.out).changes.map(({ op }: { op: string }) => op)).toEqual(['none', 'none', 'none']);
    expect(`${applied.out}${plan.out}${again.out}`).not.toContain(TOKEN);
  });

  test('that say what the instance has are left alone by a pull, to the byte', { timeout: 60_000 }, async () => {
    const pulled = await as(viewer)('pull');
    expect([pulled.code, pulled.out, pulled.err]).toEqual([0, 'armature is up to date.', '']);
    expect([await readFile(file('servers.yaml'), 'utf8'), await readFile(file('team/tests.yml'), 'utf8')]).toEqual([SERVERS(), TESTS]);
  });

  test('get what changed on the instance, and keep their comments and the names of their secrets', { timeout: 60_000 }, async () => {
    const [{ id: serverId }] = (await rest('GET', '/mcp-servers')).rows;
    const [{ id }] = (await rest('GET', '/workflows')).rows;
    await rest('PATCH', `/mcp-servers/${serverId}`, { categories: ['demo'] });
    await rest('PATCH', `/workflows/${id}`, {
      testerPrompt: '1. call echo with {"message": "hello"}\n2. call get-sum with {"a": 1, "b": 2}\nanswer done',
    });
    await rest('POST', '/monitors', { name: 'By hand', mcpServerId: serverId, toolName: 'echo', arguments: { message: 'x' } });
    const plan = await as(viewer)('plan');
    expect(plan.out).toContain('~ testerPrompt:');
    expect(plan.out).toContain('        - 2. call get-sum with {"a": 1, "b": 2}');
    const pulled = await as(viewer)('pull');
    expect([pulled.code, pulled.out.split('\n').slice(0, 3)]).toEqual([
      0,
      ['wrote armature/monitors.yaml', 'wrote armature/servers.yaml', 'wrote armature/team/tests.yml'],
    ]);
    const servers = await readFile(file('servers.yaml'), 'utf8');
    for (const kept of [
      '# What we test.',
      '# everything and more',
      '# as it calls itself',
      '# the usual one',
      'secretEnv: EVERYTHING_TOKEN',
      '# of the vault of CI',
    ])
      expect(servers).toContain(kept);
    expect(servers).toMatch(/categories:\n +- demo/);
    const tests = await readFile(file('team/tests.yml'), 'utf8');
    expect(tests).toContain('      2. call get-sum with {"a": 1, "b": 2}\n');
    expect(tests).toContain('# nothing may fail');
    expect(await readFile(file('monitors.yaml'), 'utf8')).toContain('- key: by-hand\n    name: By hand\n');
    const after = await as(viewer)('plan');
    expect(after.out).toContain('= adopt monitor by-hand (By hand)');
    expect(after.out).toContain('1 to adopt, 3 unchanged.');
  });

  test('that lose an entry remove it with --prune alone', { timeout: 60_000 }, async () => {
    expect((await as(editor)('apply', '--yes')).out).toContain('Applied: 1 adopted.');
    await writeFile(file('monitors.yaml'), 'monitors:\n');
    expect((await as(viewer)('plan')).out).toContain('  keep monitor by-hand (By hand)\n    ! It is not in the document any more.');
    expect((await as(editor)('apply', '--yes', '--prune')).out).toContain('Applied: 1 deleted.');
    expect((await rest('GET', '/monitors')).total).toBe(1);
  });
});

test('a pull into nothing writes one file a kind, which plans to nothing', { timeout: 60_000 }, async () => {
  const pulled = await as(viewer)('pull', 'fresh');
  expect([pulled.code, pulled.err]).toEqual([0, '']);
  expect((await readdir(join(scratch.dir, 'fresh'))).toSorted()).toEqual(['monitors.yaml', 'servers.yaml', 'workflows.yaml']);
  expect(await readFile(join(scratch.dir, 'fresh', 'servers.yaml'), 'utf8')).toContain('secretEnv: EVERYTHING_MAIN_VALUE');
  expect((await as(viewer)('plan', 'fresh', '--exit-code')).code).toBe(0);
});

describe('files that are wrong', () => {
  const wrong = async (text: string) => {
    await mkdir(join(scratch.dir, 'wrong'), { recursive: true });
    await writeFile(join(scratch.dir, 'wrong', 'a.yaml'), text);
    return as(viewer)('plan', 'wrong');
  };

  test('are named with file, line and column: exit 2', { timeout: 60_000 }, async () => {
    expect(await wrong('servers:\n  - key: a\n    key: b\n')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^wrong\/a\.yaml:3:5: /),
    });
    expect(await wrong('server: []\n')).toMatchObject({
      code: 2,
      err: 'wrong/a.yaml:1:1: server: is not one of version, servers, workflows, monitors, rules',
    });
    const faults = await wrong(
      'monitors: []\nworkflows:\n  - key: a\n    name: A\n    mcpServer: everything\n    testerPrompt: x\n    schedule: { cron: "0 25 * * *" }\n    criteria: []\n',
    );
    expect([faults.code, faults.err.split('\n').map((line) => line.replace(/ .*/, ''))]).toEqual([
      2,
      ['wrong/a.yaml:8:5:', 'wrong/a.yaml:7:17:'],
    ]);
    const json = await scratch.run(['plan', 'wrong', '--json'], viewer);
    expect(JSON.parse(json.out).faults[0]).toMatchObject({ path: 'wrong/a.yaml', line: 8, column: 5 });
  });

  test('are not written over: a pull refuses them too, and a folder that is not there is said so', { timeout: 60_000 }, async () => {
    await wrong('servers: [');
    expect(await as(viewer)('pull', 'wrong')).toMatchObject({ code: 2, err: expect.stringContaining('wrong/a.yaml:1:') });
    expect(await as(viewer)('plan', 'nowhere')).toMatchObject({ code: 2, err: expect.stringContaining('there is no such folder') });
  });

  test('with the value of a secret in them are refused without repeating it', { timeout: 60_000 }, async () => {
    const { code, err } = await wrong(
      'servers:\n  - key: a\n    name: A\n    baseUrl: https://a.example.com/mcp\n    authProfiles:\n      - { key: m, name: M, kind: bearer, value: hunter2 }\n',
    );
    expect([code, err]).toEqual([2, expect.stringContaining('must be {secretEnv: NAME}')]);
    expect(err).not.toContain('hunter2');
  });
});
