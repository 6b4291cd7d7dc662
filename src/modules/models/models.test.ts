// Models of an organization: who may, which fields are wrong, the preflight of an unknown endpoint, defaults, keys nobody can read back.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getOrganization, listAuditLog, updateOrganization } from '#modules/access';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { startOpenAiEndpoint } from '#test/openai-endpoint';
import type { OpenAiEndpoint, Turn } from '#test/openai-endpoint';
import { createModel, defaultModels, listModels, modelRules, removeModel, resolveModel, testModel, updateModel } from './index.ts';
import type { ModelUsage } from './index.ts';

let world: World;
let endpoint: OpenAiEndpoint;
let cast: Cast;
beforeAll(async () => {
  world = await makeWorld();
  endpoint = await startOpenAiEndpoint([]);
});
afterAll(async () => {
  await endpoint.close();
  await world.close();
});
beforeEach(async () => {
  cast = await world.newOrg();
  endpoint.play([GOOD]);
});

const GOOD: Turn = { calls: [{ name: 'report_word', arguments: { word: 'armature' } }] };
const API_KEY = 'k-4711-never-shown';
const UNUSED: ModelUsage = { usersOf: () => Promise.resolve([]) };

const openai = (changes: object = {}) => ({ provider: 'openai', upstreamName: 'gpt-4o', apiKey: API_KEY, ...changes });
const local = (changes: object = {}) => ({ provider: 'openai-compatible', upstreamName: 'tiny', baseUrl: endpoint.baseUrl, ...changes });
const audit = async (action: string) => (await listAuditLog(cast.ada, { action })).rows;

describe('who may', () => {
  test('vera and ben see models but may not add, change, remove or test one', async () => {
    const { id } = await createModel(cast.ada, openai());
    for (const ctx of [cast.vera, cast.ben]) {
      expect((await listModels(ctx)).map((model) => model.id)).toEqual(['script/steps', id]);
      const refused = { code: 'forbidden_role', details: { neededRole: 'admin' } };
      await expect(createModel(ctx, {})).rejects.toMatchObject(refused);
      await expect(updateModel(ctx, { modelId: id, displayName: 'x' })).rejects.toMatchObject(refused);
      await expect(removeModel(ctx, { modelId: id }, UNUSED)).rejects.toMatchObject(refused);
      await expect(testModel(ctx, { modelId: id })).rejects.toMatchObject(refused);
    }
  });

  test('eve sees nothing of them, and her own of the same name is another one', async () => {
    const { id } = await createModel(cast.ada, openai());
    expect((await listModels(cast.eve)).map((model) => model.id)).toEqual(['script/steps']);
    const gone = { code: 'not_found', thing: 'model' };
    await expect(updateModel(cast.eve, { modelId: id, displayName: 'x' })).rejects.toMatchObject(gone);
    await expect(removeModel(cast.eve, { modelId: id }, UNUSED)).rejects.toMatchObject(gone);
    await expect(testModel(cast.eve, { modelId: id })).rejects.toMatchObject(gone);
    expect(await resolveModel(cast.eve, id)).toMatchObject({ ok: false });
    await createModel(cast.eve, openai({ apiKey: 'eves' }));
    await removeModel(cast.eve, { modelId: id }, UNUSED);
    expect((await listModels(cast.vera)).map((model) => model.id)).toContain(id);
  });
});

