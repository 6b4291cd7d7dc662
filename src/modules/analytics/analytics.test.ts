// Events of agents: recorded without waiting, stored in batches, redacted, bounded, and forgotten in time.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, seconds } from '#kernel/duration';
import { updateOrganization } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import type { ToolCallEvent } from './event.ts';
import { eventEraser, eventExporter, recordEvent, settleEvents, sweepEvents } from './index.ts';
import { eventsAfter } from './store.ts';
import { storedEvent } from './stored-event.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;

const eventOf = ({ org, actor, deps }: Ctx, changes: Partial<ToolCallEvent> = {}): ToolCallEvent => ({
  orgId: org.id,
  source: 'armature-repair-api',
  actorId: actor.id,
  toolName: 'search_runs',
  startedAt: deps.clock.now(),
  durationMs: 12,
  ok: true,
  error: null,
  userIntent: null,
  agentThinking: null,
  userFrustration: null,
  ...changes,
});

const storedOf = ({ org }: Ctx) => eventsAfter(world.deps.db, org.id, { last: undefined, limit: 10_000 });

async function recorded(ctx: Ctx, ...changes: Partial<ToolCallEvent>[]): Promise<void> {
  for (const one of changes) recordEvent(world.deps, eventOf(ctx, one));
  await settleEvents(world.deps);
}

describe('an event', () => {
  test('keeps what was called, by whom, how it went and what was said; what was not said is left out', async () => {
    const { ben } = await world.newOrg();
    const at = world.clock.now();
    await recorded(
      ben,
      { userIntent: 'find out why the refund test fails', agentThinking: 'look at the newest runs first', userFrustration: 'high' },
      { toolName: 'inspect_run', ok: false, error: 'run_not_found' },
    );
    const [first, second] = (await storedOf(ben)).toSorted((a, b) => Number(b.ok) - Number(a.ok));
    expect(first).toMatchObject({
      source: 'armature-repair-api',
      kind: 'tool_call',
      actorId: ben.actor.id,
      sessionKey: `fallback:${ben.actor.id}:${at.toISOString().slice(0, 10)}`,
      startedAt: at.toISOString(),
      finishedAt: new Date(at.getTime() + 12).toISOString(),
      durationMs: 12,
      ok: true,
      error: null,
    });
    expect(first?.metadata).toEqual({
      tool_name: 'search_runs',
      user_intent: 'find out why the refund test fails',
      agent_thinking: 'look at the newest runs first',
      user_frustration: 'high',
    });
    expect(second).toMatchObject({ ok: false, error: 'run_not_found' });
    expect(second?.metadata).toEqual({ tool_name: 'inspect_run' });
  });

  test('belongs to another session on another UTC day', async () => {
    const { ben } = await world.newOrg();
    const late = { ...eventOf(ben), startedAt: new Date('2026-03-01T23:59:59.999Z') };
    const early = { ...late, startedAt: new Date('2026-03-02T00:00:00.000Z') };
    expect([late, early].map((event) => storedEvent(event, 'e').sessionKey)).toEqual([
      `fallback:${ben.actor.id}:2026-03-01`,
      `fallback:${ben.actor.id}:2026-03-02`,
    ]);
  });

  test('is stored without the secrets that were said, by shape and by value', async () => {
    const { ben } = await world.newOrg();
    await world.deps.vault.put(world.deps.db, ben.org.id, 'a plain passphrase of theirs');
    await recorded(ben, {
      userIntent: 'use ghp_abcdefghijklmnopqrstuvwxyz0123456789',
      agentThinking: 'they gave me: a plain passphrase of theirs',
    });
    const text = JSON.stringify(await storedOf(ben));
    expect(text).toContain('[redacted:github_token]');
    expect(text).not.toContain('ghp_abc');
    expect(text).not.toContain('a plain passphrase of theirs');
  });
});

