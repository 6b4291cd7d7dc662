// Calls that wait for a person: what is kept, who decides, that it is decided and carried on once, and what the agent is told.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, hours, minutes, seconds } from '#kernel/duration';
import { createApiKey, listAuditLog, revokeApiKey } from '#modules/access';
import { pauseSource } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { makeCodeWorld, SHOP, withoutTypeChecker } from '#test/code-mode-world';
import type { CodeStage, CodeWorld, Staging } from '#test/code-mode-world';
import { publishBundle } from '#test/published-source';
import {
  decideApproval,
  getApproval,
  listApprovals,
  listExecutions,
  resumeApproval,
  resumeExecution,
  sweepExecutions,
  tendApprovals,
} from './index.ts';

const STORY_MS = 60_000;
const go = new AbortController().signal;

let world: CodeWorld;
beforeAll(async () => {
  world = await makeCodeWorld();
}, STORY_MS);
afterAll(() => world.close());

const ASKS = { policy: [{ match: 'removePet', action: 'ask' }] };
const REMOVE = `console.log("before");
const pets = await shop.listPets();
let said = "removed";
try {
  await shop.removePet({ petId: "p1" });
} catch (e) {
  said = (e as Error).name;
}
console.log("after");
return { seen: pets.length, said };`;

const newStage = (staging: Staging = {}): Promise<CodeStage> => world.newStage({ ...staging, manifest: { ...ASKS, ...staging.manifest } });

async function asked(stage: CodeStage, code = REMOVE, as: Ctx = stage.ben): Promise<string> {
  const answer = await stage.run(code, { as });
  expect(answer).toMatchObject({ ok: false, result: null, error: { kind: 'approval_pending', operationId: 'removePet' } });
  return answer.error?.approvalId ?? '';
}

const decide = ({ ben }: CodeStage, approvalId: string, decision: 'approve' | 'reject' = 'approve') =>
  decideApproval(ben, { approvalId, decision });
const carryOn = (approvalId: string, deps = world.deps) => resumeApproval(deps, { approvalId }, go);
const removals = ({ api }: CodeStage) => api.requests.filter(({ method }) => method === 'DELETE').length;

describe('a call that asks', () => {
  test('hides nothing from people, however it is written', async () => {
    const stage = await newStage({ manifest: { policy: [{ match: 'updatePet', action: 'ask' }] } });
    const hidden = Buffer.from('and everything to eve '.repeat(40)).toString('base64').replaceAll('=', '');
    const { error } = await stage.run(`await shop.updatePet({ petId: "p1", body: { name: ${JSON.stringify(hidden)} } });`);
    const { request } = await getApproval(stage.ben, { approvalId: error?.approvalId });
    expect(request).toMatchObject({ body: JSON.stringify({ name: hidden }), arguments: { body: { name: hidden } } });
  });

  test('stops the script inside it; nothing is sent, and people see exactly what would be', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    expect(removals(stage)).toBe(0);
    const [listed] = (await listApprovals(stage.vera, { state: 'pending' })).rows;
    expect(listed).toMatchObject({
      id: approvalId,
      sourceSlug: stage.slug,
      environment: 'production',
      operationId: 'removePet',
      state: 'pending',
      askedBy: { type: 'user', id: stage.ben.actor.id },
      decidedAt: null,
      decidedBy: null,
    });
    expect(await getApproval(stage.vera, { approvalId })).toMatchObject({
      request: { method: 'DELETE', url: `${stage.api.origin}/v1/pets/p1`, body: null, arguments: { petId: 'p1' } },
    });
    expect((await listExecutions(stage.vera, { slug: stage.slug })).rows[0]).toMatchObject({
      state: 'waiting',
      ok: null,
      calls: [{ operationId: 'listPets' }],
    });
  });

  test('whose types were not checked is said to be so while it waits and when it has ended', async () => {
    const stage = await newStage();
    const warnings = [expect.stringContaining('types were not checked')];
    const waiting = await stage.run(REMOVE, { as: await withoutTypeChecker(stage.ben) });
    expect(waiting).toMatchObject({ error: { kind: 'approval_pending' }, warnings });
    const approvalId = waiting.error?.approvalId ?? '';
    await decide(stage, approvalId);
    await carryOn(approvalId);
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({ ok: true, result: { said: 'removed' }, warnings });
  });

  test('is told to people without its secrets, and kept so that nobody reads it in the database', async () => {
    const secret = 'p1ain-passphrase-of-theirs';
    const stage = await newStage({ secret, manifest: { policy: [{ match: 'updatePet', action: 'ask' }] } });
    const code = `await shop.updatePet({ petId: "p-4711", body: { name: ${JSON.stringify(secret)} } });`;
    const answer = await stage.run(code);
    const approvalId = answer.error?.approvalId ?? '';
    const { request } = await getApproval(stage.ada, { approvalId });
    expect(request).toMatchObject({
      body: '{"name":"[redacted:stored_secret]"}',
      arguments: { body: { name: '[redacted:stored_secret]' } },
    });
    expect(JSON.stringify(request)).not.toContain('authorization');
    const row = await world.deps.db.selectFrom('approvals').selectAll().where('id', '=', approvalId).executeTakeFirstOrThrow();
    const bytes = Buffer.concat([row.request, row.paused ?? Buffer.alloc(0)]).toString('latin1');
    for (const word of ['p-4711', secret, 'updatePet(']) expect(bytes).not.toContain(word);
  });

  test('is refused at once where its secret is missing or its arguments are wrong: no person is bothered', async () => {
    const stage = await newStage({ secret: 'p1ain-passphrase-of-theirs', manifest: { auth: { kind: 'bearer', secretRef: 'another' } } });
    expect(await stage.run('await shop.removePet({ petId: "p1" });')).toMatchObject({ error: { kind: 'missing_secret' } });
    expect(await stage.run('await shop.removePet({} as any);')).toMatchObject({ error: { kind: 'bad_arguments' } });
    expect(await stage.run('await shop.removePet({ petId: "p1" });', { as: stage.vera })).toMatchObject({
      error: { kind: 'forbidden_role' },
    });
    expect((await listApprovals(stage.vera, {})).total).toBe(0);
  });
});