describe('a new model', () => {
  test.each([
    ['provider', { provider: 'mistral' }],
    ['provider', { provider: 'script' }],
    ['provider', { provider: undefined }],
    ['upstreamName', { upstreamName: '' }],
    ['upstreamName', { upstreamName: 'a b' }],
    ['upstreamName', { upstreamName: 'x'.repeat(121) }],
    ['upstreamName', { upstreamName: 'a\0b' }],
    ['displayName', { displayName: ' ' }],
    ['displayName', { displayName: 'a\0b' }],
    ['apiKey', { apiKey: '' }],
    ['apiKey', { apiKey: 'two words' }],
    ['apiKey', { apiKey: 'a\r\nX-Evil: 1' }],
    ['apiKey', { apiKey: 'schlüssel' }],
    ['roles', { roles: [] }],
    ['roles[0]', { roles: ['cook'] }],
    ['contextTokens', { contextTokens: 0 }],
    ['contextTokens', { contextTokens: 1.5 }],
    ['inputUsdPerMTok', { inputUsdPerMTok: -1, outputUsdPerMTok: 1 }],
    ['outputUsdPerMTok', { inputUsdPerMTok: 1 }],
    ['inputUsdPerMTok', { outputUsdPerMTok: 1 }],
    ['baseUrl', { baseUrl: 'nowhere' }],
    ['baseUrl', { baseUrl: 'ftp://example.com/v1' }],
    ['baseUrl', { baseUrl: 'http://169.254.169.254/v1' }],
    ['baseUrl', { baseUrl: 'http://10.0.0.1/v1' }],
    ['baseUrl', { baseUrl: 'https://ada:pass@example.com/v1' }],
    ['baseUrl', { provider: 'anthropic', baseUrl: 'https://example.com/v1' }],
    ['baseUrl', { provider: 'openai-compatible' }],
    ['skipPreflight', { skipPreflight: true }],
    ['colour', { colour: 'red' }],
  ])('with a wrong %s is refused by that field (%j), and nothing is stored', async (field, changes) => {
    await expect(createModel(cast.ada, openai(changes))).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
    expect(await listModels(cast.ada)).toHaveLength(1);
  });

  test('tells every wrong field at once', async () => {
    await expect(createModel(cast.ada, { provider: 'x', upstreamName: '', roles: [], colour: 1 })).rejects.toMatchObject({
      fieldErrors: expect.arrayContaining(
        ['provider', 'upstreamName', 'roles', 'colour'].map((field) => expect.objectContaining({ field })),
      ),
    });
  });

  test('whose id is taken is a conflict on upstreamName, also when two come at once', async () => {
    const tries = await Promise.allSettled([createModel(cast.ada, openai()), createModel(cast.ada, openai())]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(createModel(cast.ada, openai())).rejects.toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'upstreamName' }] });
  });
});

test('of models an organization has at most 200, all of them in its list', async () => {
  const many = Array.from({ length: 200 }, (_, i) => ({
    org_id: cast.org.id,
    id: `openai/m-${i}`,
    display_name: `m-${i}`,
    provider: 'openai',
    upstream_name: `m-${i}`,
    roles: ['tester'],
  }));
  await world.deps.db.insertInto('models').values(many).execute();
  expect(await listModels(cast.ada)).toHaveLength(201);
  await expect(createModel(cast.ada, openai())).rejects.toMatchObject({ code: 'conflict' });
  expect(await listModels(cast.ada)).toHaveLength(201);
});

