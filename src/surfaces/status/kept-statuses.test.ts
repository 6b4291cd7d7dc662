// How long a status is kept, by whom it is read, and how many are kept.
import { expect, test } from 'vitest';
import type { PublicStatus } from '#modules/status-pages';
import { createTestClock } from '#test/test-clock';
import { createKeptStatuses } from './kept-statuses.ts';

const statusOf = (slug: string): PublicStatus => ({
  slug,
  title: slug,
  description: '',
  state: 'operational',
  summary: '',
  uptimePercent: null,
  checkedAt: null,
  monitors: [],
  incidents: [],
});

function counting(load: (slug: string) => Promise<PublicStatus | undefined> = (slug) => Promise.resolve(statusOf(slug))) {
  const clock = createTestClock();
  const read: string[] = [];
  const get = createKeptStatuses({
    clock,
    load: (slug) => {
      read.push(slug);
      return load(slug);
    },
  });
  return { clock, read, get };
}

test('those who ask at once, and within 30 seconds, share one reading', async () => {
  const { clock, read, get } = counting();
  const [a, b] = await Promise.all([get('acme'), get('acme')]);
  expect(a).toBe(b);
  clock.advance(29_999);
  expect(await get('acme')).toBe(a);
  expect(read).toEqual(['acme']);
  clock.advance(1);
  expect(await get('acme')).not.toBe(a);
  expect(read).toEqual(['acme', 'acme']);
});

test('what is not there is looked for again: it may be published in the next moment', async () => {
  const { read, get } = counting(() => Promise.resolve(undefined));
  await get('acme');
  await get('acme');
  expect(read).toHaveLength(2);
});

test('a reading that failed is told to those who wait, and tried again by the next', async () => {
  let isBroken = true;
  const { get } = counting((slug) => (isBroken ? Promise.reject(new Error('no database')) : Promise.resolve(statusOf(slug))));
  await expect(Promise.all([get('acme'), get('acme')])).rejects.toThrow('no database');
  isBroken = false;
  expect(await get('acme')).toMatchObject({ slug: 'acme' });
});

test('the number that is kept is bounded; the oldest goes first', async () => {
  const { read, get } = counting();
  for (let i = 0; i <= 500; i += 1) await get(`page-${i}`);
  await get('page-1');
  expect(read).toHaveLength(501);
  await get('page-0');
  expect(read).toHaveLength(502);
});
