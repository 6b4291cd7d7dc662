import { describe, expect, it } from 'vitest';
import { resultSubject } from '#platform/match/result-subject';
import { shownValue } from '#platform/match/shown-value';
import type { Assertion } from '../monitor.ts';
import { firstFailed } from './assertions.ts';

const text = (value: string) => ({ type: 'text', text: value });
let looks = 0;
const order = {
  status: 'paid',
  items: [
    { sku: 'a', price: 3 },
    { sku: 'b', price: 4 },
  ],
};
const judge = (assertion: Assertion, subject: unknown = order, latencyMs = 100) =>
  firstFailed([assertion], { subject, latencyMs, show: shownValue, isTimeUp: () => false })?.message;

/** Deeper than JSON can be written again. */
const bottomless: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));

describe('an assertion', () => {
  it('of a value nested without end is one that does not hold, whatever it asks', () => {
    expect(judge({ kind: 'jsonpath', path: '$', matches: '' }, bottomless)).toBe('the value at $ is nested too deeply to be looked at');
    expect(judge({ kind: 'jsonpath', path: '$', equals: 1 }, bottomless)).toMatch(/^the value at \$ is .*, not 1$/);
    expect(judge({ kind: 'json_schema', schema: { type: 'object' } }, bottomless)).toMatch(/must be object/);
  });

  it('is not looked at once those before it took all the time there is', () => {
    const judged = firstFailed(
      [
        { kind: 'jsonpath', path: '$.status', equals: 'paid' },
        { kind: 'jsonpath', path: '$.status', equals: 'paid' },
      ],
      { subject: order, latencyMs: 1, show: shownValue, isTimeUp: () => ++looks > 1 },
    );
    expect(judged).toMatchObject({ index: 1, message: expect.stringContaining('was not looked at') });
  });

  it.each<[Assertion, string | undefined]>([
    [{ kind: 'jsonpath', path: '$.status', equals: 'paid' }, undefined],
    [{ kind: 'jsonpath', path: '$.status', equals: 'open' }, 'the value at $.status is paid, not open'],
    [{ kind: 'jsonpath', path: '$.status', matches: '^pa' }, undefined],
    [{ kind: 'jsonpath', path: '$.status', matches: '^op' }, 'the value at $.status is paid, which does not match ^op'],
    [{ kind: 'jsonpath', path: '$.nowhere', equals: null }, 'nothing stands at $.nowhere'],
    // the first node decides, whatever the others are
    [{ kind: 'jsonpath', path: '$.items[*].price', equals: 3 }, undefined],
    [{ kind: 'jsonpath', path: '$.items[*].price', equals: 4 }, 'the first value at $.items[*].price is 3, not 4'],
    [{ kind: 'jsonpath', path: '$.items[0]', equals: { price: 3, sku: 'a' } }, undefined],
    [{ kind: 'jsonpath', path: '$.items[0].price', matches: '^3$' }, undefined],
    [{ kind: 'json_schema', schema: { type: 'object', required: ['status'] } }, undefined],
    [
      { kind: 'json_schema', schema: { type: 'object', required: ['total'] } },
      "the result breaks the schema: the value must have required property 'total'",
    ],
    [{ kind: 'max_latency_ms', ms: 100 }, undefined],
    [{ kind: 'max_latency_ms', ms: 99 }, 'the call took 100 ms, more than 99 ms'],
  ])('%j: %s', (assertion, problem) => {
    expect(judge(assertion)).toBe(problem);
  });

  it('of many, the first that does not hold is the one that is told', () => {
    const assertions: Assertion[] = [
      { kind: 'max_latency_ms', ms: 1_000 },
      { kind: 'jsonpath', path: '$.status', equals: 'open' },
      { kind: 'jsonpath', path: '$.nowhere', equals: 1 },
    ];
    expect(firstFailed(assertions, { subject: order, latencyMs: 1, isTimeUp: () => false, show: shownValue })).toEqual({
      index: 1,
      kind: 'jsonpath',
      message: 'the value at $.status is paid, not open',
    });
    expect(firstFailed(assertions.slice(0, 1), { subject: order, latencyMs: 1, isTimeUp: () => false, show: shownValue })).toBeNull();
  });

  it('quotes what stands there as it is told to', () => {
    const assertion: Assertion = { kind: 'jsonpath', path: '$.status', equals: 'open' };
    expect(firstFailed([assertion], { subject: order, latencyMs: 1, isTimeUp: () => false, show: () => '[redacted]' })?.message).toBe(
      'the value at $.status is [redacted], not open',
    );
  });
});

describe('what is looked at', () => {
  it.each([
    [{ structuredContent: { a: 1 }, content: [text('{"a":2}')] }, { a: 1 }],
    [{ structuredContent: [1], content: [] }, [1]],
    [{ content: [text('{"a":2}'), text('more')] }, { a: 2 }],
    [{ content: [{ type: 'image', data: 'x' }, text('7')] }, 7],
    [{ content: [text('Error: fetch failed'), text('again')] }, { text: 'Error: fetch failed\nagain' }],
    [{ content: [] }, { text: '' }],
  ])('of %j is %j', (answer, subject) => {
    expect(resultSubject(answer)).toEqual(subject);
  });
});
