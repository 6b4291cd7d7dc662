// Applying: the staged version becomes the next one or a new workflow, once, all of it or nothing, and refusals come in their order.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, hours } from '#kernel/duration';
import { listAuditLog } from '#modules/access';
import { removeModel } from '#modules/models';
import { executeRun, getRun, startRuns } from '#modules/runs';
import { createAuthProfile, removeAuthProfile } from '#modules/servers';
import {
  getVersion,
  getWorkflow,
  listVersions,
  listWorkflows,
  modelUsage,
  removeWorkflow,
  restoreVersion,
  updateWorkflow,
  workflowUsage,
  WORKFLOW_DUE_KIND,
} from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import { untilBlocked } from '#test/blocked-sessions';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { insertModel } from '#test/workflow-factory';
import { applyProposal, draftRegression, getProposal, proposePatch, startTrial, sweepProposals } from './index.ts';
import type { Proposal } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const rationale = 'The order is asked for by its wrong number.';

interface Staged {
  readonly shop: Shop;
  readonly workflow: Workflow;
  readonly proposalId: string;
  readonly proposal: Proposal;
}

async function staged(changes: object = { name: 'Renamed' }, workflowFields: Readonly<Record<string, unknown>> = {}): Promise<Staged> {
  const shop = await world.newShop();
  const workflow = await shop.workflow(workflowFields);
  const proposal = await proposePatch(shop.vera, {
    workflowId: workflow.id,
    baseVersionId: workflow.currentVersion.id,
    rationale,
    changes,
  });
  return { shop, workflow, proposalId: proposal.proposalId, proposal };
}

/** A draft of a run that failed. */
async function drafted(): Promise<Omit<Staged, 'workflow'> & { readonly sourceId: string }> {
  const shop = await world.newShop();
  const { id } = await shop.workflow({ testerPrompt: '1. call broken\nanswer done', schedule: { cron: '0 8 * * *', timezone: 'UTC' } });
  const { runId } = await startRuns(shop.ben, { workflowId: id });
  await executeRun(world.deps, runId, go);
  const proposal = await draftRegression(shop.vera, { runId, rationale });
  return { shop, proposalId: proposal.proposalId, proposal, sourceId: id };
}

const dueOf = (workflowId: string) =>
  world.deps.db
    .selectFrom('due')
    .select(['slot', 'tick_at'])
    .where('kind', '=', WORKFLOW_DUE_KIND)
    .where('subject_id', '=', workflowId)
    .orderBy('slot')
    .execute();

test('a patch becomes the next version, by the proposal, and a restore or an edit goes on from there', async () => {
  const { shop, workflow, proposalId, proposal } = await staged();
  const applied = await applyProposal(shop.ben, { proposalId, approvedBy: 'Ada of the shop' });
  expect(applied).toEqual({
    proposalId,
    workflowId: workflow.id,
    version: { id: expect.stringMatching(/^ver_/), number: 2 },
    created: false,
    diff: proposal.diff,
    trial: 'none',
  });
  expect(await getWorkflow(shop.vera, { workflowId: workflow.id })).toMatchObject({
    name: 'Renamed',
    currentVersion: { id: applied.version.id, number: 2, createdAt: world.clock.now().toISOString() },
  });
  expect((await listWorkflows(shop.vera, {})).rows).toMatchObject([{ name: 'Renamed' }]);
  expect(await getVersion(shop.vera, { workflowId: workflow.id, versionId: applied.version.id })).toMatchObject({
    number: 2,
    author: { type: 'proposal', id: proposalId, name: 'Ben' },
    diff: [{ path: 'name', op: 'replace', before: 'Order status', after: 'Renamed' }],
  });
  expect(await getProposal(shop.vera, { proposalId })).toMatchObject({
    state: 'applied',
    workflowId: workflow.id,
    appliedVersionId: applied.version.id,
    appliedWorkflowId: workflow.id,
    appliedAt: world.clock.now().toISOString(),
    approvedBy: 'Ada of the shop',
  });
  const { rows } = await listAuditLog(shop.ada, {});
  expect(rows.slice(0, 2).map(({ action, actor, note, after }) => ({ action, by: actor.name, note, after }))).toEqual([
    { action: 'proposal.apply', by: 'Ben', note: null, after: expect.objectContaining({ approvedBy: 'Ada of the shop', version: 2 }) },
    {
      action: 'workflow.update',
      by: 'Ben',
      note: `proposal ${proposalId}, approved by Ada of the shop`,
      after: { name: 'Renamed', versionNumber: 2 },
    },
  ]);
  await restoreVersion(shop.ben, { workflowId: workflow.id, versionId: workflow.currentVersion.id });
  await restoreVersion(shop.ben, { workflowId: workflow.id, versionId: applied.version.id });
  const { rows: versions } = await listVersions(shop.vera, { workflowId: workflow.id });
  expect(versions.map(({ number, restoredFrom }) => [number, restoredFrom])).toEqual([
    [4, 2],
    [3, 1],
    [2, null],
    [1, null],
  ]);
});

