// Which files of a folder are read, and that a folder of somebody else's decides about nothing beside itself.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFolder } from './read-folder.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'read-folder-'));
});
afterAll(() => rm(home, { recursive: true }));

async function folderWith(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(home, name);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

test('YAML files of all levels are read, but for those of other programs', async () => {
  const folder = await folderWith('levels', {
    'b.yaml': '',
    'a/c.yml': 'servers: []',
    '.git/d.yaml': '',
    'e.txt': '',
    'x.yaml/f.yaml': '',
  });
  const { files, faults } = await readFolder(folder);
  expect(files.map(({ path }) => path)).toEqual(['a/c.yml', 'b.yaml', 'x.yaml/f.yaml'].map((name) => join(folder, name)));
  expect(faults).toEqual([]);
});

test('a link is read where it stays in the folder, and a fault where it leads out, nowhere, or to no file', async () => {
  const outside = await folderWith('outside', { 'mine.yaml': 'servers: []', 'sub/theirs.yaml': '' });
  const folder = await folderWith('links', { 'data/real.yaml': 'rules: []' });
  await symlink(join(folder, 'data/real.yaml'), join(folder, 'good.yaml'));
  await symlink(join(outside, 'mine.yaml'), join(folder, 'out.yaml'));
  await symlink(join(outside, 'nothing.yaml'), join(folder, 'gone.yaml'));
  await symlink(join(folder, 'data'), join(folder, 'folder.yaml'));
  // neither is followed: one leads out, and two of the other would be read 2^40 times
  await symlink(join(outside, 'sub'), join(folder, 'sub'));
  for (const name of ['round', 'around']) await symlink('.', join(folder, name));
  const { files, faults } = await readFolder(folder);
  expect(files.map(({ path }) => path)).toEqual(['data/real.yaml', 'good.yaml'].map((name) => join(folder, name)));
  expect(faults.map(({ path, message }) => [path, message])).toEqual([
    [join(folder, 'folder.yaml'), 'This is not a file.'],
    [join(folder, 'gone.yaml'), 'The link leads nowhere.'],
    [join(folder, 'out.yaml'), 'The link leads out of the folder.'],
  ]);
});
