// Where a sign-in may lead.
import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

test.each(['/', '/o/shop', '/o/shop/runs?status=failed#top', '/invitation?token=abc'])('%s is ours', (path) => {
  expect(ownPath(path)).toBe(path);
});

test.each([
  undefined,
  '',
  'o/shop',
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '/a\\b',
  '/\t/evil.test',
  '/ /evil.test',
  '/./%2e/../\n//evil.test',
  '/.//evil.test',
  '/x/..//evil.test',
  'https://evil.test',
  'javascript:alert(1)',
  '/api/app/sign-out',
  '/x/../api/app/sign-out',
  '/oauth/callback',
  `/${'x'.repeat(5000)}`,
])('%j is not', (path) => {
  expect(ownPath(path)).toBeUndefined();
});