test('a draft becomes an active manual workflow of its own; the one it came from stays as it is', async () => {
  const { shop, proposalId, proposal, sourceId } = await drafted();
  expect(proposal).toMatchObject({ kind: 'draft', workflowId: null, baseVersionId: null, spec: { schedule: null } });
  const applied = await applyProposal(shop.ben, { proposalId });
  expect(applied).toMatchObject({ created: true, version: { number: 1 }, diff: proposal.diff });
  expect(applied.workflowId).not.toBe(sourceId);
  expect(await getWorkflow(shop.vera, { workflowId: applied.workflowId })).toMatchObject({
    state: 'active',
    schedule: null,
    name: proposal.spec.name,
    testerPrompt: proposal.spec.prompt,
    currentVersion: { number: 1 },
  });
  expect(await dueOf(applied.workflowId)).toEqual([]);
  expect(await listVersions(shop.vera, { workflowId: applied.workflowId })).toMatchObject({ total: 1, rows: [{ number: 1, diff: [] }] });
  expect(await listVersions(shop.vera, { workflowId: sourceId })).toMatchObject({ total: 1 });
  expect(await getProposal(shop.vera, { proposalId })).toMatchObject({ state: 'applied', workflowId: applied.workflowId });
  const { runId } = await startRuns(shop.ben, { workflowId: applied.workflowId });
  await executeRun(world.deps, runId, go);
  expect(await getRun(shop.vera, { runId })).toMatchObject({ status: 'partial', version: applied.version, trial: null });
});

describe('the schedule is kept true', () => {
  const hourly = { cron: '0 * * * *', timezone: 'UTC' };
  const twice = [{ modelId: 'script/steps' }, { modelId: 'script/steps', skillMode: 'text', skillText: 'Be brief.' }];

  test('a new schedule and more targets are planned with the version', async () => {
    const { shop, workflow, proposalId } = await staged(
      { schedule: { cron: '30 * * * *', timezone: 'UTC' }, model: twice },
      { schedule: hourly },
    );
    const before = await dueOf(workflow.id);
    await applyProposal(shop.ben, { proposalId });
    const after = await dueOf(workflow.id);
    expect([before.length, after.length]).toEqual([1, 2]);
    expect(after.every(({ tick_at: at }) => at.getUTCMinutes() === 30)).toBe(true);
  });
  test('a schedule taken away leaves nothing due', async () => {
    const { shop, workflow, proposalId } = await staged({ schedule: null }, { schedule: hourly });
    await applyProposal(shop.ben, { proposalId });
    expect(await dueOf(workflow.id)).toEqual([]);
  });
  test('a paused workflow stays paused and unplanned', async () => {
    const { shop, workflow, proposalId } = await staged({ schedule: hourly });
    await updateWorkflow(shop.ben, { workflowId: workflow.id, state: 'paused' });
    await applyProposal(shop.ben, { proposalId });
    expect(await getWorkflow(shop.vera, { workflowId: workflow.id })).toMatchObject({ state: 'paused', schedule: hourly });
    expect(await dueOf(workflow.id)).toEqual([]);
  });
});

