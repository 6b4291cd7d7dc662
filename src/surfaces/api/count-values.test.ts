import { expect, test } from 'vitest';
import { countValues } from './count-values.ts';

test.each([
  ['nothing', '', 0],
  ['a number', '1', 0],
  ['an empty list', '[]', 1],
  ['a list of three', '[1, 2, 3]', 3],
  ['lists in a list', '[[],[],[]]', 6],
  ['an object', '{"a":1,"b":{"c":null}}', 3],
  ['what only a text holds', '["[{,"]', 1],
  ['a text with quotes and backslashes', String.raw`{"a":"\\\",[","b\\\\":"{"}`, 2],
  ['a text that does not end', '["[[[', 1],
  ['letters of several bytes', '["ü","💥"]', 2],
])('%s', (_what, json, count) => {
  expect(countValues(Buffer.from(json))).toBe(count);
});
