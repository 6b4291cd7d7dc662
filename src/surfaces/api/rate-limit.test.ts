import { expect, test } from 'vitest';
import { createTestClock } from '#test/test-clock';
import { createRateLimit } from './rate-limit.ts';

test('a key may use its minute at once, then learns when to come back, and is let in again as time passes', () => {
  const clock = createTestClock();
  const limit = createRateLimit(clock, 60);
  for (let i = 0; i < 60; i += 1) limit('key_a');
  expect(() => limit('key_a')).toThrow(expect.objectContaining({ code: 'rate_limited', details: { retryAfterSeconds: 1 } }));
  expect(() => limit('key_b')).not.toThrow();
  clock.advance(1000);
  expect(() => limit('key_a')).not.toThrow();
  expect(() => limit('key_a')).toThrow('at most 60 a minute');
});
