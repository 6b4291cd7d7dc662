// Checks in words and back.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkInput } from './check-input.ts';
import { checkSentence } from './check-sentence.ts';
import { parseSentence } from './parse-sentence.ts';
import type { Check } from './workflow.ts';

const SENTENCES: readonly [Check, string][] = [
  [{ kind: 'tool_called', tool: 'order_get' }, 'The agent calls "order_get" at least once'],
  [{ kind: 'tool_called', tool: 'a', min: 2 }, 'The agent calls "a" at least 2 times'],
  [{ kind: 'tool_called', tool: 'a', max: 1 }, 'The agent calls "a" exactly once'],
  [{ kind: 'tool_called', tool: 'a', min: 3, max: 3 }, 'The agent calls "a" exactly 3 times'],
  [{ kind: 'tool_called', tool: 'a', min: 0, max: 2 }, 'The agent calls "a" 0 to 2 times'],
  [{ kind: 'tool_called', tool: 'a', max: 4 }, 'The agent calls "a" 1 to 4 times'],
  [
    { kind: 'tool_called', tool: 'a', argsMatch: { id: { $matches: '^x' } } },
    'The agent calls "a" at least once with arguments {"id":{"$matches":"^x"}}',
  ],
  [{ kind: 'tool_not_called', tool: 'a' }, 'The agent never calls "a"'],
  [{ kind: 'tool_order', tools: ['a', 'b', 'c'] }, 'The agent first calls "a", then "b", then "c"'],
  [{ kind: 'no_tool_errors' }, 'No tool call fails'],
  [{ kind: 'tool_result', tool: 'a', equals: { b: [1, null] } }, 'The last result of "a" equals {"b":[1,null]}'],
  [{ kind: 'tool_result', tool: 'a', jsonpath: '$.s', which: 'any', matches: '^x$' }, 'At least one result of "a" at "$.s" matches "^x$"'],
  [
    { kind: 'tool_result', tool: 'a', which: 'all', schema: { type: 'object' } },
    'Every result of "a" fits the JSON Schema {"type":"object"}',
  ],
  [{ kind: 'final_answer', contains: '12 "orders"' }, 'The final answer contains "12 \\"orders\\""'],
  [{ kind: 'final_answer', matches: 'a|b' }, 'The final answer matches "a|b"'],
  [{ kind: 'final_answer', schema: {} }, 'The final answer fits the JSON Schema {}'],
  [{ kind: 'max_latency_ms', ms: 500, tool: 'a' }, 'Every call of "a" takes at most 500 ms'],
  [{ kind: 'max_latency_ms', ms: 500, run: true }, 'The whole run takes at most 500 ms'],
  [{ kind: 'max_tool_calls', max: 5 }, 'The run makes at most 5 tool calls'],
  [{ kind: 'max_steps', max: 5 }, 'The run takes at most 5 steps'],
  [{ kind: 'max_tokens', max: 5 }, 'The run uses at most 5 tokens'],
  [{ kind: 'max_cost_usd', max: 0.5 }, 'The run costs at most $0.5'],
];

test.each(SENTENCES)('%j says %s, and back', (check, sentence) => {
  expect(checkSentence(check)).toBe(sentence);
  expect(parseSentence(sentence)).toEqual(check);
});

describe('a typed sentence', () => {
  test.each<[string, Check]>([
    ['The agent calls order_get at least once.', { kind: 'tool_called', tool: 'order_get' }],
    ['  The agent first calls a, then "b c"  ', { kind: 'tool_order', tools: ['a', 'b c'] }],
    ['The final answer contains "Done."', { kind: 'final_answer', contains: 'Done.' }],
  ])('%j is a check', (sentence, check) => expect(parseSentence(sentence)).toEqual(check));

  test.each([
    'The agent finds the right order',
    'The agent calls order_get',
    'The agent should call "a" at least once',
    'No tool call fails, and the user is happy',
    'The final answer matches "("',
    'The final answer equals "a"',
    'The final answer contains 12',
    'The agent first calls "a", then "a"',
    'The agent calls "a" 3 to 2 times',
    'The run costs at most $0',
    'The last result of "a" at "nowhere" equals 1',
    'The last result of "a" fits the JSON Schema 3',
    '',
    'Every call of "a" takes at most 0 ms',
  ])('%j is not a check', (sentence) => expect(parseSentence(sentence)).toBeUndefined());
});

test('a sentence stays within a criterion even where its schema does not', () => {
  const check: Check = { kind: 'final_answer', schema: { description: 'x'.repeat(5000) } };
  expect(checkSentence(check)).toBe('The final answer fits the JSON Schema …');
  expect(parseSentence(checkSentence(check))).toBeUndefined();
});

const name = fc.stringMatching(/^[a-zA-Z0-9_ ."\\-]{1,20}$/).filter((text) => text.trim() === text);
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const anyCheck: fc.Arbitrary<unknown> = fc.oneof(
  fc.record(
    { kind: fc.constant('tool_called'), tool: name, min: fc.nat(9), max: fc.nat(9), argsMatch: fc.dictionary(name, json) },
    { requiredKeys: ['kind', 'tool'] },
  ),
  fc.record({ kind: fc.constant('tool_order'), tools: fc.uniqueArray(name, { minLength: 2, maxLength: 5 }) }),
  fc.record(
    {
      kind: fc.constant('tool_result'),
      tool: name,
      which: fc.constantFrom('last', 'any', 'all'),
      jsonpath: fc.constantFrom('$', '$.a[0]', "$['x y']"),
      equals: json,
    },
    { requiredKeys: ['kind', 'tool', 'equals'] },
  ),
  fc.record({ kind: fc.constant('final_answer'), contains: fc.string({ minLength: 1, maxLength: 40 }) }),
  fc.record({ kind: fc.constantFrom('max_tool_calls', 'max_steps', 'max_tokens'), max: fc.nat(1000) }),
  fc.record({ kind: fc.constant('max_cost_usd'), max: fc.double({ min: 0.0001, max: 100, noNaN: true }) }),
);

/** Defaults that may be written or left out. */
function withoutDefaults(check: Check): Check {
  if (check.kind === 'tool_called' && check.min === 1) return withoutDefaults(without(check, 'min'));
  if (check.kind === 'tool_result' && check.which === 'last') return withoutDefaults(without(check, 'which'));
  if (check.kind === 'tool_result' && check.jsonpath === '$') return without(check, 'jsonpath');
  return check;
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}

test('every check that may be saved is read back from its sentence', () => {
  fc.assert(
    fc.property(anyCheck, (draft) => {
      const parsed = checkInput.safeParse(draft);
      fc.pre(parsed.success);
      expect(parseSentence(checkSentence(parsed.data))).toEqual(withoutDefaults(parsed.data));
    }),
    { numRuns: 300 },
  );
});
