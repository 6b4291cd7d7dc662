import { afterEach, expect, test } from 'vitest';
import { silentLog } from '#platform/log';
import { findEnclosure, NO_ENCLOSURE } from './enclosure.ts';
import type { Enclosure } from './enclosure.ts';
import { findEngine } from './engines.ts';
import { Pool } from './pool.ts';

const engine = findEngine('quickjs');
const enclosure = findEnclosure(process.execPath, engine);
let pool: Pool | undefined;

afterEach(() => pool?.close());

function poolOf(slots: number, around: () => Enclosure = () => enclosure, weaken = (): boolean => false): Pool {
  pool = new Pool({ engine, enclosure: around, weaken, log: silentLog, slots });
  return pool;
}

test('a process serves one image for its whole life', async () => {
  const of = poolOf(2);
  const first = await of.take('a');
  of.giveBack(first, true);

  const other = await of.take('b');
  expect(other).not.toBe(first);
  of.giveBack(other, true);
  expect(await of.take('a')).toBe(first);
  expect(await of.take('b')).toBe(other);
});

test('where there is no room for another, the one that waited longest leaves', async () => {
  const of = poolOf(1);
  const first = await of.take('a');
  of.giveBack(first, true);

  const other = await of.take('b');

  expect(await first.gone).toBe('was ended by SIGKILL');
  expect(other.isGone).toBe(false);
});

test('a process that is not to go on, or went on five hundred times, leaves', async () => {
  const of = poolOf(1);
  const spoiled = await of.take('a');
  of.giveBack(spoiled, false);
  expect(await spoiled.gone).toBe('was ended by SIGKILL');

  const worn = await of.take('a');
  worn.runs = 499;
  of.giveBack(worn, true);
  expect(await worn.gone).toBe('was ended by SIGKILL');
});

test('what is asked for without an image is never given again', async () => {
  const of = poolOf(2);
  const once = await of.take(undefined);
  of.giveBack(once, true);

  expect(await once.gone).toBe('was ended by SIGKILL');
});

test('a place in the queue is given up by whoever goes away, and taken by the next', async () => {
  const of = poolOf(1);
  const busy = await of.take('a');
  const gone = new AbortController();
  const given = of.take('a', gone.signal);
  const next = of.take('a');
  gone.abort(new Error('went away'));

  await expect(given).rejects.toThrow('went away');
  of.giveBack(busy, true);
  expect(await next).toBe(busy);
});

test('behind walls in which nothing starts, they are taken away, and it is said', async () => {
  let around: Enclosure = { ...enclosure, wrapper: ['/bin/false'] };
  const of = poolOf(
    1,
    () => around,
    () => {
      around = NO_ENCLOSURE;
      return true;
    },
  );

  const slot = await of.take('a');

  expect(slot.isGone).toBe(false);
  expect(around).toBe(NO_ENCLOSURE);
});

test('where nothing starts at all, that is what is said', async () => {
  const of = poolOf(1, () => ({ ...NO_ENCLOSURE, wrapper: ['/bin/false'] }));

  await expect(of.take('a')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('No sandbox process could be started'),
  });
  await expect(of.take('a')).rejects.toMatchObject({ code: 'unavailable' });
});

test('an owner fills half of the queue at most, and of one place owners have turns', async () => {
  const of = poolOf(1);
  const first = await of.take('a', undefined, 'eve');
  const waits = Array.from({ length: 8 }, () => of.take('a', undefined, 'eve'));
  const settled = Promise.allSettled(waits);
  await expect(of.take('a', undefined, 'eve')).rejects.toMatchObject({ code: 'unavailable' });
  const other = of.take('b', undefined, 'ada');

  of.giveBack(first, true);
  expect((await other).owner).toBe('ada');
  of.giveBack(await other, true);
  expect((await waits[0])?.owner).toBe('eve');
  await of.close();
  await settled;
});

test('of two places an owner has one at most while another waits', async () => {
  const of = poolOf(2);
  const [first, second] = [await of.take('a', undefined, 'eve'), await of.take('a', undefined, 'eve')];
  const more = of.take('a', undefined, 'eve');
  more.catch(() => undefined);
  const other = of.take('b', undefined, 'ada');
  of.giveBack(first, true);
  expect((await other).owner).toBe('ada');
  of.giveBack(second, true);
  expect((await more).owner).toBe('eve');
});
