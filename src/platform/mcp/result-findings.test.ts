// Which texts begin like an error. Better silent than wrong: nobody should learn to overlook it.
import { expect, test } from 'vitest';
import { beginsLikeError, resultFindings } from './result-findings.ts';

test.each([
  'Error: no such order',
  'error searching libraries: TypeError: fetch failed',
  '❌ Error: connection refused',
  'Internal error while reading the table: timeout',
  'Failed to fetch https://api.example/orders',
  'Unable to connect to the database',
  'Could not find the order 7',
  'TypeError: fetch failed',
  'Uncaught ReferenceError: x is not defined',
  'java.lang.IllegalStateException: closed'.slice('java.lang.'.length),
  'Traceback (most recent call last):\n  File "a.py", line 1',
  '404 Not Found',
  'HTTP 503 Service Unavailable',
  'Unauthorized',
  'Rate limit exceeded, try again later',
  '{"error": "invalid token"}',
  '{"error": {"code": 7, "message": "no"}, "requestId": "x"}',
])('an error: %s', (text) => {
  expect(beginsLikeError(text)).toBe(true);
});

test.each([
  '',
  'The sum of 2 and 3 is 5.',
  'Error handling in Go is explicit.',
  'Errors: 0, warnings: 2',
  'No errors found.',
  'Failed payments of last week',
  '404 orders were shipped',
  '500',
  'Exceptional service',
  'Could you tell me more?',
  'Found 3 errors: a, b, c',
  '{"error": null, "data": []}',
  '{"error": ""}',
  '{"errors": []}',
  '{"error": "partial", "results": [1]}',
  '[{"error": "x"}]',
])('no error: %s', (text) => {
  expect(beginsLikeError(text)).toBe(false);
});

test('only successes are looked at, and only their first block', () => {
  const content = [
    { type: 'text', text: 'All well' },
    { type: 'text', text: 'Error: x' },
  ];
  expect(resultFindings(undefined, { kind: 'ok', content })).toEqual([]);
  expect(resultFindings(undefined, { kind: 'tool_error', content: content.toReversed() })).toEqual([]);
  expect(resultFindings(undefined, { kind: 'ok', content: content.toReversed() })).toMatchObject([
    { rule: 'error_as_success', severity: 'info' },
  ]);
});
