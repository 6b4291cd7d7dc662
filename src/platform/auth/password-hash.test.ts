// Hashes of passwords, at the cost they have in use.
import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './password-hash.ts';

const PASSWORD = 'blue-lantern-river-42';

test('a hash says its cost, has a salt of its own, and fits its password alone', async () => {
  const [one, other] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
  expect(one).toMatch(/^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(one).not.toBe(other);
  expect(await verifyPassword({ hash: one, password: PASSWORD })).toBe(true);
  expect(await verifyPassword({ hash: one, password: `${PASSWORD} ` })).toBe(false);
});

test('one made at another cost is still checked', async () => {
  const hash = await hashPassword(PASSWORD, { logN: 9, r: 8, p: 1 });
  expect(await verifyPassword({ hash, password: PASSWORD })).toBe(true);
});

test('two ways of writing one character are one password', async () => {
  const hash = await hashPassword('zwo\u0308lf graue katzen', { logN: 9, r: 8, p: 1 });
  expect(await verifyPassword({ hash, password: 'zw\u00f6lf graue katzen' })).toBe(true);
});

test.each(['', 'x', 'scrypt$15$8$3$x$y', 'salt:hash', `scrypt$99$8$3$${'a'.repeat(22)}$${'a'.repeat(43)}`.replace('99', 'xx')])(
  '%j is no hash, and fits nothing',
  async (hash) => {
    expect(await verifyPassword({ hash, password: PASSWORD })).toBe(false);
  },
);

test('who comes when a hundred wait is sent away, and the others are served', async () => {
  const cheap = { logN: 9, r: 8, p: 1 };
  const tries = await Promise.allSettled(Array.from({ length: 110 }, () => hashPassword(PASSWORD, cheap)));
  expect(tries.filter(({ status }) => status === 'rejected')).toHaveLength(8);
  expect(await hashPassword(PASSWORD, cheap)).toMatch(/^scrypt/);
});
