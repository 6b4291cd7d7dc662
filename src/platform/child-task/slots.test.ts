// Slots: so many at once, in order or by turns of their owners, and what happens to those that leave.
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

test('a crowd of one owner does not keep another waiting for more than one turn', async () => {
  const slots = createSlots({ places: 2, waiting: 20 });
  const begun: string[] = [];
  const use = (owner: string): Promise<void> => slots.use(undefined, async () => void begun.push(owner), owner);
  await Promise.all([...Array.from({ length: 10 }, () => use('eve')), use('ada')]);
  expect(begun.indexOf('ada')).toBe(2);
  expect(begun).toHaveLength(11);
});

test('one owner fills half of the queue, as full as if it were all of it, and others go on', async () => {
  const slots = createSlots({ places: 1, waiting: 4 });
  const end = Promise.withResolvers<void>();
  const eves = [0, 1, 2].map(() => slots.use(undefined, () => end.promise, 'eve'));
  await expect(slots.use(undefined, async () => 'eve', 'eve')).rejects.toBeInstanceOf(SlotsFullError);
  const other = slots.use(undefined, async () => 'ada', 'ada');
  end.resolve();
  expect(await other).toBe('ada');
  await Promise.all(eves);
});

test('an owner who left the queue may wait again', async () => {
  const slots = createSlots({ places: 1, waiting: 2 });
  const [end, stop] = [Promise.withResolvers<void>(), new AbortController()];
  const one = slots.use(undefined, () => end.promise, 'eve');
  const left = slots.use(stop.signal, async () => 'never', 'eve');
  stop.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  const again = slots.use(undefined, async () => 'again', 'eve');
  end.resolve();
  expect([await one, await again]).toEqual([undefined, 'again']);
});