describe('recording', () => {
  test('stores what came within a second together, without being asked to', async () => {
    const { ben, eve } = await world.newOrg();
    for (const ctx of [ben, ben, eve]) recordEvent(world.deps, eventOf(ctx));
    await expect.poll(() => world.clock.sleepers).toBeGreaterThan(0);
    expect(await storedOf(ben)).toEqual([]);
    world.clock.advance(seconds(1));
    await expect.poll(async () => (await storedOf(ben)).length).toBe(2);
    await expect.poll(async () => (await storedOf(eve)).length).toBe(1);
  });

  test('does not wait for the second when there are many', async () => {
    const { ben } = await world.newOrg();
    for (let i = 0; i < 500; i += 1) recordEvent(world.deps, eventOf(ben));
    await expect.poll(async () => (await storedOf(ben)).length).toBe(500);
  });

  test('keeps at most 5000 while the database does not answer, and says in the log how many were lost', async () => {
    const { ben } = await world.newOrg();
    const said: unknown[] = [];
    const log = { ...world.deps.log, warn: (fields: unknown) => void said.push(fields) };
    const vault = { ...world.deps.vault, valuesOf: () => Promise.reject(new Error('the database does not answer')) };
    const deaf = { db: world.deps.db.withSchema('another'), clock: world.deps.clock, log, vault };
    for (let i = 0; i < 5_003; i += 1) recordEvent(deaf, eventOf(ben));
    await settleEvents(deaf);
    expect(said).toContainEqual({ lost: 3 });
    const failed = said.filter((fields) => typeof fields === 'object' && fields !== null && 'orgId' in fields);
    expect(failed).toHaveLength(10);
    expect(failed[0]).toMatchObject({ orgId: ben.org.id, lost: 500 });
  });

  test('of an organization that is gone or about to go stores nothing', async () => {
    const { ben, org } = await world.newOrg();
    await world.deps.db.updateTable('organizations').set({ state: 'deleting' }).where('id', '=', org.id).execute();
    await recorded(ben, {});
    await recorded({ ...ben, org: { ...org, id: 'org_gone' } }, {});
    expect(await storedOf(ben)).toEqual([]);
  });
});

describe('events end', () => {
  test("with the organization's retention, which may be shorter than the instance's but never longer", async () => {
    const [short, long] = [await world.newOrg(), await world.newOrg()];
    await updateOrganization(short.ada, { retentionDays: 30 });
    // as it was set before the operator shortened the instance's
    await world.deps.db.updateTable('organizations').set({ retention_days: 400 }).where('id', '=', long.org.id).execute();
    const ago = (count: number): Date => new Date(world.clock.now().getTime() - days(count));
    for (const { ben } of [short, long]) await recorded(ben, ...[29, 31, 89, 91].map((age) => ({ startedAt: ago(age), error: `${age}` })));
    await sweepEvents(world.deps, go);
    const left = async (ctx: Ctx) => (await storedOf(ctx)).map(({ error }) => error);
    expect(await left(short.ben)).toEqual(['29']);
    expect(await left(long.ben)).toEqual(['89', '31', '29']);
  });

  test('with their organization, in batches, and nobody else', async () => {
    const { ben, eve } = await world.newOrg();
    await recorded(ben, ...Array.from({ length: 1_200 }, () => ({})));
    await recorded(eve, {});
    const counts = [0, 0, 0];
    for (const round of counts.keys()) counts[round] = await eventEraser.eraseBatch(world.deps.db, ben.org.id);
    expect(counts).toEqual([1_000, 200, 0]);
    expect(await storedOf(eve)).toHaveLength(1);
  });
});

test('an export holds every event of the organization once, oldest first, page after page', async () => {
  const { ben, eve, ada } = await world.newOrg();
  const start = world.clock.now().getTime();
  await recorded(ben, ...Array.from({ length: 1_100 }, (_, i) => ({ startedAt: new Date(start - days(1) + (i >> 1)) })));
  await recorded(eve, {});
  const objects = [];
  for await (const object of eventExporter.objects(ada)) objects.push(object);
  expect(objects).toHaveLength(1_100);
  expect(new Set(objects.map((object) => object['eventId'])).size).toBe(1_100);
  expect(objects[0]).toMatchObject({ kind: 'analytics_event', eventKind: 'tool_call', actorId: ben.actor.id });
  const times = objects.map((object) => String(object['startedAt']));
  expect(times).toEqual(times.toSorted());
});
