import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plainJavaScript } from './plain-javascript.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(files: Record<string, string>): (name: string) => string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return (name) => pathToFileURL(join(folder, name)).href;
}

test('a file comes without its types, with all it imports from beside it, each once', () => {
  const addressOf = written({
    'first.ts': `import { join } from 'node:path';\nimport type { T } from './types.ts';\nimport { two } from './second.ts';\nexport const one: T = join(two);`,
    'second.ts': `import { one } from './first.ts';\nexport const two = (): string => String(one);`,
    'types.ts': `export type T = string;`,
    'other.ts': `export const other = 1;`,
  });

  const found = plainJavaScript(join(folder, 'first.ts'));

  expect(Object.keys(found).toSorted()).toEqual([addressOf('first.ts'), addressOf('second.ts')]);
  expect(found[addressOf('first.ts')]).toMatch(/export const one = join\(two\)/);
  expect(found[addressOf('second.ts')]).not.toContain('string');
});

test('a file that cannot be read, or is no program, is said by name', () => {
  written({ 'broken.ts': 'export const = 1;', 'lonely.ts': `export { gone } from './gone.ts';` });

  expect(() => plainJavaScript(join(folder, 'broken.ts'))).toThrow('broken.ts');
  expect(() => plainJavaScript(join(folder, 'lonely.ts'))).toThrow('gone.ts');
});