describe('refused', () => {
  const codeOf = (asked: Promise<unknown>): Promise<unknown> =>
    asked.then(
      () => 'done',
      (error: { code: string; thing?: string }) => [error.code, error.thing].filter((part) => part !== undefined).join(' '),
    );

  test('vera may not, and eve finds nothing', async () => {
    const { shop, workflow, proposalId } = await staged();
    expect(await codeOf(applyProposal(shop.vera, { proposalId }))).toBe('forbidden_role');
    expect(await codeOf(applyProposal(shop.eve, { proposalId }))).toBe('not_found proposal');
    expect(await codeOf(applyProposal(shop.ben, { proposalId: 'prop_x' }))).toBe('not_found proposal');
    expect((await getWorkflow(shop.vera, { workflowId: workflow.id })).currentVersion.number).toBe(1);
  });

  test('one that is applied, expired and stale at once is told to be applied; one expired and stale to be expired; and so on', async () => {
    const { shop, workflow, proposalId, proposal } = await staged();
    const profile = await createAuthProfile(shop.ben, { serverId: shop.serverId, name: 'ci', kind: 'none' });
    const patch = { workflowId: workflow.id, baseVersionId: proposal.baseVersionId, rationale };
    const other = await proposePatch(shop.vera, { ...patch, changes: { defaultMcpAuthProfileId: profile.id } });
    const third = await proposePatch(shop.vera, { ...patch, changes: { defaultMcpAuthProfileId: profile.id } });
    await removeAuthProfile(shop.ben, { serverId: shop.serverId, profileId: profile.id }, workflowUsage);
    expect(await codeOf(applyProposal(shop.ben, { proposalId: other.proposalId }))).toBe('validation_failed');
    await applyProposal(shop.ben, { proposalId });
    expect(await codeOf(applyProposal(shop.ben, { proposalId: other.proposalId }))).toBe('stale_base_version');
    const currentVersionId = (await getWorkflow(shop.vera, { workflowId: workflow.id })).currentVersion.id;
    await expect(applyProposal(shop.ben, { proposalId: other.proposalId })).rejects.toMatchObject({ details: { currentVersionId } });
    world.clock.advance(hours(24) - 1);
    expect(await codeOf(applyProposal(shop.ben, { proposalId: third.proposalId }))).toBe('stale_base_version');
    world.clock.advance(1);
    expect(await codeOf(applyProposal(shop.ben, { proposalId: third.proposalId }))).toBe('proposal_expired');
    expect(await codeOf(applyProposal(shop.ben, { proposalId }))).toBe('proposal_already_applied');
  });

  test('what it names and is gone by now, in the names of the proposal', async () => {
    const shop = await world.newShop();
    const model = await insertModel(shop.ada, 'openai/tiny');
    const workflow = await shop.workflow();
    const { proposalId } = await proposePatch(shop.vera, {
      workflowId: workflow.id,
      baseVersionId: workflow.currentVersion.id,
      rationale,
      changes: { model: ['script/steps', model] },
    });
    await removeModel(shop.ada, { modelId: model }, modelUsage);
    await expect(applyProposal(shop.ben, { proposalId })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'model[1].modelId', message: 'is not a model of this organization' }],
    });
    expect(await getProposal(shop.vera, { proposalId })).toMatchObject({ state: 'staged' });
  });

  test('a patch of a workflow that was archived meanwhile', async () => {
    const { shop, workflow, proposalId } = await staged();
    await removeWorkflow(shop.ben, { workflowId: workflow.id });
    await expect(applyProposal(shop.ben, { proposalId })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'proposalId' }],
    });
  });

  test('a name of the approving person that is too long, or a secret', async () => {
    const { shop, proposalId } = await staged();
    expect(await codeOf(applyProposal(shop.ben, { proposalId, approvedBy: 'x'.repeat(201) }))).toBe('validation_failed');
    expect(await codeOf(applyProposal(shop.ben, { proposalId, approvedBy: `amt_${'a'.repeat(12)}_${'b'.repeat(40)}` }))).toBe(
      'secret_in_arguments',
    );
  });
});

