// A stranger's words: on a terminal they move nothing, and in a pipeline's log they are no command.
import { expect, test } from 'vitest';
import { plainLine } from './plain-line.ts';

test.each([
  ['a\u001b[2J\nb\u009b\u202ec', 'a [2J b c'],
  ['::error::planted', ': :error::planted'],
  ['          ::set-output name=x::planted', '          : :set-output name=x::planted'],
  ['\u200b\n ::stop-commands::x', '  : :stop-commands::x'],
  ['reason ##[error]planted', 'reason ## [error]planted'],
  ['https://[::1]:4600/o/a', 'https://[::1]:4600/o/a'],
  ['fail  a: b::c', 'fail  a: b::c'],
])('%j is shown as %j', (text, shown) => {
  expect(plainLine(text)).toBe(shown);
});
