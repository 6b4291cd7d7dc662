// The publish step, run as GitHub runs it: against a really listening instance, and against one that says hostile things.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '#modules/access';
import { createSource, listBundles } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { createApi } from '../src/surfaces/api/app.ts';
import { listen } from '../src/surfaces/api/listen.ts';
import type { Listening } from '../src/surfaces/api/listen.ts';
import { systemClock } from '#platform/clock';
import { readAction, runAction } from './action-runner.ts';
import { makeWorld } from './harness.ts';
import type { World } from './harness.ts';
import { PETSTORE } from './published-source.ts';
import { startStubInstance } from './stub-instance.ts';

let world: World;
let listening: Listening;
let dir: string;
beforeAll(async () => {
  world = await makeWorld({ settings: { rateLimitPerMinute: 1_000_000 } });
  // the script signs with the time of this machine
  const deps = { ...world.deps, clock: systemClock };
  listening = await listen(createApi({ deps, webDir: undefined, version: '1', checkResults: true }), { host: '127.0.0.1', port: 0 });
  dir = await mkdtemp(join(tmpdir(), 'armature-publish-'));
});
afterAll(async () => {
  await listening.close(0);
  await world.close();
  await rm(dir, { recursive: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  return path;
}

async function publish(ctx: Ctx, text: string, inputs: Readonly<Record<string, string>> = {}) {
  const { token } = await createApiKey(ctx, { name: crypto.randomUUID(), role: ctx.actor.role });
  const url = `http://127.0.0.1:${listening.port}`;
  const openapi = await file('api.yaml', text);
  return runAction({ action: 'publish', inputs: { url, 'api-key': token, source: 'pets', openapi, ...inputs } });
}

const NEXT = PETSTORE.replace('operationId: updatePet', 'operationId: changePet');

test('action.yml has the shape of a composite action, and documents what it has', async () => {
  const action = await readAction('publish');
  expect([action.runs.using, action.runs.steps.map(({ shell, run }) => [shell, run])]).toEqual([
    'composite',
    [['bash', 'node "$GITHUB_ACTION_PATH/publish.mjs"']],
  ]);
  for (const [name, { description, required, default: otherwise }] of Object.entries(action.inputs)) {
    expect([name, description.length > 10, required]).toEqual([name, true, otherwise === undefined]);
  }
  const used = JSON.stringify(action.runs.steps)
    .match(/inputs\.[\w-]+/g)
    ?.map((one) => one.slice('inputs.'.length));
  expect(used?.toSorted()).toEqual(Object.keys(action.inputs).toSorted());
});

test('a document is published, and one that breaks fails the job and stays aside unless that is allowed', { timeout: 60_000 }, async () => {
  const { ada } = await world.newOrg();
  await createSource(ada, { name: 'Pets', slug: 'pets', mode: 'code' });
  const first = await publish(ada, PETSTORE, { promote: 'true', manifest: await file('manifest.json', '{"clientName":"pets"}') });
  expect([first.code, first.outputs['outcome'], first.outputs['state']]).toEqual([0, 'passed', 'active']);
  expect(first.summary).toContain('2 operations');
  const broken = await publish(ada, NEXT, { promote: 'true' });
  expect([broken.code, broken.outputs['outcome'], broken.outputs['state']]).toEqual([1, 'breaking', 'generated']);
  expect(JSON.parse(broken.outputs['api-diff'] ?? '')).toMatchObject({ breaking: true, removed: [{ operationId: 'updatePet' }] });
  expect(broken.commands.map(({ name }) => name)).toEqual(['add-mask', 'error']);
  const allowed = await publish(ada, NEXT, { promote: 'true', 'allow-breaking': 'true' });
  expect([allowed.code, allowed.outputs['state'], allowed.outputs['bundle-id']]).toEqual([0, 'active', broken.outputs['bundle-id']]);
  expect((await listBundles(ada, {})).total).toBe(2);
});

test('what cannot be compiled fails, what is used wrongly is usage, what nobody knows is undecided', { timeout: 60_000 }, async () => {
  const { ben } = await world.newOrg();
  await createSource(ben, { name: 'Pets', slug: 'pets', mode: 'code' });
  const broken = await publish(ben, 'openapi: 9.9.9');
  expect([broken.code, broken.outputs['outcome']]).toEqual([1, 'failed']);
  expect((await publish(ben, PETSTORE, { source: 'nobody' })).code).toBe(2);
  expect((await publish(ben, PETSTORE, { openapi: join(dir, 'missing.yaml') })).code).toBe(2);
  expect((await publish(ben, PETSTORE, { promote: 'perhaps' })).code).toBe(2);
  expect((await publish(ben, PETSTORE, { promote: 'true' })).code).toBe(3);
  expect((await publish(ben, PETSTORE, { 'api-key': 'amt_nope' })).code).toBe(3);
});

test('what an instance says can neither command the runner nor write into the page', async () => {
  const evil = '::stop-commands::x ##[error]y <img src=x> [a](https://evil.example) @team\n::error::z';
  const stub = await startStubInstance(() => ({
    status: 200,
    body: {
      bundle: { id: 'bun_1', source: evil, environment: evil, state: 'generated', operationCount: 1 },
      apiDiff: {
        against: 'bun_0',
        added: [{ operationId: evil, method: 'GET', path: evil }],
        removed: [],
        signatureChanged: [{ operationId: evil, breaking: false, reasons: [evil] }],
        breaking: false,
      },
    },
  }));
  const openapi = await file('api.yaml', PETSTORE);
  const { code, commands, summary } = await runAction({
    action: 'publish',
    inputs: { url: stub.url, 'api-key': 'amt_x', source: 'pets', openapi },
  });
  await stub.stop();
  expect([code, commands.map(({ name }) => name)]).toEqual([0, ['add-mask']]);
  expect(summary).not.toMatch(/<img|\]\(https|@team/);
});