describe('at the same time', () => {
  test('of eight who apply one patch exactly one wins', async () => {
    const { shop, workflow, proposalId } = await staged();
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => applyProposal(i % 2 ? shop.ada : shop.ben, { proposalId })),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'proposal_already_applied' });
    expect(await listVersions(shop.vera, { workflowId: workflow.id })).toMatchObject({ total: 2 });
    expect((await listAuditLog(shop.ada, { action: 'proposal.apply' })).total).toBe(1);
  });

  test('of eight who apply one draft exactly one makes a workflow', async () => {
    const { shop, proposalId } = await drafted();
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => applyProposal(shop.ben, { proposalId })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listWorkflows(shop.vera, {})).total).toBe(2);
  });

  test('of several proposals on one base exactly one wins, and the others are stale', async () => {
    const { shop, workflow, proposal } = await staged();
    const patch = { workflowId: workflow.id, baseVersionId: proposal.baseVersionId, rationale };
    const more = await Promise.all(['b', 'c', 'd'].map((name) => proposePatch(shop.vera, { ...patch, changes: { name } })));
    const answers = await Promise.allSettled([proposal, ...more].map(({ proposalId }) => applyProposal(shop.ben, { proposalId })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'stale_base_version' });
    const { rows } = await listVersions(shop.vera, { workflowId: workflow.id });
    expect(rows.map(({ number }) => number)).toEqual([2, 1]);
  });

  test('an edit that comes between makes it stale, never lost', async () => {
    const { shop, workflow, proposalId } = await staged();
    const [edit, applied] = await Promise.allSettled([
      updateWorkflow(shop.ben, { workflowId: workflow.id, description: 'Edited.', baseVersionId: workflow.currentVersion.id }),
      applyProposal(shop.ben, { proposalId }),
    ]);
    expect([edit.status, applied.status].filter((status) => status === 'fulfilled')).toHaveLength(1);
    const [lost] = [edit, applied].flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(lost).toMatchObject({ code: 'stale_base_version' });
    expect(await listVersions(shop.vera, { workflowId: workflow.id })).toMatchObject({ total: 2 });
  });

  test('killed at its last step it leaves nothing half done, and can be applied again', async () => {
    const { shop, workflow, proposalId } = await staged({ name: 'Renamed', schedule: { cron: '0 * * * *', timezone: 'UTC' } });
    const { db } = world.deps;
    // Whoever applies has done everything else when the audit row waits here; then its connection is cut, as when the process dies.
    const dying = db.transaction().execute(async (tx) => {
      await sql`lock table audit_log in share mode`.execute(tx);
      const asked = applyProposal(shop.ben, { proposalId }).catch((error: unknown) => error);
      await untilBlocked(db, 'audit_log');
      const { rows } = await sql<{ ended: boolean }>`
        select pg_terminate_backend(pid) as ended from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and strpos(query, 'audit_log') > 0`.execute(tx);
      expect(rows).toEqual([{ ended: true }]);
      return asked;
    });
    expect(await dying).toBeInstanceOf(Error);
    expect(await getProposal(shop.vera, { proposalId })).toMatchObject({ state: 'staged', appliedVersionId: null });
    expect(await getWorkflow(shop.vera, { workflowId: workflow.id })).toEqual(workflow);
    expect(await listVersions(shop.vera, { workflowId: workflow.id })).toMatchObject({ total: 1 });
    expect(await dueOf(workflow.id)).toEqual([]);
    expect((await listAuditLog(shop.ada, { action: 'workflow.update' })).total).toBe(0);
    expect(await applyProposal(shop.ben, { proposalId })).toMatchObject({ version: { number: 2 } });
    expect(await dueOf(workflow.id)).toHaveLength(1);
  });
});

describe('after seven days', () => {
  const stagedRows = async (): Promise<number> =>
    (await world.deps.db.selectFrom('workflow_versions').select('id').where('number', 'is', null).execute()).length;

  test('what was not applied is gone with its content; what was applied, and what trials ran, is kept', async () => {
    await sweepProposals({ ...world.deps, clock: { ...world.deps.clock, now: () => new Date(Date.now() + days(1000)) } }, go);
    const [forgotten, kept, tried] = [await staged(), await staged(), await staged()];
    await applyProposal(kept.shop.ben, { proposalId: kept.proposalId });
    const { runId } = await startTrial(tried.shop.ben, { workflowId: tried.workflow.id, proposalId: tried.proposalId });
    await executeRun(world.deps, runId, go);
    world.clock.advance(days(7) - 1);
    expect(await sweepProposals(world.deps, go)).toEqual({ proposals: 0, versions: 0 });
    world.clock.advance(2);
    const before = await stagedRows();
    expect(await sweepProposals(world.deps, go)).toEqual({ proposals: 2, versions: 1 });
    expect(await stagedRows()).toBe(before - 1);
    await expect(getProposal(forgotten.shop.vera, { proposalId: forgotten.proposalId })).rejects.toMatchObject({ thing: 'proposal' });
    await expect(applyProposal(tried.shop.ben, { proposalId: tried.proposalId })).rejects.toMatchObject({ thing: 'proposal' });
    expect(await getProposal(kept.shop.vera, { proposalId: kept.proposalId })).toMatchObject({ state: 'applied' });
    expect(await getRun(tried.shop.vera, { runId })).toMatchObject({
      trial: { proposalId: tried.proposalId },
      prompt: tried.proposal.spec.prompt,
    });
    expect((await listAuditLog(forgotten.shop.ada, { action: 'retention.sweep' })).rows).toMatchObject([{ after: { proposals: 1 } }]);
    expect(await sweepProposals(world.deps, go)).toEqual({ proposals: 0, versions: 0 });
    await world.deps.db.deleteFrom('runs').where('id', '=', runId).execute();
    expect(await sweepProposals(world.deps, go)).toEqual({ proposals: 0, versions: 1 });
  });
});