describe('the preflight of an openai-compatible endpoint', () => {
  test('asks for one tool call with the key, then saves the model', async () => {
    const before = endpoint.requests.length;
    const model = await createModel(cast.ada, local({ apiKey: API_KEY }));
    expect(model).toMatchObject({
      id: 'openai-compatible/tiny',
      displayName: 'tiny',
      roles: ['tester', 'judge'],
      price: null,
      builtIn: false,
    });
    const [asked, ...more] = endpoint.requests.slice(before);
    expect(more).toEqual([]);
    expect(asked?.headers.authorization).toBe(`Bearer ${API_KEY}`);
    expect(asked?.body.tools).toHaveLength(1);
  });

  test.each<[string, Turn, RegExp]>([
    ['answers with text', { text: 'armature' }, /answered with text/],
    ['calls another tool', { calls: [{ name: 'other', arguments: {} }] }, /not offered/],
    ['sends broken arguments', { calls: [{ name: 'report_word', arguments: '{"word":' }] }, /not a JSON object/],
    ['refuses the key', { status: 401, body: { error: { message: `bad key ${API_KEY}` } } }, /./],
    ['fails', { status: 500 }, /./],
  ])('that %s refuses the model with the reason, and stores nothing', async (_what, turn, message) => {
    endpoint.play([turn]);
    const failure = await createModel(cast.ada, local({ apiKey: API_KEY })).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'probe_failed',
      message: expect.stringMatching(message),
      details: { preflight: { kind: expect.any(String) } },
    });
    expect(JSON.stringify(failure) + String(failure)).not.toContain(API_KEY);
    expect(await listModels(cast.ada)).toHaveLength(1);
    expect(await audit('model.create')).toEqual([]);
  });

  test('is not made for a provider we know', async () => {
    endpoint.play([{ status: 500 }]);
    const before = endpoint.requests.length;
    await createModel(cast.ada, openai());
    expect(endpoint.requests.length).toBe(before);
  });

  test('is made again when the address or the key changes, and only then', async () => {
    const { id } = await createModel(cast.ada, local());
    const before = endpoint.requests.length;
    await updateModel(cast.ada, { modelId: id, displayName: 'Tiny', baseUrl: endpoint.baseUrl });
    expect(endpoint.requests.length).toBe(before);
    await updateModel(cast.ada, { modelId: id, apiKey: 'another' });
    expect(endpoint.requests.at(-1)?.headers.authorization).toBe('Bearer another');
    endpoint.play([{ text: 'no' }]);
    await expect(updateModel(cast.ada, { modelId: id, baseUrl: `${endpoint.baseUrl}/` })).rejects.toMatchObject({ code: 'probe_failed' });
    expect((await listModels(cast.vera))[1]).toMatchObject({ displayName: 'Tiny', baseUrl: endpoint.baseUrl });
  });
});

describe('a key', () => {
  test('is not sent to another address than the one it was stored for', async () => {
    const { id } = await createModel(cast.ada, openai({ baseUrl: endpoint.baseUrl }));
    const before = endpoint.requests.length;
    const elsewhere = { modelId: id, baseUrl: 'https://elsewhere.example/v1' };
    await expect(updateModel(cast.ada, elsewhere)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field: 'apiKey' }] });
    await expect(updateModel(cast.ada, { modelId: id, baseUrl: null })).rejects.toMatchObject({ fieldErrors: [{ field: 'apiKey' }] });
    expect(await updateModel(cast.ada, { modelId: id, baseUrl: `${endpoint.baseUrl}/` })).toMatchObject({
      baseUrl: `${endpoint.baseUrl}/`,
    });
    expect(await updateModel(cast.ada, { ...elsewhere, apiKey: 'a-new-key' })).toMatchObject({ baseUrl: elsewhere.baseUrl });
    expect(endpoint.requests.length).toBe(before);
  });

  test('is written and never read: not in an answer, not in the audit log, not in clear in the database', async () => {
    const created = await createModel(cast.ada, openai());
    const { id } = created;
    const renamed = await updateModel(cast.ada, { modelId: id, displayName: 'Renamed' });
    const changed = await updateModel(cast.ada, { modelId: id, apiKey: `${API_KEY}-2` });
    const tested = await testModel(cast.ada, { modelId: id });
    await removeModel(cast.ada, { modelId: id }, UNUSED);
    const rows = (await listAuditLog(cast.ada, { objectType: 'model' })).rows;
    expect(rows.map(({ action }) => action)).toEqual(['model.remove', 'model.update', 'model.update', 'model.create']);
    expect(rows[1]).toMatchObject({ before: { apiKey: '[secret]' }, after: { apiKey: '[secret]' } });
    expect(rows[2]).toMatchObject({ before: { displayName: 'gpt-4o' }, after: { displayName: 'Renamed' } });
    expect(rows[3]).toMatchObject({ after: { id, apiKey: '[secret]' } });
    expect(JSON.stringify([created, renamed, changed, tested, rows])).not.toContain(API_KEY);
    expect([created.secretSetAt === null, renamed.secretSetAt === created.secretSetAt]).toEqual([false, true]);
  });

  test('stays when it is left out, is replaced with the old one forgotten, and goes with its model', async () => {
    const secrets = async () =>
      (await world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', cast.org.id).execute()).map(({ id }) => id);
    const { id } = await createModel(cast.ada, openai());
    const [first] = await secrets();
    await updateModel(cast.ada, { modelId: id, displayName: 'Renamed' });
    expect(await resolveModel(cast.vera, id)).toMatchObject({ ok: true, value: { kind: 'model', ref: { apiKey: API_KEY } } });
    await updateModel(cast.ada, { modelId: id, apiKey: 'second' });
    expect(await resolveModel(cast.vera, id)).toMatchObject({ value: { ref: { apiKey: 'second' } } });
    const now = await secrets();
    expect(now).toHaveLength(1);
    expect(now).not.toContain(first);
    await removeModel(cast.ada, { modelId: id }, UNUSED);
    expect(await secrets()).toEqual([]);
  });
});

