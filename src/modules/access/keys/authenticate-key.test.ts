// Authentication by key: cheap when known, bounded when guessed, the same in every process.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import { createLive } from '#platform/live/postgres-live';
import { silentLog } from '#platform/log';
import { createLimits } from '#platform/rate-limit/postgres-limits';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { authenticateKey, hashesComputed, isKeyRevoked } from './authenticate-key.ts';
import { createApiKey } from './create-api-key.ts';
import { listApiKeys } from './list-api-keys.ts';
import { revokeApiKey } from './revoke-api-key.ts';

let world: World;
/** Two processes on one database: each listens and leases for itself. */
let here: Ctx['deps'];
let there: Ctx['deps'];
const lives: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await makeWorld();
  const { databaseUrl, clock } = world;
  const process = async () => {
    const live = createLive({ connectionString: databaseUrl, db: world.deps.db, log: silentLog });
    await live.ready();
    lives.push(live);
    return { ...world.deps, live, limits: createLimits({ db: world.deps.db, clock, log: silentLog }) };
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
  return { ada: within(cast.ada), ben: within(cast.ben) };
};
let address = 0;
/** An address nobody failed from yet. */
const elsewhere = () => ({ ip: `192.0.2.${(address += 1)}` });
const unknownToken = () => `amt_${'x'.repeat(12)}_${'y'.repeat(40)}`;
const spoiled = (token: string) => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
/** A token with the id of a real key: what a guesser must send to cost us a hash. */
const guess = (keyId: string, i: number) => `amt_${keyId.slice(4)}_${String(i).padStart(40, '0')}`;

describe('authentication', () => {
  test('tells the organization and the frozen role, whatever happens to the maker', async () => {
    const { ben } = await newCast();
    const { token, key } = await createApiKey(ben, { name: 'k' });
    await here.db.updateTable('members').set({ role: 'viewer' }).where('user_id', '=', ben.actor.id).execute();
    expect(await authenticateKey(here, token, elsewhere())).toEqual({
      org: ben.org,
      actor: { type: 'key', id: key.id, name: 'k', role: 'editor' },
    });
  });

  test('costs one hash in 30 s, also for a burst of requests with a cold key', async () => {
    const { ben } = await newCast();
    const { token } = await createApiKey(ben, { name: 'k' });
    const from = elsewhere();
    const before = hashesComputed(here);
    await Promise.all(Array.from({ length: 100 }, () => authenticateKey(here, token, from)));
    world.clock.advance(seconds(30) - 1);
    await authenticateKey(here, token, from);
    expect(hashesComputed(here) - before).toBe(1);
    world.clock.advance(1);
    expect(await authenticateKey(here, token, from)).toBeDefined();
    expect(hashesComputed(here) - before).toBe(2);
  });

  test('of a malformed or unknown key costs no hash', async () => {
    const { ben } = await newCast();
    const { token } = await createApiKey(ben, { name: 'k' });
    const before = hashesComputed(here);
    for (const bad of [
      '',
      'amt_',
      token.slice(0, -1),
      `${token}x`,
      `${token}\n`,
      token.replace('amt', 'ami'),
      unknownToken(),
      'x'.repeat(100_000),
    ]) {
      expect(await authenticateKey(here, bad, elsewhere()), bad.slice(0, 60)).toBeUndefined();
    }
    expect(hashesComputed(here)).toBe(before);
  });

  test('with a wrong secret fails and is never remembered', async () => {
    const { ben } = await newCast();
    const { token } = await createApiKey(ben, { name: 'k' });
    const from = elsewhere();
    expect(await authenticateKey(here, token, from)).toBeDefined();
    expect(await authenticateKey(here, spoiled(token), from)).toBeUndefined();
    expect(await authenticateKey(here, spoiled(token), from)).toBeUndefined();
  });

  test('after 60 failures in a minute, in whatever processes, is refused before any hash, for that address only, and for a good key too unless it is known already', async () => {
    const { ben } = await newCast();
    const [known, cold] = [await createApiKey(ben, { name: 'known' }), await createApiKey(ben, { name: 'cold' })];
    const from = elsewhere();
    await authenticateKey(here, known.token, from);
    const before = hashesComputed(here) + hashesComputed(there);
    const tries = await Promise.allSettled(
      Array.from({ length: 160 }, (_, i) => authenticateKey(i % 2 === 0 ? here : there, guess(cold.key.id, i), from)),
    );
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(60);
    expect(hashesComputed(here) + hashesComputed(there) - before).toBe(60);
    for (const deps of [here, there]) {
      await expect(authenticateKey(deps, cold.token, from)).rejects.toMatchObject({
        code: 'rate_limited',
        details: { retryAfterSeconds: 1 },
      });
    }
    expect(hashesComputed(here) + hashesComputed(there) - before).toBe(60);
    expect(await authenticateKey(here, known.token, from)).toBeDefined();
    expect(await authenticateKey(here, cold.token, elsewhere())).toBeDefined();
    world.clock.advance(minutes(1));
    expect(await authenticateKey(there, cold.token, from)).toBeDefined();
  });

  test('of good keys uses up nothing, however many come from one address', async () => {
    const { ben } = await newCast();
    const from = elsewhere();
    const { token } = await createApiKey(ben, { name: 'k' });
    for (let i = 0; i < 70; i += 1) {
      world.clock.advance(seconds(0.01));
      await world.deps.db.deleteFrom('rate_buckets').where('key', 'like', 'key:%').execute();
      expect(await authenticateKey(i % 2 === 0 ? here : there, token, from)).toBeDefined();
      world.clock.advance(i % 35 === 34 ? seconds(30) : 0);
    }
    const left = await world.deps.db
      .selectFrom('rate_buckets')
      .select('tokens')
      .where('key', '=', `auth-failures:${from.ip}`)
      .executeTakeFirstOrThrow();
    expect(left.tokens).toBe(60);
  });

  test('writes the last use at most once a minute', async () => {
    const { ben } = await newCast();
    const { token, key } = await createApiKey(ben, { name: 'k' });
    const lastUse = async () => (await listApiKeys(ben)).find(({ id }) => id === key.id)?.lastUsedAt;
    const first = world.clock.now().toISOString();
    await authenticateKey(here, token, elsewhere());
    expect(await lastUse()).toBe(first);
    world.clock.advance(seconds(59));
    await authenticateKey(here, token, elsewhere());
    await authenticateKey(there, token, elsewhere());
    expect(await lastUse()).toBe(first);
    world.clock.advance(seconds(1));
    await authenticateKey(here, token, elsewhere());
    expect(await lastUse()).toBe(world.clock.now().toISOString());
  });
});

describe('revocation', () => {
  test('is known to the process that heard of it, for requests that are still under way', async () => {
    const { ben } = await newCast();
    const { token, key } = await createApiKey(ben, { name: 'k' });
    await authenticateKey(there, token, elsewhere());
    expect(isKeyRevoked(there, key.id)).toBe(false);
    await revokeApiKey(ben, { keyId: key.id });
    expect(isKeyRevoked(here, key.id)).toBe(true);
    await expect.poll(() => isKeyRevoked(there, key.id)).toBe(true);
    expect(await authenticateKey(there, token, elsewhere())).toBeUndefined();
  });
});
