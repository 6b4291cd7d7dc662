// Configuration as code over REST, and what a killed apply leaves behind.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '#modules/access';
import { createDestination } from '#modules/alerts';
import { MASTER_KEY } from './harness.ts';
import { rowsOf } from './organization-rows.ts';
import { killAll, startProgram } from './program.ts';
import type { Program } from './program.ts';
import { makeRestWorld, V1 } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';
import { waitingLocks } from './waiting-locks.ts';

let world: RestWorld;
let storeUrl: string;
beforeAll(async () => {
  world = await makeRestWorld();
  storeUrl = await world.startStore();
});
afterAll(() => world.close());

const CHECK = { kind: 'check', check: { kind: 'no_tool_errors' } };
const workflow = (key: string) => ({
  key,
  name: `Workflow ${key}`,
  mcpServer: 'store',
  testerModelId: 'script/steps',
  testerPrompt: '1. call list_products\nanswer done',
  criteria: [CHECK],
});

describe('over REST', () => {
  test('exports, plans and applies, each answer as its schema says', async () => {
    const { ada, ben, vera } = await world.newOrg();
    const [editor, viewer, owner] = [await world.keyOf(ben), await world.keyOf(vera), await world.keyOf(ada)];
    await owner.call('POST', '/alert-destinations', { body: { kind: 'webhook', name: 'Ops', url: 'http://127.0.0.1:9/hook' } });
    const document = {
      version: 1,
      servers: [
        {
          key: 'store',
          name: 'Store',
          baseUrl: storeUrl,
          connectionConfig: { extraHeaders: { 'X-Tenant': { secretEnv: 'TENANT' } } },
          authProfiles: [{ key: 'main', name: 'Main', kind: 'bearer', value: { secretEnv: 'TOKEN' } }],
        },
      ],
      workflows: [workflow('one')],
      monitors: [{ key: 'products', name: 'Products', mcpServer: 'store', toolName: 'list_products' }],
      rules: [{ key: 'tell', name: 'Tell', targetType: 'workflow', target: 'one', destination: 'Ops' }],
    };
    expect((await viewer.call('GET', '/config')).body).toMatchObject({ document: { version: 1, servers: [] }, warnings: [] });
    const plan = await viewer.call('POST', '/config/plan', { body: { document } });
    expect([plan.status, plan.body.fieldErrors, plan.body.changes.length]).toEqual([200, [], 4]);
    expect((await viewer.call('POST', '/config/apply', { body: { document } })).body.error.code).toBe('forbidden_role');
    const body = { document, secrets: { TENANT: 'a', TOKEN: 'b' }, expectedPlanHash: plan.body.planHash };
    expect((await editor.call('POST', '/config/apply', { body })).status).toBe(200);
    const exported = await viewer.call('GET', '/config');
    expect([exported.status, exported.body.document.workflows]).toEqual([200, [{ ...workflow('one') }]]);
    const stale = await editor.call('POST', '/config/apply', { body });
    expect([stale.status, stale.body.error.code]).toEqual([409, 'conflict']);
    const wrong = { version: 1, servers: [{ ...document.servers[0], extra: 1 }] };
    expect((await editor.call('POST', '/config/apply', { body: { document: wrong } })).body.error.details.fieldErrors).toEqual([
      { field: 'servers[0].extra', message: 'is not a known field' },
    ]);
    expect((await world.nobody('GET', '/config')).status).toBe(401);
  });
});

describe('an apply whose process is killed', () => {
  let root: string;
  const programs: Program[] = [];
  let origin: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'armature-config-'));
    const env = {
      ARMATURE_DATA_DIR: root,
      DATABASE_URL: world.databaseUrl,
      ARMATURE_SECRET_KEY: MASTER_KEY.toString('base64'),
      PORT: '0',
      LOG_LEVEL: 'warn',
    };
    const program = startProgram({ args: ['serve', '--roles=web'], env });
    programs.push(program);
    origin = / is ready at (\S+)/.exec(await program.prints('is ready at '))?.[1] ?? '';
  }, 60_000);
  afterAll(async () => {
    await killAll(programs);
    rmSync(root, { recursive: true, force: true });
  });

  test('at its last statement leaves nothing, and the next one does all of it', { timeout: 60_000 }, async () => {
    const cast = await world.newOrg();
    const { db } = world.deps;
    await createDestination(cast.ada, { kind: 'webhook', name: 'Ops', url: 'http://127.0.0.1:9/hook' });
    const { token } = await createApiKey(cast.ada, { name: `editor ${randomUUID()}`, role: 'editor' });
    const document = {
      version: 1,
      servers: [
        {
          key: 'store',
          name: 'Store',
          baseUrl: 'https://store.example.com/mcp',
          authProfiles: [{ key: 'main', name: 'Main', kind: 'bearer', value: { secretEnv: 'TOKEN' } }],
        },
      ],
      workflows: ['one', 'two', 'three'].map(workflow),
      rules: [{ key: 'tell', name: 'Tell', targetType: 'workflow', target: 'three', destination: 'Ops' }],
    };
    const body = { document, secrets: { TOKEN: 'planted' }, skipProbe: true };
    const apply = () =>
      fetch(`${origin}${V1}/config/apply`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const before = await rowsOf(db, cast.org.id);
    await db.transaction().execute(async (tx) => {
      // what counting rules takes: the apply has written everything else by then
      await sql`select pg_advisory_xact_lock(hashtextextended(${`alert rules of ${cast.org.id}`}, 0))`.execute(tx);
      const lost = apply().then(
        (response) => response.status,
        () => 'no answer',
      );
      while ((await waitingLocks(db)) === 0) await new Promise(setImmediate);
      programs[0]?.send('SIGKILL');
      expect(await lost).toBe('no answer');
    });
    // its session ends when it notices that nobody is there any more
    const sessions = sql<{ count: number }>`
      select count(*)::int as count from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
    while (((await sessions.execute(db)).rows[0]?.count ?? 0) > 0) await new Promise(setImmediate);
    const after = await rowsOf(db, cast.org.id);
    expect(after).toEqual(before);
    const editor = await world.keyOf(cast.ada, 'editor');
    const again = await editor.call('POST', '/config/apply', { body });
    expect(again.body.changes.map(({ op }: { op: string }) => op)).toEqual(['create', 'create', 'create', 'create', 'create']);
  });
});