describe('what cannot be kept', () => {
  const refused = (why: string) => ({
    ok: false,
    error: { kind: 'approval_unsupported', operationId: 'removePet', message: expect.stringContaining(why) },
  });

  test('on an engine that cannot pause is told as an error that can be caught; a single operation can wait all the same', async () => {
    const stage = await newStage();
    const { sandbox } = world.deps;
    const deps = { ...world.deps, sandbox: { ...sandbox, isolation: { ...sandbox.isolation, canPause: false } } };
    const as: Ctx = { ...stage.ben, deps };
    expect(await stage.run('await shop.removePet({ petId: "p1" });', { as })).toMatchObject(refused('engine'));
    expect(await stage.run(REMOVE, { as })).toMatchObject({ ok: true, result: { said: 'ApprovalUnsupportedError' } });
    expect(await stage.invoke('removePet', { petId: 'p1' }, { as })).toMatchObject({ error: { kind: 'approval_pending' } });
  });

  test('is too many of one caller; others may still ask', async () => {
    const stage = await newStage();
    for (let count = 0; count < 50; count += 1) await stage.invoke('removePet', { petId: `p${count}` });
    expect(await stage.invoke('removePet', { petId: 'p50' })).toMatchObject(refused('50 calls of yours'));
    expect(await stage.run('await shop.removePet({ petId: "p1" });')).toMatchObject(refused('50 calls of yours'));
    expect(await stage.invoke('removePet', { petId: 'p1' }, { as: stage.ada })).toMatchObject({ error: { kind: 'approval_pending' } });
    expect((await listExecutions(stage.vera, { slug: stage.slug, ok: false })).total).toBe(2);
  });

  test('is a script that holds too much', async () => {
    const stage = await newStage();
    const code =
      'const held: string[] = [];\nfor (let i = 0; i < 400; i += 1) { let s = ""; while (s.length < 40_000) s += Math.random().toString(36); held.push(s); }\nawait shop.removePet({ petId: "p1" });\nreturn held.length;';
    expect(await stage.run(code)).toMatchObject(refused('holds too much'));
  });
});

