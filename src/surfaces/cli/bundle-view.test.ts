// What a person reads of a bundle in a terminal.
import { expect, test } from 'vitest';
import { diagnosticLines } from './bundle-view.ts';

const warning = (path: string, message: string) => ({ severity: 'warning', path, message });

test('warnings of the same words are said once, with how often and where', () => {
  const own = ['/paths/~1a/get', '/paths/~1a/post', '/paths/~1b/get'].map((path) => warning(path, 'It names a server of its own.'));
  expect(diagnosticLines([...own, warning('/info', 'It has no title.'), warning('', 'Nothing is active.')])).toEqual([
    'warning, 3 times: It names a server of its own.',
    '    at /paths/~1a/get, /paths/~1a/post and 1 more',
    'warning: /info: It has no title.',
    'warning: Nothing is active.',
  ]);
});

test('every error is said by itself, with its place', () => {
  const errors = ['/a', '/b', '/c'].map((path) => ({ severity: 'error', path, message: 'is wrong' }));
  expect(diagnosticLines(errors)).toEqual(['error: /a: is wrong', 'error: /b: is wrong', 'error: /c: is wrong']);
});

test('a document that is wrong everywhere does not fill the log', () => {
  const all = Array.from({ length: 300 }, (_, n) => ({ severity: 'error', path: `/${n}`, message: 'is wrong' }));
  expect(diagnosticLines(all).slice(-1)).toEqual(['… 200 more lines']);
});
