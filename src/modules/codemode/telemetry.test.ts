// What is kept of what agents do: who, when, which operations, what they said it is for; never scripts, arguments or results.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settleEvents } from '#modules/analytics';
import { makeCodeWorld, SHOP } from '#test/code-mode-world';
import type { CodeStage, CodeWorld } from '#test/code-mode-world';
import { publishBundle } from '#test/published-source';
import { codeModeEraser, codeModeExporter, listExecutions, tryScript, trySearch, usageOf } from './index.ts';

const STORY_MS = 60_000;
const go = new AbortController().signal;

let world: CodeWorld;
beforeAll(async () => {
  world = await makeCodeWorld();
}, STORY_MS);
afterAll(() => world.close());

const newest = async ({ vera, slug }: CodeStage) => (await listExecutions(vera, { slug })).rows[0];

async function eventsOf({ org }: CodeStage) {
  await settleEvents(world.deps);
  return world.deps.db.selectFrom('analytics_events').selectAll().where('org_id', '=', org.id).orderBy('started_at').execute();
}

const SCRIPT = `/**
 * @intent Tag every pet
 * @context They want all pets tagged
 * @frustration_level medium
 */
const canary = "argument-canary-91";
await shop.updatePet({ petId: canary, body: { name: canary } });
console.log("log-canary-92");
return "result-canary-93";`;

