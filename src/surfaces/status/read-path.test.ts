// Which addresses below /status/ mean something.
import { expect, test } from 'vitest';
import { readPath } from './read-path.ts';

test.each([
  ['/status/acme', { kind: 'page', slug: 'acme' }],
  ['/status/a-1', { kind: 'page', slug: 'a-1' }],
  ['/status/acme.json', { kind: 'json', slug: 'acme' }],
  ['/status/acme/badge.svg', { kind: 'badge', slug: 'acme', monitorId: undefined }],
  ['/status/acme/badge/mon_01abc.svg', { kind: 'badge', slug: 'acme', monitorId: 'mon_01abc' }],
  ['/status/', undefined],
  ['/status/a', undefined],
  ['/status/Acme', undefined],
  ['/status/acme/', undefined],
  ['/status/acme/../other', undefined],
  ['/status/acme%2Fother', undefined],
  ['/status/acme/badge/.svg', undefined],
  ['/status/acme/badge/mon_1.svg.svg', undefined],
  [`/status/${'x'.repeat(81)}`, undefined],
  ['/elsewhere/acme', undefined],
])('%s', (path, asked) => {
  expect(readPath(path)).toEqual(asked);
});
