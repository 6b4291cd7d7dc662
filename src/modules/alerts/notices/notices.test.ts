// What is told of a server without any incident: a catalog that breaks callers, and a grant that ends.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/duration';
import { newId } from '#kernel/ids';
import { jsonText } from '#platform/db/schema';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld, Stage } from '#test/alert-world';
import { getRule, listIncidents, onCatalogChanged, onGrantExpiring, updateRule } from '../index.ts';
import { describeChange } from './describe-change.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await makeAlertWorld();
});
afterAll(() => world.close());

const DIFF = {
  breakingCount: 2,
  added: [],
  removed: [{ kind: 'tool', name: 'refund', class: 'breaking' }],
  changed: [
    {
      kind: 'tool',
      name: 'order_get',
      changes: [
        { path: 'inputSchema.properties.orderId.type', before: 'string', after: 'integer', class: 'breaking' },
        { path: 'description', before: 'a', after: 'b', class: 'informational' },
      ],
    },
  ],
};

async function insertChange(stage: Stage, diff: unknown = DIFF): Promise<string> {
  const id = newId('snap');
  await world.deps.db
    .insertInto('catalog_snapshots')
    .values({
      id,
      org_id: stage.org.id,
      server_id: stage.serverId,
      at: world.clock.now(),
      era: 'modern',
      content_hash: id,
      catalog: jsonText({ tools: [], resources: [], resourceTemplates: [], prompts: [] }),
      counts: jsonText({ tools: 0, resources: 0, resourceTemplates: 0, prompts: 0 }),
      diff: jsonText(diff),
      breaking_count: 2,
    })
    .execute();
  return id;
}

const tell = (stage: Stage, snapshotId: string, counts: { breakingCount?: number; poisonedCount?: number }) =>
  onCatalogChanged(world.deps, stage.org.id, { serverId: stage.serverId, snapshotId, breakingCount: 0, poisonedCount: 0, ...counts });

