// Ingest keys: one server's, shown once, verified as cheaply and as guardedly as API keys, ended everywhere at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { newId } from '#kernel/ids';
import type { Ctx } from '#platform/ctx';
import { createLive } from '#platform/live/postgres-live';
import { silentLog } from '#platform/log';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import {
  addMember,
  authenticateIngestKey,
  authenticateKey,
  createApiKey,
  createIngestKey,
  ensureUser,
  listIngestKeys,
  removeMember,
  revokeIngestKey,
} from '../index.ts';
import type { ServerRules } from '../index.ts';

let world: World;
let there: Ctx['deps'];
let other: { close(): Promise<void> };
beforeAll(async () => {
  world = await makeWorld();
  const live = createLive({ connectionString: world.databaseUrl, db: world.deps.db, log: silentLog });
  await live.ready();
  other = live;
  there = { ...world.deps, live };
});
afterAll(async () => {
  await other.close();
  await world.close();
});

/** This module asks the servers through this; here the table answers. */
const rules: ServerRules = {
  hasActive: async ({ deps, org }, serverId) =>
    (await deps.db.selectFrom('mcp_servers').select('id').where('id', '=', serverId).where('org_id', '=', org.id).executeTakeFirst()) !==
    undefined,
};

async function withServer() {
  const cast = await world.newOrg();
  const serverId = newId('mcp');
  await world.deps.db
    .insertInto('mcp_servers')
    .values({ id: serverId, org_id: cast.org.id, name: 'Shop', transport_type: 'streamable_http', base_url: 'https://shop.example/mcp' })
    .execute();
  return { ...cast, serverId };
}
let address = 0;
const elsewhere = () => ({ ip: `198.51.100.${(address += 1)}` });

test('a key is shown once, in its form, and tells the server it sends for', async () => {
  const { ada, serverId, org } = await withServer();
  const { token, key } = await createIngestKey(ada, { serverId, name: ' production ' }, rules);
  expect(token).toMatch(/^ami_[0-9A-Za-z]{12}_[0-9A-Za-z]{40}$/);
  expect(key).toMatchObject({
    id: `key_${token.slice(4, 16)}`,
    serverId,
    name: 'production',
    tokenPrefix: `${token.slice(0, 16)}…`,
    lastUsedAt: null,
  });
  expect(await authenticateIngestKey(world.deps, token, elsewhere())).toEqual({ org, serverId, key: { id: key.id, name: 'production' } });
  expect(await listIngestKeys(ada, { serverId }, rules)).toMatchObject([{ id: key.id, lastUsedAt: world.clock.now().toISOString() }]);
  const rows = await world.deps.db.selectFrom('ingest_keys').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token.slice(17));
});

test('neither kind of key opens the door of the other', async () => {
  const { ada, serverId } = await withServer();
  const [ingest, api] = [await createIngestKey(ada, { serverId, name: 'k' }, rules), await createApiKey(ada, { name: 'k' })];
  expect(await authenticateKey(world.deps, ingest.token, elsewhere())).toBeUndefined();
  expect(await authenticateKey(world.deps, ingest.token.replace('ami_', 'amt_'), elsewhere())).toBeUndefined();
  expect(await authenticateIngestKey(world.deps, api.token, elsewhere())).toBeUndefined();
  expect(await authenticateIngestKey(world.deps, api.token.replace('amt_', 'ami_'), elsewhere())).toBeUndefined();
});

test('names are taken per server, also at the same moment, and free again after revocation', async () => {
  const { ada, serverId } = await withServer();
  const tries = await Promise.allSettled(['K', 'k', 'k'].map((name) => createIngestKey(ada, { serverId, name }, rules)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of tries) {
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'name' }] });
  }
  const [key] = await listIngestKeys(ada, { serverId }, rules);
  await revokeIngestKey(ada, { keyId: key?.id });
  await createIngestKey(ada, { serverId, name: 'k' }, rules);
});

