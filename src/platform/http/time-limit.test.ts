// A limit ends its work in time, and is nobody's after it.
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startTimeLimit } from './time-limit.ts';

const go = new AbortController().signal;

test('work that takes longer is aborted, and is told why as by the platform itself', async () => {
  const { signal } = startTimeLimit(1, go);
  await once(signal, 'abort');
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
});

test('a caller who leaves aborts it with a reason of his own', () => {
  const caller = new AbortController();
  const limit = startTimeLimit(60_000, caller.signal);
  caller.abort(new Error('left'));
  expect(limit.signal.reason).toMatchObject({ message: 'left' });
  limit.end();
});

test('one that has ended does not go off', async () => {
  const [ended, other] = [startTimeLimit(1, go), startTimeLimit(2, go)];
  ended.end();
  await once(other.signal, 'abort');
  expect(ended.signal.aborted).toBe(false);
});
