// API keys: made once, shown once, verified cheaply, revoked everywhere at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '#platform/ctx';
import { createLive } from '#platform/live/postgres-live';
import { silentLog } from '#platform/log';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { listAuditLog } from '../audit/list-audit-log.ts';
import { systemCtx } from '../system-ctx.ts';
import { authenticateKey } from './authenticate-key.ts';
import { createApiKey } from './create-api-key.ts';
import { listApiKeys } from './list-api-keys.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { OpenedTokens } from '../tokens/opened-tokens.ts';
import type { Authenticated } from '../tokens/opened-tokens.ts';

let world: World;
/** Two processes on one database: each listens for itself. */
let here: Ctx['deps'];
let there: Ctx['deps'];
const lives: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await makeWorld();
  const process = async () => {
    const live = createLive({ connectionString: world.databaseUrl, db: world.deps.db, log: silentLog });
    await live.ready();
    lives.push(live);
    return { ...world.deps, live };
  };
  [here, there] = [await process(), await process()];
});
afterAll(async () => {
  await Promise.all(lives.map((live) => live.close()));
  await world.close();
});

const newCast = async () => {
  const cast = await world.newOrg();
  const within = (ctx: Ctx): Ctx => ({ ...ctx, deps: here });
  return { ada: within(cast.ada), ben: within(cast.ben), vera: within(cast.vera), eve: within(cast.eve) };
};
let address = 0;
/** An address nobody failed from yet. */
const elsewhere = () => ({ ip: `192.0.2.${(address += 1)}` });

describe('making a key', () => {
  test('shows the token once, in the fixed form, and stores only a salted hash', async () => {
    const { ben } = await newCast();
    const { token, key } = await createApiKey(ben, { name: ' ci-runner ' });
    expect(token).toMatch(/^amt_[0-9A-Za-z]{12}_[0-9A-Za-z]{40}$/);
    expect(key).toMatchObject({
      id: `key_${token.slice(4, 16)}`,
      name: 'ci-runner',
      tokenPrefix: `${token.slice(0, 16)}…`,
      role: 'editor',
      createdBy: { userId: ben.actor.id, name: 'Ben' },
      lastUsedAt: null,
    });
    const row = await here.db.selectFrom('api_keys').selectAll().where('id', '=', key.id).executeTakeFirstOrThrow();
    expect([row.salt?.length, row.hash?.length]).toEqual([16, 32]);
    expect(JSON.stringify(row)).not.toContain(token.slice(17));
    expect(JSON.stringify(await listApiKeys(ben))).not.toContain(token.slice(17));
  });

  test('gives at most the role of its maker', async () => {
    const { ben, vera } = await newCast();
    await expect(createApiKey(ben, { name: 'k', role: 'admin' })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'role' }],
    });
    await expect(createApiKey(vera, { name: 'k', role: 'editor' })).rejects.toMatchObject({ fieldErrors: [{ field: 'role' }] });
    expect((await createApiKey(ben, { name: 'k', role: 'viewer' })).key.role).toBe('viewer');
    expect((await createApiKey(vera, { name: 'mine' })).key.role).toBe('viewer');
  });

  test.each([{ name: '' }, { name: '   ' }, { name: 'x'.repeat(61) }, { name: 5 }, {}])('%j is refused on name', async (raw) => {
    const { ben } = await newCast();
    await expect(createApiKey(ben, raw)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field: 'name' }] });
  });

  test('names are taken whatever their case, also at the same moment, and free again after revocation', async () => {
    const { ben, eve } = await newCast();
    const tries = await Promise.allSettled(['CI', 'ci', 'Ci'].map((name) => createApiKey(ben, { name })));
    const made = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value.key.id] : []));
    expect(made).toHaveLength(1);
    await expect(createApiKey(ben, { name: 'CI' })).rejects.toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'name' }] });
    await createApiKey(eve, { name: 'ci' });
    await revokeApiKey(ben, { keyId: made[0] });
    await createApiKey(ben, { name: 'ci' });
  });

  test('a key cannot make, list or revoke keys; the operator can make them', async () => {
    const { ada } = await newCast();
    const asKey: Ctx = { ...ada, actor: { type: 'key', id: 'key_000000000000', name: 'k', role: 'owner' } };
    await expect(createApiKey(asKey, { name: 'k' })).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(listApiKeys(asKey)).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(revokeApiKey(asKey, { keyId: 'key_x' })).rejects.toMatchObject({ code: 'forbidden_role' });
    const operator = systemCtx(here, ada.org, { name: 'operator', signal: ada.signal });
    expect((await createApiKey(operator, { name: 'ops', role: 'admin' })).key).toMatchObject({
      role: 'admin',
      createdBy: { userId: null, name: 'operator' },
    });
  });

  test('and ending it are written down without the secret', async () => {
    const { ada } = await newCast();
    const { token, key } = await createApiKey(ada, { name: 'k', role: 'viewer' });
    await revokeApiKey(ada, { keyId: key.id });
    const { rows } = await listAuditLog(ada, { objectId: key.id });
    expect(
      rows.map(({ action, before, after }) => ({ action, before, after })).toSorted((a, b) => a.action.localeCompare(b.action)),
    ).toEqual([
      { action: 'api_key.create', before: null, after: { name: 'k', role: 'viewer' } },
      { action: 'api_key.revoke', before: { name: 'k', role: 'viewer' }, after: null },
    ]);
    expect(JSON.stringify(rows)).not.toContain(token.slice(17));
  });
});

