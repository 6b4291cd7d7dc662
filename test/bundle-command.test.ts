// armature bundle push | list | promote against a really listening instance: uploads, what changed, and the exit codes of a gate.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '#modules/access';
import { compileBundle, createSource, getBundle, listBundles } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { createApi } from '../src/surfaces/api/app.ts';
import { listen } from '../src/surfaces/api/listen.ts';
import type { Listening } from '../src/surfaces/api/listen.ts';
import { runCli } from '../src/surfaces/cli/main.ts';
import type { Operator } from '../src/surfaces/cli/operator.ts';
import { makeWorld } from './harness.ts';
import type { World } from './harness.ts';
import { PETSTORE } from './published-source.ts';
import { recordingTerminal } from './recording-terminal.ts';

let world: World;
let listening: Listening;
let dir: string;
beforeAll(async () => {
  world = await makeWorld({ settings: { rateLimitPerMinute: 1_000_000 } });
  listening = await listen(createApi({ deps: world.deps, webDir: undefined, version: '1', checkResults: true }), {
    host: '127.0.0.1',
    port: 0,
  });
  dir = await mkdtemp(join(tmpdir(), 'armature-bundle-'));
  const git = (...args: string[]) => execFileSync('git', ['-C', dir, ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.email', 'ada@example.test');
  git('config', 'user.name', 'Ada');
  git('config', 'commit.gpgsign', 'false');
  git('remote', 'add', 'origin', 'https://ada:s3cret@github.com/acme/pets.git');
  git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
});
afterAll(async () => {
  await listening.close(0);
  await world.close();
  await rm(dir, { recursive: true });
});

const noOperator = new Proxy({}, { get: () => expect.unreachable('no operator is asked') }) as Operator;

async function newSource() {
  const cast = await world.newOrg();
  await createSource(cast.ada, { name: 'Pets', slug: 'pets', mode: 'code' });
  return cast;
}

/** `armature bundle …` as `ctx`, in the folder of the documents; what is paused for happens meanwhile. */
async function bundle(ctx: Ctx, args: readonly string[], meanwhile: () => Promise<void> = async () => undefined) {
  const { token } = await createApiKey(ctx, { name: crypto.randomUUID(), role: ctx.actor.role });
  const env = { HOME: dir, ARMATURE_URL: `http://127.0.0.1:${listening.port}`, ARMATURE_API_KEY: token };
  const { terminal, out, err } = recordingTerminal({ env, now: () => world.clock.now().getTime(), sleep: meanwhile, showsProgress: true });
  const code = await runCli(['bundle', ...args], { operator: noOperator, terminal, version: '1' });
  return { code, out: out(), err: err(), json: (): ReturnType<typeof JSON.parse> => JSON.parse(out()) };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  return path;
}

const NEXT = PETSTORE.replace('operationId: updatePet', 'operationId: changePet');

test('a push compiles a document, says where it comes from, and how to serve it', async () => {
  const { ben } = await newSource();
  const pushed = await bundle(ben, ['push', await file('api.yaml', PETSTORE), '--source', 'pets']);
  expect([pushed.code, pushed.out]).toEqual([0, expect.stringMatching(/^bun_\w+  pets  production  generated  2 operations\n/)]);
  expect(pushed.out).toMatch(/serve it with: armature bundle promote bun_\w+$/);
  const { rows } = await listBundles(ben, {});
  expect(rows).toMatchObject([{ repository: 'acme/pets', branch: 'main', commitSha: expect.stringMatching(/^[0-9a-f]{40}$/) }]);
  const again = await bundle(ben, ['push', join(dir, 'api.yaml'), '--source', 'pets', '--json']);
  expect([again.code, again.json().unchanged]).toEqual([0, true]);
});

test('what breaks is shown, fails the gate that asks for it, and is not promoted by it', async () => {
  const { ada } = await newSource();
  const first = await bundle(ada, ['push', await file('api.yaml', PETSTORE), '--source', 'pets', '--promote', '--fail-on-breaking']);
  expect([first.code, first.out]).toEqual([0, expect.stringContaining('  active  2 operations')]);
  const broken = await bundle(ada, ['push', await file('next.yaml', NEXT), '--source', 'pets', '--promote', '--fail-on-breaking']);
  expect(broken.code).toBe(1);
  expect(broken.out).toContain('- PATCH /pets/{petId}  updatePet  breaking');
  expect(broken.out).toContain('+ PATCH /pets/{petId}  changePet');
  expect(broken.out).toContain('1 added, 1 removed, 0 changed: BREAKING (1)');
  expect(broken.err).toContain('so it was not promoted');
  const { rows } = await listBundles(ada, {});
  expect(rows.map(({ state }) => state)).toEqual(['generated', 'active']);
  const allowed = await bundle(ada, ['push', join(dir, 'next.yaml'), '--source', 'pets', '--promote']);
  expect([allowed.code, allowed.out]).toEqual([0, expect.stringContaining(`go back with: armature bundle promote ${rows[1]?.id}`)]);
  const back = await bundle(ada, ['promote', rows[1]?.id ?? '']);
  expect([back.code, back.out]).toEqual([0, expect.stringContaining('  active  ')]);
  const listed = await bundle(ada, ['list', '--source', 'pets', '--state', 'active']);
  expect([listed.code, listed.out]).toEqual([
    0,
    expect.stringMatching(/^bun_\w+  pets  production  active  2 operations  \S+  [0-9a-f]{12}$/),
  ]);
});

test('a document that cannot be compiled is a failure with its diagnostics; what was typed wrong is usage', async () => {
  const { ben } = await newSource();
  const broken = await bundle(ben, ['push', await file('broken.yaml', 'openapi: 9.9.9'), '--source', 'pets']);
  expect([broken.code, broken.err]).toEqual([1, expect.stringContaining('error: ')]);
  expect((await bundle(ben, ['push', join(dir, 'missing.yaml'), '--source', 'pets'])).code).toBe(2);
  expect((await bundle(ben, ['push', join(dir, 'broken.yaml')])).code).toBe(2);
  expect((await bundle(ben, ['push', await file('api.yaml', PETSTORE), '--source', 'nobody'])).code).toBe(2);
  const manifest = await bundle(ben, [
    'push',
    join(dir, 'api.yaml'),
    '--source',
    'pets',
    '--manifest',
    await file('m.yaml', 'clientName: ['),
  ]);
  expect([manifest.code, manifest.err]).toEqual([2, expect.stringMatching(/m\.yaml:\d+:\d+: /)]);
  const wrong = await bundle(ben, [
    'push',
    join(dir, 'api.yaml'),
    '--source',
    'pets',
    '--manifest',
    await file('w.yaml', 'clientName: class'),
  ]);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('manifest.clientName')]);
  expect((await bundle(ben, ['push', join(dir, 'api.yaml'), '--source', 'pets', '--promote'])).code).toBe(3);
});

