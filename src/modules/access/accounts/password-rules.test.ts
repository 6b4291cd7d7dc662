// Which passwords are refused, and that good ones are not.
import { describe, expect, test } from 'vitest';
import { newPasswordField, passwordFault } from './password-rules.ts';

const accepted = (password: string): boolean => newPasswordField.safeParse(password).success;

describe('the length', () => {
  test.each([
    ['eleven characters', 'abcdefghijk', false],
    ['twelve', 'abcdefghijkl', true],
    ['256', 'x'.repeat(256), true],
    ['257', 'x'.repeat(257), false],
    ['twelve of two units each', '🜁🜂🜃🜄🜅🜆🜇🜈🜉🜊🜋🜌', true],
    ['eleven of two units each', '🜁🜂🜃🜄🜅🜆🜇🜈🜉🜊🜋', false],
    ['256 of two units each', '🜁'.repeat(256), true],
    ['257 of two units each', '🜁'.repeat(257), false],
    ['a million', 'x'.repeat(1_000_000), false],
    ['a null among them', 'abcdefghijkl\0', false],
    ['half a character', 'abcdefghijkl\ud800', false],
  ])('%s', (_what, password, is) => {
    expect(accepted(password)).toBe(is);
  });
});

test.each([
  'password1234',
  'PASSWORD1234',
  'P@ssw0rd2024!',
  'Passw0rd!!!!',
  '1234Password!',
  'passwordpassword',
  'letmeinplease',
  'iloveyou123456',
  'qwertyuiop123',
  'asdfghjklasdfghjkl',
  'adminadmin2026',
  'aaaaaaaaaaaa',
  'abababababab',
  'abcabcabcabc',
  '123456123456',
  'abcdefghijkl',
  '987654321098',
  '1q2w3e4r5t6y',
  'correcthorsebatterystaple',
  'correct horse battery staple',
  'Summer2026!!',
  '    password    ',
  'armature2026!',
])('%s is too common', (password) => {
  expect(passwordFault(password)).toMatch(/too common/);
});

test.each([
  'blue-lantern-river-42',
  'kT9#vQ2mXw4p',
  'four clouds over rome',
  'zwölf graue katzen',
  'my-password-is-hidden-here',
  '🜁🜂🜃🜄🜅🜆🜇🜈🜉🜊🜋🜌',
])('%s is fine', (password) => {
  expect(passwordFault(password, { email: 'noa@example.test' })).toBeUndefined();
});

test.each(['noa.lind@example.test', 'NOA.LIND@EXAMPLE.TEST', 'noalindexampletest', 'noa.lind2026!!', '123noalind456'])(
  '%s is the address or what stands before its @',
  (password) => {
    expect(passwordFault(password, { email: 'noa.lind@example.test' })).toBeDefined();
  },
);

test('a long password is judged in no time', () => {
  const began = performance.now();
  for (const piece of ['pass', 'a', 'qwerty', 'passwordx']) passwordFault(piece.repeat(256).slice(0, 256), { email: 'a@b.test' });
  expect(performance.now() - began).toBeLessThan(500);
});