describe('revocation', () => {
  const heardOf = (deps: Ctx['deps'], keyId: string) =>
    new Promise<void>((resolve) => {
      const stop = deps.live.subscribe('key_revoked', (subject) => {
        if (subject !== keyId) return;
        stop();
        resolve();
      });
    });

  test('counts at once in every process, and the hash is gone', async () => {
    const { ben } = await newCast();
    const { token, key } = await createApiKey(ben, { name: 'k' });
    expect(await authenticateKey(here, token, elsewhere())).toBeDefined();
    expect(await authenticateKey(there, token, elsewhere())).toBeDefined();
    const heard = Promise.all([heardOf(here, key.id), heardOf(there, key.id)]);
    await revokeApiKey(ben, { keyId: key.id });
    await heard;
    expect(await authenticateKey(here, token, elsewhere())).toBeUndefined();
    expect(await authenticateKey(there, token, elsewhere())).toBeUndefined();
    const row = await here.db.selectFrom('api_keys').select(['salt', 'hash']).where('id', '=', key.id).executeTakeFirstOrThrow();
    expect(row).toEqual({ salt: null, hash: null });
    expect(await listApiKeys(ben)).toEqual([]);
    await expect(revokeApiKey(ben, { keyId: key.id })).rejects.toMatchObject({ code: 'not_found', thing: 'api_key' });
  });

  test('is for the maker and for admins; vera may not end the key of ben, eve cannot see it', async () => {
    const { ada, ben, vera, eve } = await newCast();
    const [first, second] = [await createApiKey(ben, { name: 'one' }), await createApiKey(ben, { name: 'two' })];
    await expect(revokeApiKey(vera, { keyId: first.key.id })).rejects.toMatchObject({
      code: 'forbidden_role',
      details: { neededRole: 'admin' },
    });
    await expect(revokeApiKey(eve, { keyId: first.key.id })).rejects.toMatchObject({ code: 'not_found' });
    expect(await listApiKeys(eve)).toEqual([]);
    expect((await listApiKeys(vera)).map(({ canRevoke }) => canRevoke)).toEqual([false, false]);
    expect((await listApiKeys(ben)).map(({ canRevoke }) => canRevoke)).toEqual([true, true]);
    await revokeApiKey(ben, { keyId: first.key.id });
    await revokeApiKey(ada, { keyId: second.key.id });
  });

  test('is not undone by a check that began before it', () => {
    const keys = new OpenedTokens<Authenticated>(({ actor }) => actor.id);
    const now = world.clock.now();
    const who = { org: world.org, actor: { type: 'key', id: 'key_a', name: 'k', role: 'viewer' } } as const;
    const readAfter = keys.changes;
    keys.put('n', who, { now, readAfter });
    keys.end('key_a', now);
    keys.put('n', who, { now, readAfter });
    keys.put('n', who, { now, readAfter: keys.changes });
    expect(keys.get('n', now)).toBeUndefined();
  });
});
