// Rules through the front door: fields, limits, who may, lists, and what pausing, muting and removing do to incidents.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import { updateWorkflow, removeWorkflow } from '#modules/workflows';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld, Stage } from '#test/alert-world';
import { createRule, getRule, listIncidents, listRules, onRunFinished, removeRule, updateRule } from '../index.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await makeAlertWorld();
});
afterAll(() => world.close());

const fieldsOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'validation_failed' });
  return (error as { fieldErrors: { field: string }[] }).fieldErrors.map(({ field }) => field);
};

async function fail(stage: Stage, workflow: Awaited<ReturnType<Stage['workflow']>>): Promise<void> {
  const runId = await stage.endRun({ workflow, status: 'fail' });
  await onRunFinished(world.deps, stage.org.id, { runId, status: 'fail' });
}

const bare = (stage: Stage, targetId: string): Record<string, unknown> => ({
  name: 'Order lookup prod',
  targetType: 'workflow',
  targetId,
  destinationId: stage.webhookId,
});

describe('fields', () => {
  test('a rule with what is required has the defaults of everything else', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    expect(await createRule(stage.ben, bare(stage, workflow.id))).toMatchObject({
      id: expect.stringMatching(/^rule_/),
      name: 'Order lookup prod',
      targetType: 'workflow',
      targetId: workflow.id,
      targetName: 'Order lookup',
      destinationId: stage.webhookId,
      destinationName: 'Ops',
      channel: null,
      recipientEmail: null,
      failAfter: 1,
      notifyRecovery: true,
      renotifyMinutes: null,
      mutedUntil: null,
      state: 'enabled',
      status: 'Watching — never fired',
      firingSince: null,
      lastFiredAt: null,
    });
  });

  test('several rules may watch one object, a monitor and a server too', async () => {
    const stage = await world.newStage();
    const monitorId = await stage.monitor();
    for (const target of [
      { type: 'monitor', id: monitorId },
      { type: 'monitor', id: monitorId },
      { type: 'server', id: stage.serverId },
    ] as const)
      expect(await stage.rule(target)).toMatchObject({ targetType: target.type, targetId: target.id });
    expect((await listRules(stage.vera)).total).toBe(3);
  });

  test.each([
    ['an empty name', { name: ' ' }, 'name'],
    ['a name of 81 characters', { name: 'é'.repeat(81) }, 'name'],
    ['no name', { name: undefined }, 'name'],
    ['a kind of target that is none', { targetType: 'tool' }, 'targetType'],
    ['a target that is none', { targetId: 'wf_none' }, 'targetId'],
    ['a target of another kind', { targetType: 'monitor' }, 'targetId'],
    ['a destination that is none', { destinationId: 'dest_none' }, 'destinationId'],
    ['a channel for a webhook', { channel: 'C0123456789' }, 'channel'],
    ['a recipient for a webhook', { recipientEmail: 'ops@example.test' }, 'recipientEmail'],
    ['failAfter 0', { failAfter: 0 }, 'failAfter'],
    ['failAfter 21', { failAfter: 21 }, 'failAfter'],
    ['half a failure', { failAfter: 1.5 }, 'failAfter'],
    ['every 4 minutes', { renotifyMinutes: 4 }, 'renotifyMinutes'],
    ['every 10 081 minutes', { renotifyMinutes: 10_081 }, 'renotifyMinutes'],
    ['muted until some day', { mutedUntil: 'tomorrow' }, 'mutedUntil'],
    ['muted until a day without a zone', { mutedUntil: '2026-01-31T09:30:00' }, 'mutedUntil'],
    ['muted until the year 0', { mutedUntil: '0000-01-01T00:00:00Z' }, 'mutedUntil'],
    ['muted until the year 10 000, by its offset', { mutedUntil: '9999-12-31T23:59:59-23:59' }, 'mutedUntil'],
    ['a state that is none', { state: 'archived' }, 'state'],
    ['recovery as a word', { notifyRecovery: 'yes' }, 'notifyRecovery'],
    ['a field that is none', { severity: 'high' }, 'severity'],
    ['what only we write', { status: 'Watching' }, 'status'],
  ] satisfies [string, Record<string, unknown>, string][])(
    '%s is refused by its name',
    async (_name, change: Record<string, unknown>, field) => {
      const stage = await world.newStage();
      const workflow = await stage.workflow();
      const input = { ...bare(stage, workflow.id), ...change };
      expect(await fieldsOf(createRule(stage.ben, input))).toEqual([field]);
      if ('name' in change && change['name'] === undefined) return;
      const rule = await createRule(stage.ben, bare(stage, workflow.id));
      expect(await fieldsOf(updateRule(stage.ben, { ruleId: rule.id, ...change }))).toEqual([field]);
      expect(await getRule(stage.vera, { ruleId: rule.id })).toEqual(rule);
    },
  );

  test('the limits themselves are accepted, and a time is kept in UTC', async () => {
    const stage = await world.newStage();
    const { id } = await stage.workflow();
    const rule = await createRule(stage.ben, {
      ...bare(stage, id),
      name: 'é'.repeat(80),
      failAfter: 20,
      renotifyMinutes: 10_080,
      mutedUntil: '2099-01-31T09:30:00+02:00',
    });
    expect(rule).toMatchObject({ failAfter: 20, renotifyMinutes: 10_080, mutedUntil: '2099-01-31T07:30:00.000Z', status: 'Muted' });
    expect(await updateRule(stage.ben, { ruleId: rule.id, failAfter: 1, renotifyMinutes: 5, mutedUntil: null })).toMatchObject({
      failAfter: 1,
      renotifyMinutes: 5,
      mutedUntil: null,
    });
  });

  test('e-mail needs exactly one recipient, and no channel', async () => {
    const stage = await world.newStage();
    const { id } = await stage.workflow();
    const email = { ...bare(stage, id), destinationId: stage.emailId };
    expect(await fieldsOf(createRule(stage.ben, email))).toEqual(['recipientEmail']);
    expect(await fieldsOf(createRule(stage.ben, { ...email, recipientEmail: 'a@example.test, b@example.test' }))).toEqual([
      'recipientEmail',
    ]);
    expect(await fieldsOf(createRule(stage.ben, { ...email, recipientEmail: 'a@example.test', channel: 'C0123456789' }))).toEqual([
      'channel',
    ]);
    const rule = await createRule(stage.ben, { ...email, recipientEmail: 'a@example.test' });
    expect(rule.recipientEmail).toBe('a@example.test');
    // To another kind of destination only together with what that kind needs.
    expect(await fieldsOf(updateRule(stage.ben, { ruleId: rule.id, destinationId: stage.webhookId }))).toEqual(['recipientEmail']);
    expect(await updateRule(stage.ben, { ruleId: rule.id, destinationId: stage.webhookId, recipientEmail: null })).toMatchObject({
      destinationId: stage.webhookId,
      recipientEmail: null,
    });
  });

  test('a Slack workspace needs a channel', async () => {
    const stage = await world.newStage();
    const { id } = await stage.workflow();
    const at = world.clock.now();
    const slackId = `dest_slack_${stage.org.id}`;
    await world.deps.db
      .insertInto('alert_destinations')
      .values({ id: slackId, org_id: stage.org.id, kind: 'slack_oauth', name: 'Acme Slack', created_at: at, updated_at: at })
      .execute();
    const slack = { ...bare(stage, id), destinationId: slackId };
    expect(await fieldsOf(createRule(stage.ben, slack))).toEqual(['channel']);
    expect(await fieldsOf(createRule(stage.ben, { ...slack, channel: '#ops' }))).toEqual(['channel']);
    expect(await createRule(stage.ben, { ...slack, channel: 'C0123456789' })).toMatchObject({ channel: 'C0123456789' });
  });

  test('all wrong fields are told at once', async () => {
    const stage = await world.newStage();
    expect(await fieldsOf(createRule(stage.ben, { name: '', failAfter: 0, state: 'off' }))).toEqual(
      expect.arrayContaining(['name', 'targetType', 'targetId', 'destinationId', 'failAfter', 'state']),
    );
    expect(await fieldsOf(createRule(stage.ben, { ...bare(stage, 'wf_none'), destinationId: 'dest_none' }))).toEqual([
      'targetId',
      'destinationId',
    ]);
  });

  test("another organization's target or destination does not exist", async () => {
    const [stage, other] = [await world.newStage(), await world.newStage()];
    const [own, foreign] = [await stage.workflow(), await other.workflow()];
    expect(await fieldsOf(createRule(stage.ben, bare(stage, foreign.id)))).toEqual(['targetId']);
    expect(await fieldsOf(createRule(stage.ben, { ...bare(stage, own.id), destinationId: other.webhookId }))).toEqual(['destinationId']);
  });

  test('an archived workflow is not watched anew, but a rule on it can still be changed', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    const rule = await createRule(stage.ben, bare(stage, workflow.id));
    await removeWorkflow(stage.ben, { workflowId: workflow.id });
    expect(await fieldsOf(createRule(stage.ben, bare(stage, workflow.id)))).toEqual(['targetId']);
    expect(await updateRule(stage.ben, { ruleId: rule.id, name: 'Old' })).toMatchObject({ name: 'Old' });
  });

  test('an organization has at most 1 000 rules, also when two come at once', async () => {
    const stage = await world.newStage();
    const { id } = await stage.workflow();
    const at = world.clock.now();
    const row = (index: number) => ({
      id: `rule_${stage.org.id}_${index}`,
      org_id: stage.org.id,
      name: `Rule ${index}`,
      target_type: 'workflow',
      target_id: id,
      destination_id: stage.webhookId,
      watches_from: at,
      created_at: at,
      updated_at: at,
    });
    await world.deps.db
      .insertInto('alert_rules')
      .values(Array.from({ length: 999 }, (_, index) => row(index)))
      .execute();
    const results = await Promise.allSettled([createRule(stage.ben, bare(stage, id)), createRule(stage.ben, bare(stage, id))]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  });
});

