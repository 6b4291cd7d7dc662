// A name suggests a slug.
import { expect, test } from 'vitest';
import { slugFrom } from './slug-from.ts';

test.each([
  ['Pet Store', 'pet-store'],
  ['  Größe & Maß  ', 'gro-e-ma'],
  ['Über_API v2', 'uber_api-v2'],
  ['x'.repeat(200), 'x'.repeat(80)],
  ['!', undefined],
  ['a', undefined],
  ['商店', undefined],
])('%s → %s', (name, slug) => {
  expect(slugFrom(name)).toBe(slug);
});
