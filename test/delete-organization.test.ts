// The end of an organization: closed for everyone at once, erased in batches that survive a crash, its slug taken for ever.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minutes } from '#kernel/duration';
import {
  acceptInvitation,
  authenticateIngestKey,
  authenticateKey,
  createOrganization,
  deleteOrganization,
  eraseOrganization,
  findInvitation,
  getOrgById,
  getOrgBySlug,
  getOrganization,
  listAuditLog,
  listMembers,
  organizationsBeingDeleted,
  updateOrganization,
} from '#modules/access';
import type { Eraser } from '#modules/access';
import { executeRun, runStopper, startRuns, startTick } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import { ERASERS } from '../src/surfaces/worker/erasers.ts';
import { dumpDatabase } from './canary-scan.ts';
import { fillOrganization } from './filled-organization.ts';
import { anyOf, idsOf, rowsNaming, rowsOf } from './organization-rows.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const from = { ip: '192.0.2.1' };
const erase = (orgId: string, erasers: readonly Eraser[] = ERASERS, signal = go) =>
  eraseOrganization(world.deps, { orgId, signal }, erasers);
const close = (ada: Ctx) => deleteOrganization(ada, { slug: ada.org.slug }, runStopper);

describe('closing', () => {
  test('is for the owner, who types the slug', async () => {
    const { ada, ben, vera, eve, org } = await world.newShop();
    for (const who of [ben, vera]) {
      await expect(deleteOrganization(who, { slug: org.slug }, runStopper)).rejects.toMatchObject({ code: 'forbidden_role' });
    }
    for (const slug of ['', org.slug.toUpperCase(), `${org.slug} `, eve.org.slug]) {
      await expect(deleteOrganization(ada, { slug }, runStopper)).rejects.toMatchObject({
        code: 'validation_failed',
        fieldErrors: [{ field: 'slug' }],
      });
    }
    await expect(deleteOrganization(eve, { slug: org.slug }, runStopper)).rejects.toMatchObject({ fieldErrors: [{ field: 'slug' }] });
    const key: Ctx = { ...ada, actor: { type: 'key', id: 'key_aaaaaaaaaaaa', name: 'ci', role: 'owner' } };
    await expect(deleteOrganization(key, { slug: org.slug }, runStopper)).rejects.toMatchObject({ code: 'forbidden_role' });
    expect(await getOrgBySlug(world.deps, org.slug)).toBeDefined();
  });

  test('counts at once: nobody finds it, no key works, nothing is due, no invitation opens, nothing can be changed', async () => {
    const { ada, ben, org, apiKey, ingestKey, invitationToken } = await fillOrganization(world);
    expect(await authenticateKey(world.deps, apiKey.token, from)).toBeDefined();
    expect(await authenticateIngestKey(world.deps, ingestKey.token, from)).toBeDefined();
    await close(ada);
    expect(await authenticateKey(world.deps, apiKey.token, from)).toBeUndefined();
    expect(await authenticateIngestKey(world.deps, ingestKey.token, from)).toBeUndefined();
    expect([await getOrgById(world.deps, org.id), await getOrgBySlug(world.deps, org.slug)]).toEqual([undefined, undefined]);
    expect(await findInvitation(world.deps, invitationToken)).toBeUndefined();
    await expect(acceptInvitation(world.deps, { token: invitationToken, user: ben.actor })).rejects.toMatchObject({ code: 'not_found' });
    expect(anyOf(await rowsOf(world.deps.db, org.id))).not.toContain('due');
    const gone = { code: 'not_found', thing: 'organization' };
    await expect(getOrganization(ada)).rejects.toMatchObject(gone);
    await expect(updateOrganization(ada, { name: 'Back' })).rejects.toMatchObject(gone);
    await expect(close(ada)).rejects.toMatchObject(gone);
    expect((await listAuditLog(ada, { action: 'organization.delete' })).rows).toMatchObject([{ actor: { id: ada.actor.id } }]);
    expect(world.queued).toContainEqual({ name: 'organization.erase', payload: { orgId: org.id }, options: { singletonKey: org.id } });
  });

  test('ends what runs, and what waits never begins', async () => {
    const shop = await world.newShop();
    const waiting = await shop.workflow({ testerPrompt: '1. call wait\n2. call order_get with {"orderId": "1"}\nanswer done' });
    const [running, pending] = [
      await startRuns(shop.ben, { workflowId: waiting.id, reason: 'one', forceNewRun: true }),
      await startRuns(shop.ben, { workflowId: waiting.id, reason: 'two', forceNewRun: true }),
    ];
    world.mcp.hold();
    const executed = executeRun(world.deps, running.runId, go);
    await world.mcp.waiting(1);
    await close(shop.ada);
    await executed;
    const calls = world.mcp.calls.length;
    await executeRun(world.deps, pending.runId, go);
    expect(world.mcp.calls).toHaveLength(calls);
    const rows = await world.deps.db.selectFrom('runs').select(['status', 'error_kind']).where('org_id', '=', shop.org.id).execute();
    expect(rows).toEqual([
      { status: 'error', error_kind: 'cancelled' },
      { status: 'error', error_kind: 'cancelled' },
    ]);
    world.mcp.release();
    const tick = { orgId: shop.org.id, workflowId: waiting.id, targetIndex: 0, tickAt: world.clock.now().toISOString() };
    expect(await startTick(world.deps, tick)).toBe('not_scheduled');
  });

  test('twice at the same moment closes once', async () => {
    const { ada } = await world.newShop();
    const tries = await Promise.allSettled([close(ada), close(ada), close(ada)]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('erasing', () => {
  test('leaves nothing but the slug, and touches nobody else', async () => {
    const [gone, kept] = [await fillOrganization(world), await fillOrganization(world)];
    const before = await dumpDatabase(world.databaseUrl);
    const [goneIds, keptIds] = [idsOf(before, gone.org.id), idsOf(before, kept.org.id)];
    const counts = await rowsOf(world.deps.db, gone.org.id);
    // there is something to forget in every table but those of a connected OAuth profile
    expect(Object.keys(counts).filter((table) => counts[table] === 0)).toEqual(['oauth_grants', 'oauth_states']);
    for (const table of ['run_attempts', 'run_verdicts', 'monitor_hours', 'monitor_days'])
      expect(rowsNaming(before, goneIds).filter((row) => row.startsWith(`public.${table} `)).length).toBeGreaterThan(0);
    await close(gone.ada);
    const early = await erase(gone.org.id);
    expect(early.state).toBe('come_again');
    expect(anyOf(await rowsOf(world.deps.db, gone.org.id))).toEqual([]);
    expect(await organizationsBeingDeleted(world.deps)).toContain(gone.org.id);

    // a request that was let in before the closing may still write something
    await world.deps.vault.put(world.deps.db, gone.org.id, 'a late secret');
    world.clock.advance(minutes(10));
    expect(await erase(gone.org.id)).toEqual({ state: 'erased' });
    expect(anyOf(await rowsOf(world.deps.db, gone.org.id))).toEqual([]);
    const after = await dumpDatabase(world.databaseUrl);
    // how much of its limits it had used; swept within days
    const left = rowsNaming(after, goneIds).filter((row) => !row.startsWith('public.rate_buckets '));
    expect(left).toEqual([expect.stringMatching(/^public\.organizations /)]);
    expect(rowsNaming(after, keptIds)).toEqual(rowsNaming(before, keptIds));
    expect(await organizationsBeingDeleted(world.deps)).not.toContain(gone.org.id);
    const row = await world.deps.db.selectFrom('organizations').selectAll().where('id', '=', gone.org.id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ slug: gone.org.slug, name: '', state: 'deleted', retention_days: null, default_tester_model_id: null });
    expect(await erase(gone.org.id)).toEqual({ state: 'nothing_to_do' });
  });

  test('that takes longer than the quiet minutes looks once more for what was written behind it', async () => {
    const { ada, org } = await world.newShop();
    await close(ada);
    let passed = false;
    const long: Eraser = {
      name: 'long',
      eraseBatch: async () => {
        // a request of before the closing ends when the secrets are done
        if (!passed) await world.deps.vault.put(world.deps.db, org.id, 'a late secret');
        if (!passed) world.clock.advance(minutes(11));
        passed = true;
        return 0;
      },
    };
    expect((await erase(org.id, [...ERASERS, long])).state).toBe('come_again');
    expect(await erase(org.id)).toEqual({ state: 'erased' });
    expect(anyOf(await rowsOf(world.deps.db, org.id))).toEqual([]);
  });

  test('the slug is never given again', async () => {
    const { ada, eve, org } = await world.newShop();
    await close(ada);
    const taken = { code: 'conflict', fieldErrors: [{ field: 'slug' }] };
    const again = () => createOrganization(world.deps, { slug: org.slug, name: 'Again', ownerUserId: eve.actor.id });
    await expect(again()).rejects.toMatchObject(taken);
    world.clock.advance(minutes(10));
    await erase(org.id);
    await expect(again()).rejects.toMatchObject(taken);
  });

  test('stopped anywhere goes on where it was', async () => {
    const { ada, org } = await fillOrganization(world);
    await close(ada);
    world.clock.advance(minutes(10));
    for (let stopAfter = 0; stopAfter < ERASERS.length; stopAfter += 1) {
      // the worker dies between two batches
      const dying: Eraser = { name: 'dying', eraseBatch: () => Promise.reject(new Error('killed')) };
      await expect(erase(org.id, [...ERASERS.slice(0, stopAfter), dying, ...ERASERS.slice(stopAfter)])).rejects.toThrow('killed');
      expect(anyOf(await rowsOf(world.deps.db, org.id))).toContain('audit_log');
    }
    const stopping = new AbortController();
    const stopper: Eraser = {
      name: 'stopper',
      eraseBatch: async () => {
        stopping.abort(new Error('the worker stops'));
        return 0;
      },
    };
    await expect(erase(org.id, [stopper, ...ERASERS], stopping.signal)).rejects.toThrow('the worker stops');
    expect(await erase(org.id)).toEqual({ state: 'erased' });
    expect(anyOf(await rowsOf(world.deps.db, org.id))).toEqual([]);
  });

  test('finds by an index what refers to a row, and reads no table of everybody', async () => {
    const { rows } = await sql<{ column: string }>`
      select c.conrelid::regclass || '.' || a.attname as column
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f'
        and c.confrelid::regclass::text in ('secrets', 'runs', 'monitors', 'alert_rules', 'alert_destinations', 'incidents', 'status_pages')
        and not exists (
          select 1 from pg_index i
          where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
            and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)))`.execute(world.deps.db);
    expect(rows.map(({ column }) => column)).toEqual([]);
  });

  test('forgets secrets before anything else', async () => {
    const { ada, org } = await fillOrganization(world);
    await close(ada);
    const [first, ...rest] = ERASERS;
    expect([first?.name, rest.length > 0]).toEqual(['secrets', true]);
    const dying: Eraser = { name: 'dying', eraseBatch: () => Promise.reject(new Error('killed')) };
    await expect(erase(org.id, [...(first ? [first] : []), dying])).rejects.toThrow('killed');
    const left = anyOf(await rowsOf(world.deps.db, org.id));
    expect(left).not.toContain('secrets');
    expect(left).toEqual(expect.arrayContaining(['runs', 'mcp_servers', 'models']));
  });

  test('never begins for an organization that is alive', async () => {
    const { ada, org } = await fillOrganization(world);
    const before = await rowsOf(world.deps.db, org.id);
    expect(await erase(org.id)).toEqual({ state: 'nothing_to_do' });
    expect(await rowsOf(world.deps.db, org.id)).toEqual(before);
    expect(await listMembers(ada)).toHaveLength(3);
  });
});