test('a large document is waited for, and a compile that fails in the background fails too', async () => {
  const { ben } = await newSource();
  const padded = (text: string) => `${text}\n# ${'x'.repeat(2 * 1024 * 1024)}`;
  const compile = async () => {
    const { rows } = await listBundles(ben, { state: 'compiling' });
    for (const { id } of rows) await compileBundle(world.deps, { bundleId: id }, ben.signal);
  };
  const pushed = await bundle(ben, ['push', await file('large.yaml', padded(PETSTORE)), '--source', 'pets', '--json'], compile);
  expect([pushed.code, pushed.json().bundle.state]).toEqual([0, 'generated']);
  expect(await getBundle(ben, { bundleId: pushed.json().bundle.id })).toMatchObject({ operationCount: 2 });
  const broken = await bundle(ben, ['push', await file('broken.yaml', padded('openapi: 9.9.9')), '--source', 'pets'], compile);
  expect([broken.code, broken.err]).toEqual([1, expect.stringContaining('could not be compiled')]);
  const slow = await bundle(ben, ['push', await file('slow.yaml', padded(NEXT)), '--source', 'pets', '--timeout', '5'], async () =>
    world.clock.advance(1000),
  );
  expect([slow.code, slow.err]).toEqual([3, expect.stringContaining('still being compiled after 5 s')]);
});