describe('defaults', () => {
  test('without any model the step script tests, and nobody judges', async () => {
    expect(await defaultModels(cast.vera)).toEqual({ testerModelId: 'script/steps', judgeModelId: null });
    expect(await listModels(cast.vera)).toMatchObject([
      { id: 'script/steps', displayName: 'Step script (no AI)', builtIn: true, isDefaultTester: true, price: null },
    ]);
  });

  test('the first model that can becomes each default; a later one does not overrule it', async () => {
    const judge = await createModel(cast.ada, openai({ upstreamName: 'judge', roles: ['judge'] }));
    expect(await defaultModels(cast.vera)).toEqual({ testerModelId: 'script/steps', judgeModelId: judge.id });
    const both = await createModel(cast.ada, openai({ upstreamName: 'both' }));
    expect(both).toMatchObject({ isDefaultTester: true, isDefaultJudge: false });
    await createModel(cast.ada, openai({ upstreamName: 'late' }));
    expect(await defaultModels(cast.vera)).toEqual({ testerModelId: both.id, judgeModelId: judge.id });
  });

  test('leave with their model', async () => {
    const { id } = await createModel(cast.ada, openai());
    await removeModel(cast.ada, { modelId: id }, UNUSED);
    expect(await defaultModels(cast.vera)).toEqual({ testerModelId: 'script/steps', judgeModelId: null });
    expect(await getOrganization(cast.ada)).toMatchObject({ defaultTesterModelId: null, defaultJudgeModelId: null });
  });

  test('a model that may no longer do the work, or is switched off, is no default any more', async () => {
    const { id } = await createModel(cast.ada, openai());
    const judge = await updateModel(cast.ada, { modelId: id, roles: ['judge'] });
    expect(judge).toMatchObject({ isDefaultTester: false, isDefaultJudge: true });
    const off = await updateModel(cast.ada, { modelId: id, active: false });
    expect(off).toMatchObject({ active: false, isDefaultJudge: false });
    expect(await defaultModels(cast.vera)).toEqual({ testerModelId: 'script/steps', judgeModelId: null });
  });

  test('are refused in the settings when they could not do the work', async () => {
    const { id } = await createModel(cast.ada, openai({ roles: ['judge'] }));
    const set = (patch: object) => updateOrganization(cast.ada, patch, modelRules);
    await expect(set({ defaultTesterModelId: id })).rejects.toMatchObject({
      fieldErrors: [{ field: 'defaultTesterModelId', message: 'cannot be a tester' }],
    });
    await expect(set({ defaultJudgeModelId: 'openai/nobodys' })).rejects.toMatchObject({ fieldErrors: [{ field: 'defaultJudgeModelId' }] });
    await updateModel(cast.ada, { modelId: id, active: false });
    await expect(set({ defaultJudgeModelId: id })).rejects.toMatchObject({ fieldErrors: [{ message: 'is switched off' }] });
    await expect(set({ defaultTesterModelId: 'script/steps', defaultJudgeModelId: null })).resolves.toMatchObject({
      defaultTesterModelId: 'script/steps',
    });
  });
});