describe('who may', () => {
  test('is an admin in person', async () => {
    const { ada, ben, vera, serverId } = await withServer();
    const { key } = await createIngestKey(ada, { serverId, name: 'k' }, rules);
    const byKey: Ctx = { ...ada, actor: { type: 'key', id: 'key_aaaaaaaaaaaa', name: 'ci', role: 'owner' } };
    for (const who of [ben, vera, byKey]) {
      await expect(createIngestKey(who, { serverId, name: 'x' }, rules)).rejects.toMatchObject({ code: 'forbidden_role' });
      await expect(listIngestKeys(who, { serverId }, rules)).rejects.toMatchObject({ code: 'forbidden_role' });
      await expect(revokeIngestKey(who, { keyId: key.id })).rejects.toMatchObject({ code: 'forbidden_role' });
    }
  });

  test('revokes for nobody who lost the right a moment before, though the request began with it', async () => {
    const { ada, ben, serverId } = await withServer();
    const { token, key } = await createIngestKey(ada, { serverId, name: 'ci' }, rules);
    const admin: Ctx = { ...ben, actor: { ...ben.actor, role: 'admin' } };
    await expect(revokeIngestKey(admin, { keyId: key.id })).rejects.toMatchObject({ code: 'forbidden_role' });
    expect(await authenticateIngestKey(world.deps, token, elsewhere())).toBeDefined();
  });

  test('is not eve: the server is unknown to her, and so is the key', async () => {
    const { ada, eve, serverId } = await withServer();
    const { key, token } = await createIngestKey(ada, { serverId, name: 'k' }, rules);
    for (const unknown of [serverId, 'mcp_unknown']) {
      const refused = { code: 'validation_failed', fieldErrors: [{ field: 'serverId' }] };
      await expect(createIngestKey(eve, { serverId: unknown, name: 'x' }, rules)).rejects.toMatchObject(refused);
      await expect(listIngestKeys(eve, { serverId: unknown }, rules)).rejects.toMatchObject(refused);
    }
    await expect(revokeIngestKey(eve, { keyId: key.id })).rejects.toMatchObject({ code: 'not_found', thing: 'ingest_key' });
    expect(await authenticateIngestKey(world.deps, token, elsewhere())).toBeDefined();
  });
});

describe('revocation', () => {
  const heard = (deps: Ctx['deps'], keyId: string) =>
    new Promise<void>((resolve) => {
      const stop = deps.live.subscribe('key_revoked', (subject) => {
        if (subject !== keyId) return;
        stop();
        resolve();
      });
    });

  test('counts at once in every process, and the hash is gone', async () => {
    const { ada, serverId } = await withServer();
    const { token, key } = await createIngestKey(ada, { serverId, name: 'k' }, rules);
    for (const deps of [world.deps, there]) expect(await authenticateIngestKey(deps, token, elsewhere())).toBeDefined();
    const told = heard(there, key.id);
    await revokeIngestKey(ada, { keyId: key.id });
    await told;
    for (const deps of [world.deps, there]) expect(await authenticateIngestKey(deps, token, elsewhere())).toBeUndefined();
    const row = await world.deps.db.selectFrom('ingest_keys').select(['salt', 'hash']).where('id', '=', key.id).executeTakeFirstOrThrow();
    expect(row).toEqual({ salt: null, hash: null });
    await expect(revokeIngestKey(ada, { keyId: key.id })).rejects.toMatchObject({ code: 'not_found', thing: 'ingest_key' });
  });

  test('comes with the removal of the member who made it', async () => {
    const { ada, serverId } = await withServer();
    const user = await ensureUser(world.deps, { email: `kim-${crypto.randomUUID()}@example.test`, name: 'Kim' });
    await addMember(ada, { userId: user.id, role: 'admin' });
    const kim: Ctx = { ...ada, actor: { type: 'user', id: user.id, name: 'Kim', role: 'admin' } };
    const [kims, adas] = [
      await createIngestKey(kim, { serverId, name: 'kim' }, rules),
      await createIngestKey(ada, { serverId, name: 'ada' }, rules),
    ];
    expect(await authenticateIngestKey(world.deps, kims.token, elsewhere())).toBeDefined();
    await removeMember(ada, { userId: user.id });
    expect(await authenticateIngestKey(world.deps, kims.token, elsewhere())).toBeUndefined();
    expect(await authenticateIngestKey(world.deps, adas.token, elsewhere())).toBeDefined();
  });
});

test('a guessing address is stopped before any hash, whichever kind of key it guesses', async () => {
  const { ada, serverId } = await withServer();
  const { token, key } = await createIngestKey(ada, { serverId, name: 'k' }, rules);
  const from = elsewhere();
  const guess = (i: number) => `ami_${key.id.slice(4)}_${String(i).padStart(40, '0')}`;
  const tries = await Promise.allSettled(Array.from({ length: 70 }, (_, i) => authenticateIngestKey(world.deps, guess(i), from)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(60);
  const limited = { code: 'rate_limited', details: { retryAfterSeconds: expect.any(Number) } };
  await expect(authenticateIngestKey(world.deps, token, from)).rejects.toMatchObject(limited);
  await expect(authenticateKey(world.deps, `amt_${'x'.repeat(12)}_${'y'.repeat(40)}`, from)).rejects.toMatchObject(limited);
  world.clock.advance(seconds(2));
  expect(await authenticateIngestKey(world.deps, token, from)).toBeDefined();
});
