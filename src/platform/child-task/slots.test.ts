// Slots: so many at once, in order, and what happens to those that leave.
import { expect, test } from 'vitest';
import { createSlots, SlotsFullError } from './slots.ts';

test('as many as there are places go at once, the next when one is done, in order', async () => {
  const slots = createSlots({ places: 2, waiting: 10 });
  const begun: number[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const all = ends.map(({ promise }, index) =>
    slots.use(undefined, () => {
      begun.push(index);
      return promise;
    }),
  );
  expect(begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await all[1];
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('one more than may wait is refused', async () => {
  const slots = createSlots({ places: 1, waiting: 1 });
  const end = Promise.withResolvers<void>();
  const [one, two] = [slots.use(undefined, () => end.promise), slots.use(undefined, async () => 2)];
  await expect(slots.use(undefined, async () => 3)).rejects.toBeInstanceOf(SlotsFullError);
  end.resolve();
  await one;
  expect(await two).toBe(2);
});

test('who leaves while waiting takes no place; who fails gives it back', async () => {
  const slots = createSlots({ places: 1, waiting: 5 });
  const end = Promise.withResolvers<void>();
  const stop = new AbortController();
  const one = slots.use(undefined, () => end.promise);
  const left = slots.use(stop.signal, async () => 'never');
  stop.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  end.reject(new Error('failed'));
  await expect(one).rejects.toThrow('failed');
  expect(await slots.use(undefined, async () => 'next')).toBe('next');
});