describe('a decision', () => {
  test('to approve sends it, and the script goes on where it was', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    expect(await decide(stage, approvalId)).toMatchObject({ state: 'approved', decidedBy: { id: stage.ben.actor.id } });
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({ error: { kind: 'approval_pending', approvalId } });
    await carryOn(approvalId);
    const answer = await resumeExecution(stage.ben, { approvalId });
    expect(answer).toMatchObject({
      ok: true,
      result: { seen: 2, said: 'removed' },
      logs: [{ text: 'before' }, { text: 'after' }],
      calls: [
        { operationId: 'listPets', status: 200 },
        { operationId: 'removePet', status: 204 },
      ],
    });
    expect(removals(stage)).toBe(1);
    expect((await listExecutions(stage.vera, { slug: stage.slug })).rows[0]).toMatchObject({
      id: answer.execId,
      state: 'finished',
      ok: true,
      errorKind: null,
    });
  });

  test('to reject is an error the script can catch, and nothing is sent', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    await decide(stage, approvalId, 'reject');
    await carryOn(approvalId);
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({ ok: true, result: { said: 'ApprovalRejectedError' } });
    expect(removals(stage)).toBe(0);
  });

  test('to reject that nobody catches is told with the line of the call', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage, '// one\nconst id = "p1";\nawait shop.removePet({ petId: id });');
    await decide(stage, approvalId, 'reject');
    await carryOn(approvalId);
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({
      ok: false,
      error: { kind: 'approval_rejected', operationId: 'removePet', approvalId, line: 3 },
    });
  });

  test('is made once: of many at the same time one wins, and the others are told', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    const results = await Promise.allSettled([
      decideApproval(stage.ben, { approvalId, decision: 'approve' }),
      decideApproval(stage.ada, { approvalId, decision: 'reject' }),
      decideApproval(stage.ben, { approvalId, decision: 'reject' }),
      decideApproval(stage.ada, { approvalId, decision: 'approve' }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' });
    const entries = (await listAuditLog(stage.ada, { objectId: approvalId })).rows;
    expect(entries.map(({ action }) => action).filter((action) => /approve|reject/.test(action))).toHaveLength(1);
  });

  test('is written down, as is the request, with who, what and why', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    await decideApproval(stage.ben, { approvalId, decision: 'reject', note: 'not this one' });
    const { rows } = await listAuditLog(stage.ada, { objectId: approvalId });
    expect(rows.map(({ action, actor, note }) => [action, actor.name, note ?? null])).toEqual([
      ['approval.reject', 'Ben', 'not this one'],
      ['approval.request', 'Ben', null],
    ]);
  });

  test('vera may not make, no key may, and eve cannot see it', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    await expect(decideApproval(stage.vera, { approvalId, decision: 'approve' })).rejects.toMatchObject({ code: 'forbidden_role' });
    const key: Ctx = { ...stage.ada, actor: { type: 'key', id: 'key_agent', name: 'agent', role: 'owner' } };
    await expect(decideApproval(key, { approvalId, decision: 'approve' })).rejects.toMatchObject({ code: 'forbidden_role' });
    const app: Ctx = { ...stage.ada, actor: { ...stage.ada.actor, app: { id: 'app_1', name: 'agent' } } };
    await expect(decideApproval(app, { approvalId, decision: 'approve' })).rejects.toMatchObject({ code: 'forbidden_role' });
    const decision = (ctx: Ctx) => decideApproval(ctx, { approvalId, decision: 'approve' });
    for (const verb of [decision, (ctx: Ctx) => getApproval(ctx, { approvalId }), (ctx: Ctx) => resumeExecution(ctx, { approvalId })])
      await expect(verb(stage.eve)).rejects.toMatchObject({ code: 'not_found', thing: 'approval' });
    await expect(listApprovals(stage.eve, { source: stage.slug })).rejects.toMatchObject({ fieldErrors: [{ field: 'source' }] });
    expect((await listApprovals(stage.eve, {})).total).toBe(0);
    expect((await getApproval(stage.vera, { approvalId })).state).toBe('pending');
  });

  test.for([
    [{ decision: 'maybe' }, 'decision'],
    [{ decision: 'approve', note: '' }, 'note'],
    [{ decision: 'approve', always: true }, 'always'],
  ] as const)('that says %j is refused on %s', async ([raw, field]) => {
    await expect(decideApproval(world.ben, { approvalId: 'appr_x', ...raw })).rejects.toMatchObject({ fieldErrors: [{ field }] });
  });
});

