// When set-up work is done again, and when it is not.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { matchesLockfile } from './install.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'armature-stamp-'));
  mkdirSync(join(root, 'web/pages'), { recursive: true });
  writeFileSync(join(root, 'web/pages/a.tsx'), 'a');
  writeFileSync(join(root, 'web/main.tsx'), 'main');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the hash of a folder', () => {
  test('is the same for the same content, whatever the times of the files', () => {
    const before = hashOf(root, ['web']);
    writeFileSync(join(root, 'web/main.tsx'), 'main');
    expect(hashOf(root, ['web'])).toBe(before);
  });

  test.each([
    ['a file deep inside changes', () => writeFileSync(join(root, 'web/pages/a.tsx'), 'b')],
    ['a file comes', () => writeFileSync(join(root, 'web/new.tsx'), '')],
    ['a file goes', () => rmSync(join(root, 'web/main.tsx'))],
    [
      'a file moves',
      () => {
        rmSync(join(root, 'web/pages/a.tsx'));
        writeFileSync(join(root, 'web/pages/b.tsx'), 'a');
      },
    ],
  ])('changes when %s', (_what, change) => {
    const before = hashOf(root, ['web']);
    change();
    expect(hashOf(root, ['web'])).not.toBe(before);
  });

  test('leaves out what does not count', () => {
    const options = { except: (path) => path.endsWith('.test.tsx') };
    const before = hashOf(root, ['web'], options);
    writeFileSync(join(root, 'web/main.test.tsx'), 'test');
    expect(hashOf(root, ['web'], options)).toBe(before);
  });

  test('of a file that is not there differs from that of an empty one', () => {
    const before = hashOf(root, ['package-lock.json']);
    writeFileSync(join(root, 'package-lock.json'), '');
    expect(hashOf(root, ['package-lock.json'])).not.toBe(before);
  });
});

test('a stamp holds for the inputs it was made for', () => {
  const path = join(root, 'dist/web.stamp');
  expect(isStamped(path, 'h1')).toBe(false);
  stamp(path, 'h1');
  expect(isStamped(path, 'h1')).toBe(true);
  expect(isStamped(path, 'h2')).toBe(false);
});

describe('what npm installed matches the lockfile', () => {
  const lock = (packages) => JSON.stringify({ packages: { '': { name: 'x' }, ...packages } });
  const installed = (packages) => JSON.stringify({ packages });
  const zod = { version: '4.6.7', integrity: 'sha512-a' };

  test.each([
    ['all there', { 'node_modules/zod': zod }, { 'node_modules/zod': zod }, true],
    ['another version', { 'node_modules/zod': zod }, { 'node_modules/zod': { ...zod, version: '4.6.6' } }, false],
    ['another content', { 'node_modules/zod': zod }, { 'node_modules/zod': { ...zod, integrity: 'sha512-b' } }, false],
    ['one missing', { 'node_modules/zod': zod, 'node_modules/pg': zod }, { 'node_modules/zod': zod }, false],
    [
      "another system's optional one missing",
      { 'node_modules/zod': zod, 'node_modules/mac': { ...zod, optional: true } },
      { 'node_modules/zod': zod },
      true,
    ],
    ['nothing installed', { 'node_modules/zod': zod }, {}, false],
  ])('%s', (_what, wanted, found, expected) => {
    expect(matchesLockfile(lock(wanted), installed(found))).toBe(expected);
  });

  test('no lockfile at all matches nothing', () => {
    expect(matchesLockfile('{}', '{}')).toBe(false);
  });
});