describe('an execution', () => {
  test('tells tool, bundle, session, who, how it went, the header and the calls; and nothing of what was in them', async () => {
    const stage = await world.newStage();
    const answer = await stage.run(SCRIPT, { session: 'session-7' });
    expect(answer).toMatchObject({ ok: true, result: 'result-canary-93' });
    expect(await newest(stage)).toEqual({
      id: answer.execId,
      sourceId: stage.source.id,
      bundleId: stage.bundleId,
      environment: 'production',
      tool: 'execute_script',
      sessionKey: 'session-7',
      actor: { type: 'user', id: stage.ben.actor.id, name: 'Ben' },
      state: 'finished',
      ok: true,
      errorKind: null,
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
      durationMs: expect.any(Number),
      intent: 'Tag every pet',
      context: 'They want all pets tagged',
      frustration: 'medium',
      query: null,
      matches: null,
      calls: answer.calls,
      tags: [],
    });
    const [event] = await eventsOf(stage);
    expect(event).toMatchObject({
      source: 'armature-code-mode',
      kind: 'tool_call',
      actor_id: stage.ben.actor.id,
      session_key: 'session-7',
      ok: true,
      error: null,
    });
    expect(event?.metadata).toEqual({
      tool_name: 'execute_script',
      user_intent: 'Tag every pet',
      agent_thinking: 'They want all pets tagged',
      user_frustration: 'medium',
      exec_id: answer.execId,
      mcp_server_id: stage.source.id,
      bundle_id: stage.bundleId,
      environment: 'production',
      calls: [{ operation_id: 'updatePet', status: 200, duration_ms: expect.any(Number) }],
      tags: [],
    });
    const rows = await world.deps.db.selectFrom('executions').selectAll().where('org_id', '=', stage.org.id).execute();
    const stored = JSON.stringify([rows, await eventsOf(stage)]);
    for (const canary of ['argument-canary', 'log-canary', 'result-canary', 'shop.updatePet']) expect(stored).not.toContain(canary);
    expect(rows[0]).toMatchObject({ script: null, calls: [{ arguments: ['petId', 'body', 'body.name'] }] });
  });

  test('that fails tells the kind of its error, and not its message', async () => {
    const stage = await world.newStage();
    await stage.run('throw new Error("message-canary");');
    expect(await newest(stage)).toMatchObject({ ok: false, errorKind: 'runtime_error' });
    const events = await eventsOf(stage);
    expect(events[0]).toMatchObject({ ok: false, error: 'runtime_error' });
    expect(JSON.stringify(events)).not.toContain('message-canary');
  });

  test('drops a level of frustration that is none', async () => {
    const stage = await world.newStage();
    await stage.run('/**\n * @intent x\n * @frustration_level furious\n */\nreturn 1;');
    expect(await newest(stage)).toMatchObject({ intent: 'x', context: null, frustration: null });
  });

  test('tells the tags that the manifest declares, each value once, and no other argument', async () => {
    const analyticsTags = [
      { name: 'team', value: 'spring' },
      { name: 'petStatus', param: 'listPets.status' },
    ];
    const stage = await world.newStage({ manifest: { analyticsTags } });
    await stage.run('for (const status of ["available", "sold", "sold"] as const) await shop.listPets({ status, limit: 7 });');
    expect(await newest(stage)).toMatchObject({
      tags: [
        { name: 'team', value: 'spring' },
        { name: 'petStatus', value: 'available' },
        { name: 'petStatus', value: 'sold' },
      ],
    });
    expect((await eventsOf(stage))[0]?.metadata).toMatchObject({ tags: [{ name: 'team' }, { value: 'available' }, { value: 'sold' }] });
  });

  test('of a search tells what was searched for and how many operations match', async () => {
    const stage = await world.newStage();
    const found = await stage.search('change a pet');
    expect(await newest(stage)).toMatchObject({ tool: 'search_sdk', query: 'change a pet', matches: found.total, ok: true, calls: [] });
    expect((await eventsOf(stage))[0]?.metadata).toMatchObject({ search: { query: 'change a pet', matches: found.total } });
  });

  test('keeps its script only where the source opts in, without secrets', async () => {
    const stage = await world.newStage({ keepsScripts: true });
    const token = `ghp_${'a1B2'.repeat(9)}`;
    await stage.run(`return ${JSON.stringify(token)}.length;`);
    const { script } = await world.deps.db
      .selectFrom('executions')
      .select('script')
      .where('org_id', '=', stage.org.id)
      .executeTakeFirstOrThrow();
    expect(script).toBe('return "[redacted:github_token]".length;');
  });

  test('is listed by tool, environment and outcome; vera may look, eve gets not_found', async () => {
    const stage = await world.newStage();
    await stage.run('return 1;');
    await stage.run('throw new Error("x");');
    await stage.search('pets');
    const count = async (filter: object) => (await listExecutions(stage.vera, { slug: stage.slug, ...filter })).total;
    expect([
      await count({}),
      await count({ tool: 'search_sdk' }),
      await count({ ok: false }),
      await count({ environment: 'staging' }),
    ]).toEqual([3, 1, 1, 0]);
    await expect(listExecutions(stage.eve, { slug: stage.slug })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
    await expect(listExecutions(stage.vera, { slug: stage.slug, tool: 'eval' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'tool' }],
    });
  });

  test('goes with its organization, and is exported with it', async () => {
    const stage = await world.newStage();
    await stage.run('return 1;');
    await stage.run('throw new Error("x");');
    const objects = [];
    for await (const object of codeModeExporter.objects(stage.ada)) objects.push(object);
    expect(objects.map(({ kind, errorKind }) => [kind, errorKind])).toEqual([
      ['execution', null],
      ['execution', 'runtime_error'],
    ]);
    expect(await codeModeEraser.eraseBatch(world.deps.db, stage.org.id)).toBe(2);
    expect(await codeModeEraser.eraseBatch(world.deps.db, stage.org.id)).toBe(0);
  });
});