describe('who may', () => {
  test('vera may look, and change nothing', async () => {
    const stage = await world.newStage();
    const { id } = await stage.workflow();
    const rule = await createRule(stage.ben, bare(stage, id));
    const refused = { code: 'forbidden_role' };
    await expect(createRule(stage.vera, bare(stage, id))).rejects.toMatchObject(refused);
    await expect(updateRule(stage.vera, { ruleId: rule.id, name: 'Mine' })).rejects.toMatchObject(refused);
    await expect(removeRule(stage.vera, { ruleId: rule.id })).rejects.toMatchObject(refused);
    expect(await getRule(stage.vera, { ruleId: rule.id })).toEqual(rule);
    expect((await listRules(stage.vera)).rows).toEqual([rule]);
  });

  test('eve sees nothing and finds nothing', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    const rule = await createRule(stage.ben, bare(stage, workflow.id));
    const absent = { code: 'not_found', thing: 'rule' };
    await expect(getRule(stage.eve, { ruleId: rule.id })).rejects.toMatchObject(absent);
    await expect(updateRule(stage.eve, { ruleId: rule.id, name: 'Mine' })).rejects.toMatchObject(absent);
    await expect(removeRule(stage.eve, { ruleId: rule.id })).rejects.toMatchObject(absent);
    expect((await listRules(stage.eve)).total).toBe(0);
    expect(await fieldsOf(listRules(stage.eve, { targetId: workflow.id }))).toEqual(['targetId']);
    expect(await fieldsOf(listRules(stage.eve, { destinationId: stage.webhookId }))).toEqual(['destinationId']);
    expect((await getRule(stage.vera, { ruleId: rule.id })).name).toBe('Order lookup prod');
  });

  test('every change is in the audit log with what it changed', async () => {
    const stage = await world.newStage();
    const { id } = await stage.workflow();
    const rule = await createRule(stage.ben, bare(stage, id));
    await updateRule(stage.ben, { ruleId: rule.id, failAfter: 3 });
    await removeRule(stage.ben, { ruleId: rule.id });
    const { rows } = await listAuditLog(stage.ada, {});
    const mine = rows.filter(({ objectId }) => objectId === rule.id);
    expect(mine.map(({ action, before, after }) => ({ action, before, after }))).toMatchObject([
      { action: 'alert_rule.remove', before: { name: 'Order lookup prod' }, after: null },
      { action: 'alert_rule.update', before: { failAfter: 1 }, after: { failAfter: 3 } },
      { action: 'alert_rule.create', before: null, after: { name: 'Order lookup prod', targetId: id } },
    ]);
  });
});