describe('what is approved is carried on once', () => {
  test('when two workers take it at the same time, and when one takes it again later', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    await decide(stage, approvalId);
    await Promise.all([carryOn(approvalId), carryOn(approvalId), carryOn(approvalId)]);
    await carryOn(approvalId);
    world.clock.advance(minutes(10));
    await carryOn(approvalId);
    expect(removals(stage)).toBe(1);
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({ ok: true });
  });

  test('when a worker was killed before it had begun: another one takes over when its claim has ended', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    await decide(stage, approvalId);
    await world.deps.db
      .updateTable('approvals')
      .set({ claimed_until: new Date(world.clock.now().getTime() + minutes(5)) })
      .where('id', '=', approvalId)
      .execute();
    await carryOn(approvalId);
    expect(removals(stage)).toBe(0);
    world.clock.advance(minutes(6));
    await carryOn(approvalId);
    expect(removals(stage)).toBe(1);
  });

  test('when a worker was killed in the middle: nothing is sent twice, and the agent is told that it may have been sent', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    await decide(stage, approvalId);
    // dies while the API is asked: what it began with never ends
    stage.api.otherwise(() => 'hang');
    const dying = new AbortController();
    const killed = resumeApproval(world.deps, { approvalId }, dying.signal);
    await stage.api.arrived(2);
    world.clock.advance(minutes(6));
    await carryOn(approvalId);
    const answer = await resumeExecution(stage.ben, { approvalId });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'interrupted', message: expect.stringContaining('may have been sent') } });
    expect(removals(stage)).toBe(1);
    dying.abort();
    await killed;
    expect(await resumeExecution(stage.ben, { approvalId })).toEqual(answer);
    expect((await listExecutions(stage.vera, { slug: stage.slug })).rows[0]).toMatchObject({ state: 'finished', errorKind: 'interrupted' });
  });

  test('also where the job was lost: whoever tends approvals asks for it again', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    const requested: unknown[] = [];
    const jobs = { ...world.deps.jobs, enqueue: async () => undefined, poke: () => undefined };
    await decideApproval({ ...stage.ben, deps: { ...world.deps, jobs } }, { approvalId, decision: 'approve' });
    world.clock.advance(minutes(2));
    const enqueueAll = async (_tx: unknown, requests: readonly unknown[]) => void requested.push(...requests);
    await tendApprovals({ ...world.deps, jobs: { ...world.deps.jobs, enqueueAll } }, go);
    expect(requested).toContainEqual({ name: 'approval.resume', payload: { approvalId }, options: { singletonKey: approvalId } });
  });

  test('with the bundle it began with, also when another one is active by then', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    const manifest = { clientName: 'shop', baseUrls: { production: `${stage.api.origin}/v1` }, exclude: ['removePet'] };
    await publishBundle(stage.ada, { slug: stage.slug, openapi: SHOP, manifest });
    await decide(stage, approvalId);
    await carryOn(approvalId);
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({ ok: true, result: { said: 'removed' } });
  });

  test('not when who asked has no access any more, nor while the source is paused; and nothing is sent', async () => {
    const stage = await newStage();
    const { key } = await createApiKey(stage.ben, { name: 'agent', role: 'editor' });
    const agent: Ctx = { ...stage.ben, actor: { type: 'key', id: key.id, name: key.name, role: 'editor' } };
    const byKey = await asked(stage, REMOVE, agent);
    const byBen = await asked(stage);
    await revokeApiKey(stage.ben, { keyId: key.id });
    await decide(stage, byKey);
    await carryOn(byKey);
    expect(await resumeExecution(agent, { approvalId: byKey })).toMatchObject({
      error: { kind: 'interrupted', message: expect.stringContaining('not sent') },
    });
    await decide(stage, byBen);
    await pauseSource(stage.ben, { slug: stage.slug });
    await carryOn(byBen);
    expect(await resumeExecution(stage.ben, { approvalId: byBen })).toMatchObject({
      error: { kind: 'interrupted', message: expect.stringContaining('paused') },
    });
    expect(removals(stage)).toBe(0);
  });
});

describe('a script that asks more than once', () => {
  test('leads from one approval to the next, and the first id finds the end', async () => {
    const stage = await newStage();
    const first = await asked(stage, 'for (const petId of ["p1", "p2", "p3"]) await shop.removePet({ petId });\nreturn "all";');
    let approvalId = first;
    for (const round of [1, 2, 3]) {
      await decide(stage, approvalId);
      await carryOn(approvalId);
      expect(removals(stage)).toBe(round);
      const answer = await resumeExecution(stage.ben, { approvalId: first });
      if (round < 3) expect(answer).toMatchObject({ error: { kind: 'approval_pending' } });
      else expect(answer).toMatchObject({ ok: true, result: 'all', calls: [{}, {}, {}] });
      approvalId = answer.error?.approvalId ?? approvalId;
    }
  });

  test('at the same time gets one after the other, and each is sent once', async () => {
    const stage = await newStage();
    const first = await asked(
      stage,
      'const done = await Promise.all(["p1", "p2"].map((petId) => shop.removePet({ petId })));\nreturn done.length;',
    );
    let answer = await resumeExecution(stage.ben, { approvalId: first });
    for (let round = 0; round < 4 && answer.error?.kind === 'approval_pending'; round += 1) {
      const approvalId = answer.error.approvalId ?? '';
      await decide(stage, approvalId);
      await carryOn(approvalId);
      answer = await resumeExecution(stage.ben, { approvalId: first });
    }
    expect(answer).toMatchObject({ ok: true, result: 2 });
    expect(stage.api.requests.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'DELETE /v1/pets/p1',
      'DELETE /v1/pets/p2',
    ]);
  });

  test('keeps its limit of calls over all of them', async () => {
    const stage = await newStage({ manifest: { limits: { maxCalls: 2 } } });
    const first = await asked(stage, 'for (const petId of ["p1", "p2", "p3"]) { await shop.listPets(); await shop.removePet({ petId }); }');
    await decide(stage, first);
    await carryOn(first);
    expect(await resumeExecution(stage.ben, { approvalId: first })).toMatchObject({ error: { kind: 'call_limit' }, calls: [{}, {}] });
  });
});

