// What the door promises beyond what the HTTP tests see: equal cost, transactions, and a library that is not asked twice.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '#platform/db/transaction';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { createAuthDoor } from './door.ts';

const PASSWORD = 'blue-lantern-river-42';

let world: World;
beforeAll(async () => {
  world = await makeWorld({ signInProviders: { clients: {}, passwordCost: { logN: 14, r: 8, p: 1 } } });
});
afterAll(() => world.close());

async function signUp(email: string) {
  const { auth, db } = world.deps;
  const password = await auth.prepare(PASSWORD);
  return inTransaction(db, (tx) => auth.signUp(tx, { name: 'Noa', email, password }));
}

test('an unknown address costs a password hash all the same', async () => {
  await signUp('known@example.test');
  const timed = async (email: string) => {
    const began = performance.now();
    expect(await world.deps.auth.checkPassword({ email, password: 'not the password' })).toEqual({ ok: false, error: 'wrong' });
    return performance.now() - began;
  };
  const best = async (email: string) => Math.min(await timed(email), await timed(email), await timed(email));
  // without a hash the answer would be there in a few milliseconds
  expect(await best('unknown@example.test')).toBeGreaterThan((await best('known@example.test')) / 3);
});

test('what a call does is undone with the transaction it was in', async () => {
  const { auth, db } = world.deps;
  const password = await auth.prepare(PASSWORD);
  const undone = inTransaction(db, async (tx) => {
    await auth.signUp(tx, { name: 'Noa', email: 'undone@example.test', password });
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect(await db.selectFrom('users').select('id').where('email', '=', 'undone@example.test').execute()).toEqual([]);
});

test('a password that was confirmed before the transaction costs no hash within it, and is judged anew once it was replaced', async () => {
  const { auth, db } = world.deps;
  const signedUp = await signUp('confirmed@example.test');
  const userId = signedUp.ok ? signedUp.value.userId : '';
  expect(await auth.confirm({ userId, password: 'not the password' })).toBeUndefined();
  const confirmed = await auth.confirm({ userId, password: PASSWORD });
  if (confirmed === undefined) throw new Error('the right password was not confirmed');
  // a text that no hash could confirm: it is taken for confirmed, and so nothing is hashed
  const taken = { ...confirmed, text: 'not the password' };
  expect((await inTransaction(db, (tx) => auth.beginTwoFactor(tx, { userId, password: taken }))).ok).toBe(true);
  const password = await auth.prepare('green-harbour-stone-77');
  expect((await inTransaction(db, (tx) => auth.changePassword(tx, { userId, currentPassword: confirmed, password }))).ok).toBe(true);
  expect(await inTransaction(db, (tx) => auth.disableTwoFactor(tx, { userId, password: confirmed }))).toEqual({
    ok: false,
    error: 'wrong',
  });
});

test('the library stores no session of its own', async () => {
  await signUp('sessionless@example.test');
  const before = await world.deps.db.selectFrom('sessions').select('id').execute();
  expect((await world.deps.auth.checkPassword({ email: 'sessionless@example.test', password: PASSWORD })).ok).toBe(true);
  expect(await world.deps.db.selectFrom('sessions').select('id').execute()).toEqual(before);
});

test('the secret is asked for once, and again after it could not be had', async () => {
  let asked = 0;
  const { db, fetch, log } = world.deps;
  const door = createAuthDoor({
    db,
    secret: async () => {
      asked += 1;
      if (asked === 1) throw new Error('not yet');
      return Buffer.alloc(32, 'secret');
    },
    publicUrl: 'https://armature.example.test',
    mustVerifyEmail: false,
    clients: {},
    fetch,
    log,
  });
  await expect(door.resetToken('nobody@example.test')).rejects.toThrow('not yet');
  const all = await Promise.all([door.sign('a', 'x'), door.sign('b', 'x'), door.sign('a', 'x'), door.resetToken('nobody@example.test')]);
  expect([all[0] === all[2], all[0] === all[1], all[3], asked]).toEqual([true, false, undefined, 2]);
});
