// What the account pages say while someone types, before any server is asked.
import { describe, expect, it } from 'vitest';
import { emailProblem, nameProblem, newPasswordProblem, slugOf, slugProblem } from '../../src/web/text/account-rules.ts';
import { browserName } from '../../src/web/text/browser-name.ts';
import { providerProblem } from '../../src/web/text/provider-problem.ts';
import { waitText } from '../../src/web/text/wait-text.ts';

describe('a new password', () => {
  it('has 12 to 256 characters, counted as people count them', () => {
    expect(newPasswordProblem('')).toBe('Choose a password.');
    expect(newPasswordProblem('elevenchars')).toBe('Too short: at least 12 characters, so far 11.');
    expect(newPasswordProblem('🔑'.repeat(11))).toContain('so far 11');
    expect(newPasswordProblem('🔑'.repeat(12))).toBeUndefined();
    expect(newPasswordProblem('x'.repeat(256))).toBeUndefined();
    expect(newPasswordProblem('x'.repeat(257))).toBe('Too long: at most 256 characters.');
  });
});

describe('the address of an organization', () => {
  it.each([
    ['Acme Engineering', 'acme-engineering'],
    ['  Ünïcode & Sons Ltd. ', 'unicode-sons-ltd'],
    ['--', ''],
    ['日本', ''],
    ['3M', '3m'],
  ])('follows from the name %j as %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it('is never longer than allowed, and never ends with a hyphen that was cut free', () => {
    const slug = slugOf(`${'a'.repeat(38)} bcd`);
    expect(slug).toBe('a'.repeat(38));
    expect(slugProblem(slugOf('x'.repeat(80)))).toBeUndefined();
  });

  it.each([
    ['', 'Choose an address.'],
    ['a', 'At least 2 characters.'],
    ['-acme', 'Begin with a letter or a digit.'],
    ['Acme', 'Only lower-case letters, digits and hyphens.'],
    ['a'.repeat(40), 'At most 39 characters.'],
    ['acme-2', undefined],
  ])('%j: %j', (slug, problem) => {
    expect(slugProblem(slug)).toBe(problem);
  });
});

it('an e-mail address needs something on both sides of one @', () => {
  for (const wrong of ['ada', '@example.com', 'ada@', 'a b@example.com', 'a@b@c']) expect(emailProblem(wrong)).toContain('no e-mail');
  expect(emailProblem(' ada@example.com ')).toBeUndefined();
});

it('a name is not empty and at most 80 characters', () => {
  expect(nameProblem('   ')).toBe('Type a name.');
  expect(nameProblem('x'.repeat(81))).toBe('At most 80 characters.');
  expect(nameProblem('Ada')).toBeUndefined();
});

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'Chrome on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'Edge on Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1', 'Safari on iOS'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on macOS'],
  ['Mozilla/5.0 (Linux; Android 16; Pixel) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['curl/8.9.1', 'curl'],
  ['', 'Unknown browser'],
])('the browser %j is called %j', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});

it('a wait is told in minutes while it is long and in seconds at its end', () => {
  expect([700, 61, 60, 2, 1].map(waitText)).toEqual(['12 minutes', '2 minutes', '60 seconds', '2 seconds', '1 second']);
});

it('a problem code that nobody knows, or that names something of every object, is still answered', () => {
  expect(providerProblem('denied').title).toBe('Sign-in was cancelled');
  for (const code of ['nonsense', 'toString', '__proto__']) expect(providerProblem(code).title).toBe('Sign-in did not work');
});