describe('a search', () => {
  test('shows what can be called, best first, with its signature, and how many there are', async () => {
    const stage = await world.newStage();
    const { matches, total, shown, bundleId } = await stage.search('updatePet');
    expect(bundleId).toBe(stage.bundleId);
    expect(matches[0]).toMatchObject({
      operationId: 'updatePet',
      signature: expect.stringMatching(/^shop\.updatePet\(args: /),
      summary: 'Change a pet',
      method: 'PATCH',
      path: '/pets/{petId}',
      snippet: expect.stringContaining('type Pet ='),
      score: expect.any(Number),
    });
    expect(shown).toBe(`${matches.length} of ${total} matching operations, of 8`);
    const one = await stage.search('pet', { limit: 1 });
    expect(one).toMatchObject({ hint: expect.stringContaining('More operations match') });
    expect(one.matches).toHaveLength(1);
  });

  test('that finds nothing says what to try', async () => {
    const stage = await world.newStage();
    expect(await stage.search('zzqqx')).toMatchObject({ matches: [], total: 0, hint: expect.stringContaining('Try other words') });
  });

  test.for([
    [{ query: '' }, 'query'],
    [{ query: 'x'.repeat(501) }, 'query'],
    [{ query: 'pets', limit: 21 }, 'limit'],
    [{ query: 'pets', limit: 0 }, 'limit'],
  ] as const)('%j is refused naming the field', async ([{ query, ...rest }, field]) => {
    const stage = await world.newStage();
    await expect(stage.search(query, rest)).rejects.toMatchObject({ fieldErrors: [{ field }] });
  });
});

describe('trying out', () => {
  test('is for everyone of the organization, and eve gets not_found', async () => {
    const { slug, vera, eve } = await world.newStage();
    expect(await tryScript(vera, { slug }, { code: 'return (await shop.listPets()).length;' })).toMatchObject({ ok: true, result: 2 });
    expect(await trySearch(vera, { slug }, { query: 'pets' })).toMatchObject({ matches: expect.any(Array) });
    for (const attempt of [() => tryScript(eve, { slug }, { code: 'return 1;' }), () => trySearch(eve, { slug }, { query: 'pets' })])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
    await expect(tryScript(vera, { slug }, { code: 'return 1;', environment: 'staging' })).rejects.toMatchObject({
      code: 'not_found',
      thing: 'bundle',
    });
    await expect(tryScript(vera, { slug }, { code: 'return 1;', environment: 'Staging!' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'environment' }],
    });
  });
});

describe('a new bundle on real usage', () => {
  async function usageWith(stage: CodeStage, openapi: string) {
    const manifest = { clientName: 'shop', baseUrls: { production: `${stage.api.origin}/v1` } };
    await publishBundle(stage.ada, { slug: stage.slug, openapi, manifest });
    const { operations, ...bundle } = await stage.open();
    const compiled = async () => ({ ...bundle, operations: operations.all, types: await bundle.types() });
    return usageOf(world.deps, { orgId: stage.org.id, sourceId: stage.source.id, environment: 'production', compiled, signal: go });
  }

  test('is told by the operations and arguments that scripts used', async () => {
    const stage = await world.newStage();
    await stage.run('return (await shop.listPets({ status: "sold" })).length;');
    await stage.run('await shop.listPets({ limit: 3 });');
    await stage.run('await shop.updatePet({ petId: "p1", body: { tags: ["a"] } });');
    await stage.search('pets');
    const same = await usageWith(stage, SHOP);
    expect(same).toEqual({ scriptsChecked: 3, scriptsBroken: 0, operationsInUse: ['listPets', 'updatePet'] });
    const withoutStatus = SHOP.replace('        - {name: status, in: query, schema: {type: string, enum: [available, sold]}}\n', '');
    expect(await usageWith(stage, withoutStatus)).toMatchObject({ scriptsChecked: 3, scriptsBroken: 1 });
    expect(await usageWith(stage, SHOP.replace('name: limit, in: query,', 'name: limit, in: query, required: true,'))).toMatchObject({
      scriptsBroken: 1,
    });
    expect(await usageWith(stage, SHOP.replace('operationId: listPets', 'operationId: findPets'))).toMatchObject({ scriptsBroken: 2 });
    expect(await usageWith(stage, SHOP.replace('tags: {type: array, items: {type: string}}, name', 'name'))).toMatchObject({
      scriptsBroken: 1,
    });
  });

  test('is told by the types where the source keeps scripts', async () => {
    const stage = await world.newStage({ keepsScripts: true });
    await stage.run('const [first] = await shop.listPets();\nreturn first?.name.toUpperCase();');
    expect(await usageWith(stage, SHOP)).toMatchObject({ scriptsChecked: 1, scriptsBroken: 0 });
    const numbered = SHOP.replace(
      'Pet: {type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}',
      'Pet: {type: object, required: [id, name], properties: {id: {type: string}, name: {type: integer}',
    );
    expect(await usageWith(stage, numbered)).toMatchObject({ scriptsChecked: 1, scriptsBroken: 1 });
  });

  test('is not told where there was none', async () => {
    const stage = await world.newStage();
    expect(await usageWith(stage, SHOP)).toBeNull();
  });
});
