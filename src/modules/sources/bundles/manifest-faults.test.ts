// Faults of a manifest are wrong fields, unless the document is at fault as well.
import { expect, test } from 'vitest';
import { manifestFaults } from './manifest-faults.ts';

const error = (path: string) => ({ severity: 'error', path, message: 'is wrong' }) as const;

test('each is named as its field', () => {
  const faults = manifestFaults([
    error('/manifest/baseUrls/production'),
    { severity: 'warning', path: '/paths', message: 'is odd' },
    error('/manifest/a~1b'),
  ]);
  expect(faults.map(({ field }) => field)).toEqual(['manifest.baseUrls.production', 'manifest.a/b']);
});

test('beside a fault of the document there are none', () => {
  expect(manifestFaults([error('/manifest/baseUrls'), error('/openapi')])).toEqual([]);
});