describe('a model in use', () => {
  const used: ModelUsage = { usersOf: () => Promise.resolve([{ type: 'workflow', id: 'wf_1', name: 'Checkout' }]) };

  test('is not removed but named, keeps its key and stays the default; it can be switched off, and then says so', async () => {
    const { id } = await createModel(cast.ada, openai());
    await expect(removeModel(cast.ada, { modelId: id }, used)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Checkout'),
      details: { usedBy: [{ type: 'workflow', id: 'wf_1', name: 'Checkout' }] },
    });
    expect(await resolveModel(cast.vera, id)).toMatchObject({ ok: true, value: { ref: { apiKey: API_KEY } } });
    expect((await defaultModels(cast.vera)).testerModelId).toBe(id);
    await updateModel(cast.ada, { modelId: id, active: false });
    expect(await resolveModel(cast.vera, id)).toMatchObject({ ok: false, error: expect.stringContaining('switched off') });
  });

  test('that was removed meanwhile is named when it is needed', async () => {
    expect(await resolveModel(cast.vera, 'openai/gone')).toMatchObject({
      ok: false,
      error: expect.stringContaining('openai/gone is no longer there'),
    });
  });
});

describe('prices', () => {
  test('are those of the catalogue, unless the organization gives its own, and come back when it takes them away', async () => {
    const { id, price } = await createModel(cast.ada, openai());
    expect(price).toMatchObject({ source: 'catalog', inputUsdPerMTok: expect.any(Number) });
    const own = await updateModel(cast.ada, { modelId: id, inputUsdPerMTok: 0, outputUsdPerMTok: 0.5 });
    expect(own.price).toEqual({ inputUsdPerMTok: 0, outputUsdPerMTok: 0.5, source: 'override' });
    await expect(updateModel(cast.ada, { modelId: id, inputUsdPerMTok: null })).rejects.toMatchObject({
      fieldErrors: [{ field: 'inputUsdPerMTok' }],
    });
    expect((await updateModel(cast.ada, { modelId: id, inputUsdPerMTok: null, outputUsdPerMTok: null })).price).toEqual(price);
  });

  test('of a model nobody knows are unknown, not zero', async () => {
    expect((await createModel(cast.ada, openai({ upstreamName: 'nobody-knows-this-one' }))).price).toBeNull();
  });
});

describe('the built-in step script', () => {
  test('cannot be changed or removed, and needs no test', async () => {
    await expect(updateModel(cast.ada, { modelId: 'script/steps', displayName: 'AI' })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(removeModel(cast.ada, { modelId: 'script/steps' }, UNUSED)).rejects.toMatchObject({ code: 'validation_failed' });
    expect(await testModel(cast.ada, { modelId: 'script/steps' })).toMatchObject({ ok: true, latencyMs: 0 });
    expect(await resolveModel(cast.vera, 'script/steps')).toEqual({ ok: true, value: { kind: 'script' } });
  });
});

describe('a test of a saved model', () => {
  test('says how long the tool call took, or why there was none', async () => {
    const { id } = await createModel(cast.ada, local());
    expect(await testModel(cast.ada, { modelId: id })).toEqual({ ok: true, latencyMs: expect.any(Number), message: null });
    endpoint.play([{ text: 'hello' }]);
    expect(await testModel(cast.ada, { modelId: id })).toMatchObject({
      ok: false,
      latencyMs: null,
      message: expect.stringContaining('text'),
    });
  });

  test('sends nothing where the operator switched models off', async () => {
    const { id } = await createModel(cast.ada, openai());
    const off = await makeWorld({ settings: { allowModelRequests: false } });
    try {
      const ctx = { ...cast.ada, deps: { ...cast.ada.deps, llm: off.deps.llm } };
      expect(await testModel(ctx, { modelId: id })).toMatchObject({
        ok: false,
        message: expect.stringContaining('ALLOW_MODEL_REQUESTS=0'),
      });
    } finally {
      await off.close();
    }
  });
});
