// What counts as a dead reference in a document.
import { expect, test } from 'vitest';
import { deadReferences } from './doc-refs.mjs';

const THERE = new Set(['src/main.ts', 'docs/guides', 'docs/guides/start.md', 'docs/picture.png', 'src/platform/*.ts', 'STYLE.md']);
const dead = (text, folder = '.') =>
  deadReferences(text, { folder, exists: (path) => THERE.has(path), scripts: new Set(['check', 'test:slow']) });

test.each([
  ['a path in backticks that exists', '`src/main.ts`', []],
  ['a path in backticks that is gone', 'see `src/gone.ts`', ['path src/gone.ts']],
  ['a path with a line', '`src/main.ts:12`', []],
  ['a pattern that finds files', '`src/platform/*.ts`', []],
  ['a pattern that finds none', '`src/kernel/*.tsx`', ['path src/kernel/*.tsx']],
  ['code that is no path', '`src and more` `#modules/*` `/readyz`', []],
  ['a link that exists', '[style](STYLE.md#names)', []],
  ['a link that is gone', '[x](gone.md "title")', ['link to gone.md']],
  ['links that leave', '[a](https://example.com) [b](mailto:a@example.com) [c](#here)', []],
  ['an image in HTML', '<img alt="x" src="docs/missing.png">', ['link to docs/missing.png']],
  ['a script that exists', '`npm run check` and `npm run test:slow`', []],
  ['a script that is gone', 'then npm run deploy', ['script npm run deploy']],
])('%s', (_what, text, expected) => {
  expect(dead(text)).toEqual(expected);
});

test('a link counts from the folder of its document', () => {
  expect(dead('[picture](../picture.png) [style](STYLE.md)', 'docs/guides')).toEqual(['link to STYLE.md']);
});