describe('a changed catalog', () => {
  test('that breaks callers sends one message to each enabled rule on that server, and leaves no incident', async () => {
    const stage = await world.newStage();
    const workflow = await stage.workflow();
    const { id: one } = await stage.rule({ type: 'server', id: stage.serverId });
    const { id: two } = await stage.rule(
      { type: 'server', id: stage.serverId },
      { destinationId: stage.emailId, recipientEmail: 'a@example.test' },
    );
    await stage.rule({ type: 'server', id: stage.serverId }, { state: 'paused' });
    await stage.rule({ type: 'server', id: stage.serverId }, { mutedUntil: '2099-01-01T00:00:00Z' });
    await stage.rule({ type: 'workflow', id: workflow.id });
    world.clock.advance(seconds(1));
    const snapshotId = await insertChange(stage);
    await Promise.all([tell(stage, snapshotId, { breakingCount: 2 }), tell(stage, snapshotId, { breakingCount: 2 })]);
    await tell(stage, snapshotId, { breakingCount: 2 });
    const sent = await stage.sent();
    expect(new Set(sent.map(({ ruleId }) => ruleId))).toEqual(new Set([one, two]));
    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatchObject({
      type: 'catalog.breaking_change',
      incidentId: null,
      message: {
        incident: null,
        cause: null,
        target: { type: 'server', id: stage.serverId },
        timestamp: world.clock.now().toISOString(),
        url: `http://127.0.0.1:4600/o/${stage.org.slug}/servers/${stage.serverId}`,
        summary: expect.stringContaining(
          '2 breaking changes: tool refund was removed; tool order_get: inputSchema.properties.orderId.type.',
        ),
      },
    });
    expect((await listIncidents(stage.vera)).total).toBe(0);
    expect(await getRule(stage.vera, { ruleId: one })).toMatchObject({ status: 'Watching', lastFiredAt: world.clock.now().toISOString() });
  });

  test('that brings text above warning alerts like a breaking one', async () => {
    const stage = await world.newStage();
    await stage.rule({ type: 'server', id: stage.serverId });
    const snapshotId = await insertChange(stage, null);
    await tell(stage, snapshotId, { poisonedCount: 1 });
    expect((await stage.sent()).map(({ type, message }) => [type, message.summary])).toEqual([
      ['catalog.breaking_change', expect.stringMatching(/^The catalog of Shop \w+ has 1 text that tries to steer agents\.$/)],
    ]);
  });

  test('that breaks nothing is no news', async () => {
    const stage = await world.newStage();
    await stage.rule({ type: 'server', id: stage.serverId });
    await tell(stage, await insertChange(stage), {});
    expect(await stage.sent()).toEqual([]);
  });

  test('in maintenance tells nobody, also when the news comes after it', async () => {
    const stage = await world.newStage();
    await stage.rule({ type: 'server', id: stage.serverId });
    const now = world.clock.now();
    await stage.maintenance(now, new Date(now.getTime() + minutes(5)));
    const snapshotId = await insertChange(stage);
    world.clock.advance(minutes(10));
    await tell(stage, snapshotId, { breakingCount: 2 });
    expect(await stage.sent()).toEqual([]);
  });

  test('is no business of a rule that was made or resumed later', async () => {
    const stage = await world.newStage();
    const { id: ruleId } = await stage.rule({ type: 'server', id: stage.serverId }, { state: 'paused' });
    const snapshotId = await insertChange(stage);
    world.clock.advance(seconds(1));
    await updateRule(stage.ben, { ruleId, state: 'enabled' });
    await tell(stage, snapshotId, { breakingCount: 2 });
    expect(await stage.sent()).toEqual([]);
  });

  test("told under another organization's name tells nobody", async () => {
    const [stage, other] = [await world.newStage(), await world.newStage()];
    await stage.rule({ type: 'server', id: stage.serverId });
    await other.rule({ type: 'server', id: other.serverId });
    const snapshotId = await insertChange(stage);
    await onCatalogChanged(world.deps, other.org.id, { serverId: other.serverId, snapshotId, breakingCount: 1, poisonedCount: 0 });
    expect([...(await stage.sent()), ...(await other.sent())]).toEqual([]);
  });

  test('is described in one bounded sentence, whatever the server calls its tools', () => {
    const many = { ...DIFF, removed: Array.from({ length: 9 }, (_, index) => ({ kind: 'tool', name: `t${index}` })) };
    expect(describeChange({ server: { id: 'mcp_1', name: 'Shop' }, diff: many }, { breakingCount: 10, poisonedCount: 2 })).toBe(
      'The catalog of Shop has 10 breaking changes and 2 texts that try to steer agents: ' +
        'tool t0 was removed; tool t1 was removed; tool t2 was removed; tool t3 was removed; tool t4 was removed and 5 more.',
    );
  });

  test('a message has at most 500 characters, and no secret', async () => {
    const stage = await world.newStage();
    await stage.rule({ type: 'server', id: stage.serverId });
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const snapshotId = await insertChange(stage, {
      ...DIFF,
      removed: [
        { kind: 'tool', name: token },
        { kind: 'tool', name: 'a long name '.repeat(80) },
      ],
    });
    await tell(stage, snapshotId, { breakingCount: 3 });
    const summary = (await stage.sent())[0]?.message.summary ?? '';
    expect(summary).not.toContain(token);
    expect([...summary]).toHaveLength(500);
  });
});

describe('a grant that ends', () => {
  const at = '2026-02-01T10:00:00.000Z';

  test('is told once to the rules of the server', async () => {
    const stage = await world.newStage();
    const { id: ruleId } = await stage.rule({ type: 'server', id: stage.serverId });
    await stage.rule({ type: 'server', id: stage.serverId }, { mutedUntil: '2099-01-01T00:00:00Z' });
    const fact = { serverId: stage.serverId, profileId: stage.profileId, at };
    await onGrantExpiring(world.deps, stage.org.id, fact);
    await onGrantExpiring(world.deps, stage.org.id, fact);
    expect(await stage.sent()).toMatchObject([
      {
        type: 'credential.expiring',
        ruleId,
        message: {
          target: { type: 'server' },
          summary: expect.stringContaining('by the auth profile default ends at 2026-02-01 10:00 UTC'),
        },
      },
    ]);
    await onGrantExpiring(world.deps, stage.org.id, { ...fact, at: null });
    expect((await stage.sent())[1]?.message.summary).toContain('may end at any time');
    expect((await listIncidents(stage.vera)).total).toBe(0);
  });

  test('of a profile that is gone, or of another organization, is no news', async () => {
    const [stage, other] = [await world.newStage(), await world.newStage()];
    await stage.rule({ type: 'server', id: stage.serverId });
    await onGrantExpiring(world.deps, stage.org.id, { serverId: stage.serverId, profileId: 'auth_none', at });
    await onGrantExpiring(world.deps, other.org.id, { serverId: stage.serverId, profileId: stage.profileId, at });
    expect([...(await stage.sent()), ...(await other.sent())]).toEqual([]);
  });
});