describe('lists', () => {
  test('filters, search, order and pages', async () => {
    const stage = await world.newStage();
    const [workflow, monitorId] = [await stage.workflow(), await stage.monitor()];
    await stage.rule({ type: 'workflow', id: workflow.id }, { name: 'Beta' });
    await stage.rule({ type: 'monitor', id: monitorId }, { name: 'alpha', state: 'paused' });
    await stage.rule(
      { type: 'server', id: stage.serverId },
      { name: 'Gamma_1', destinationId: stage.emailId, recipientEmail: 'a@example.test' },
    );
    const names = async (query: Record<string, unknown>) => (await listRules(stage.vera, query)).rows.map(({ name }) => name);
    expect(await names({ sort: 'name' })).toEqual(['alpha', 'Beta', 'Gamma_1']);
    expect(await names({ sort: '-name' })).toEqual(['Gamma_1', 'Beta', 'alpha']);
    expect(await names({ targetType: 'monitor' })).toEqual(['alpha']);
    expect(await names({ targetId: workflow.id })).toEqual(['Beta']);
    expect(await names({ destinationId: stage.emailId })).toEqual(['Gamma_1']);
    expect(await names({ state: 'paused' })).toEqual(['alpha']);
    expect(await names({ search: 'order lookup' })).toEqual(['Beta']);
    expect(await names({ search: 'a_1' })).toEqual(['Gamma_1']);
    expect(await listRules(stage.vera, { sort: 'name', page: 2, pageSize: 2 })).toMatchObject({
      rows: [{ name: 'Gamma_1' }],
      page: 2,
      pageSize: 2,
      total: 3,
    });
    expect(await fieldsOf(listRules(stage.vera, { sort: 'status' }))).toEqual(['sort']);
    expect(await fieldsOf(listRules(stage.vera, { pageSize: 101 }))).toEqual(['pageSize']);
  });
});