describe('one operation that asks', () => {
  test('waits, is sent when a person approves, and says what came of it', async () => {
    const stage = await newStage();
    const answer = await stage.invoke('removePet', { petId: 'p1' });
    const approvalId = answer.error?.approvalId ?? '';
    expect(answer).toMatchObject({ ok: false, error: { kind: 'approval_pending' } });
    await decide(stage, approvalId);
    await Promise.all([carryOn(approvalId), carryOn(approvalId)]);
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({
      ok: true,
      result: null,
      calls: [{ operationId: 'removePet', status: 204 }],
    });
    expect(removals(stage)).toBe(1);
  });

  test('is told when a person rejects it', async () => {
    const stage = await newStage();
    const approvalId = (await stage.invoke('removePet', { petId: 'p1' })).error?.approvalId ?? '';
    await decide(stage, approvalId, 'reject');
    await carryOn(approvalId);
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({ ok: false, error: { kind: 'approval_rejected', approvalId } });
  });
});

describe('time', () => {
  test('ends what nobody decided within a day: the agent is told, and it can no longer be decided', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    world.clock.advance(hours(24) + seconds(1));
    await expect(decide(stage, approvalId)).rejects.toMatchObject({ code: 'conflict' });
    await Promise.all([tendApprovals(world.deps, go), tendApprovals(world.deps, go)]);
    expect(await getApproval(stage.vera, { approvalId })).toMatchObject({ state: 'expired' });
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({ ok: false, error: { kind: 'approval_expired', approvalId } });
    expect((await listExecutions(stage.vera, { slug: stage.slug })).rows[0]).toMatchObject({
      state: 'finished',
      ok: false,
      errorKind: 'approval_expired',
    });
    const row = await world.deps.db.selectFrom('approvals').select('paused').where('id', '=', approvalId).executeTakeFirstOrThrow();
    expect(row.paused).toBeNull();
    await expect(decide(stage, approvalId)).rejects.toMatchObject({ code: 'conflict' });
    expect((await listAuditLog(stage.ada, { objectId: approvalId, action: 'approval.expire' })).total).toBe(1);
    expect(removals(stage)).toBe(0);
  });

  test('forgets what it ended with a day after the decision', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    await decide(stage, approvalId);
    await carryOn(approvalId);
    const first = await resumeExecution(stage.ben, { approvalId });
    expect(await resumeExecution(stage.ben, { approvalId })).toEqual(first);
    world.clock.advance(days(1) + seconds(1));
    await tendApprovals(world.deps, go);
    expect(await resumeExecution(stage.ben, { approvalId })).toMatchObject({
      ok: false,
      error: { kind: 'interrupted', message: expect.stringContaining('no longer kept') },
    });
    await carryOn(approvalId);
    expect(removals(stage)).toBe(1);
  });

  test('only who asked is told what it ended with', async () => {
    const stage = await newStage();
    const approvalId = await asked(stage);
    await decide(stage, approvalId);
    await carryOn(approvalId);
    await expect(resumeExecution(stage.ada, { approvalId })).rejects.toMatchObject({ code: 'not_found', thing: 'approval' });
  });

  test('ends the record of what a dead process was running, and deletes what is past its retention', async () => {
    const stage = await newStage();
    await stage.run('return 1;');
    await world.deps.db
      .updateTable('executions')
      .set({ state: 'running', ok: null, finished_at: null })
      .where('org_id', '=', stage.org.id)
      .execute();
    await sweepExecutions(world.deps, go);
    expect((await listExecutions(stage.vera, { slug: stage.slug })).rows[0]).toMatchObject({ state: 'running' });
    world.clock.advance(hours(1));
    await sweepExecutions(world.deps, go);
    expect((await listExecutions(stage.vera, { slug: stage.slug })).rows[0]).toMatchObject({ state: 'finished', errorKind: 'interrupted' });
    world.clock.advance(days(91));
    await sweepExecutions(world.deps, go);
    expect((await listExecutions(stage.vera, { slug: stage.slug })).total).toBe(0);
  });
});