describe('status, in the words of the specification', () => {
  test('Watching — never fired · Firing since … · Watching · Muted · Paused', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    const { id: ruleId } = await stage.rule({ type: 'workflow', id: workflow.id });
    const status = async () => (await getRule(stage.vera, { ruleId })).status;
    expect(await status()).toBe('Watching — never fired');
    world.clock.advance(60_000);
    const openedAt = world.clock.now().toISOString();
    await fail(stage, workflow);
    expect(await getRule(stage.vera, { ruleId })).toMatchObject({
      status: `Firing since ${openedAt.slice(0, 10)} ${openedAt.slice(11, 16)} UTC`,
      firingSince: openedAt,
      lastFiredAt: openedAt,
    });
    world.clock.advance(60_000);
    await onRunFinished(world.deps, stage.org.id, { runId: await stage.endRun({ workflow, status: 'pass' }), status: 'pass' });
    expect(await getRule(stage.vera, { ruleId })).toMatchObject({ status: 'Watching', firingSince: null, lastFiredAt: openedAt });
    await updateRule(stage.ben, { ruleId, mutedUntil: new Date(world.clock.now().getTime() + 60_000).toISOString() });
    expect(await status()).toBe('Muted');
    await updateRule(stage.ben, { ruleId, state: 'paused' });
    expect(await status()).toBe('Paused');
    await updateRule(stage.ben, { ruleId, state: 'enabled' });
    world.clock.advance(60_000);
    expect(await status()).toBe('Watching');
  });
});

describe('a rule that stops, or turns to something else', () => {
  test('pausing closes its incident without a message, and what happens meanwhile is none of its business', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    const { id: ruleId } = await stage.rule({ type: 'workflow', id: workflow.id }, { failAfter: 2 });
    for (let i = 0; i < 2; i += 1) {
      world.clock.advance(1_000);
      await fail(stage, workflow);
    }
    await updateRule(stage.ben, { ruleId, state: 'paused' });
    expect((await listIncidents(stage.vera)).rows).toMatchObject([
      { state: 'closed', closeReason: 'rule', closedAt: world.clock.now().toISOString() },
    ]);
    world.clock.advance(1_000);
    await fail(stage, workflow);
    world.clock.advance(1_000);
    await updateRule(stage.ben, { ruleId, state: 'enabled' });
    world.clock.advance(1_000);
    await fail(stage, workflow);
    expect((await listIncidents(stage.vera)).total).toBe(1);
    world.clock.advance(1_000);
    await fail(stage, workflow);
    expect((await listIncidents(stage.vera)).rows).toMatchObject([{ state: 'open', failureCount: 2 }, { state: 'closed' }]);
    expect((await stage.sent()).map(({ type }) => type)).toEqual(['incident.opened', 'incident.opened']);
  });

  test('another target closes the incident of the old one without a message', async () => {
    const stage = await world.newStage();
    const [workflow, monitorId] = [await stage.workflow(), await stage.monitor()];
    const { id: ruleId } = await stage.rule({ type: 'workflow', id: workflow.id });
    await fail(stage, workflow);
    await updateRule(stage.ben, { ruleId, targetType: 'monitor', targetId: monitorId });
    expect((await listIncidents(stage.vera)).rows).toMatchObject([{ state: 'closed', closeReason: 'rule', targetId: workflow.id }]);
    world.clock.advance(1_000);
    await fail(stage, workflow);
    expect(await stage.sent()).toHaveLength(1);
    expect(await getRule(stage.vera, { ruleId })).toMatchObject({ targetType: 'monitor', firingSince: null });
  });

  test('a removed rule is gone with its incidents, what waited to be sent, and its due rows', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    const { id: ruleId } = await stage.rule({ type: 'workflow', id: workflow.id }, { renotifyMinutes: 5 });
    await fail(stage, workflow);
    await updateRule(stage.ben, { ruleId, mutedUntil: '2099-01-01T00:00:00Z' });
    await removeRule(stage.ben, { ruleId });
    expect((await listIncidents(stage.vera)).total).toBe(0);
    expect(await stage.sent()).toEqual([]);
    expect(
      await world.deps.db.selectFrom('due').selectAll().where('org_id', '=', stage.org.id).where('kind', 'like', 'alert%').execute(),
    ).toEqual([]);
    await expect(getRule(stage.vera, { ruleId })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a name or another destination leaves the open incident as it is', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    const { id: ruleId } = await stage.rule({ type: 'workflow', id: workflow.id });
    await fail(stage, workflow);
    await updateRule(stage.ben, { ruleId, name: 'Other', destinationId: stage.emailId, recipientEmail: 'a@example.test' });
    world.clock.advance(1_000);
    await onRunFinished(world.deps, stage.org.id, { runId: await stage.endRun({ workflow, status: 'pass' }), status: 'pass' });
    expect((await stage.sent()).map(({ type, address, message }) => ({ type, address, rule: message['rule'] }))).toEqual([
      { type: 'incident.opened', address: {}, rule: { id: ruleId, name: 'Watch' } },
      { type: 'incident.recovered', address: { recipientEmail: 'a@example.test' }, rule: { id: ruleId, name: 'Other' } },
    ]);
  });

  test('a paused workflow can be watched', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    await updateWorkflow(stage.ben, { workflowId: workflow.id, state: 'paused' });
    expect(await stage.rule({ type: 'workflow', id: workflow.id })).toMatchObject({ status: 'Watching — never fired' });
  });
});
