// Stamps: a small file that says for which inputs a piece of work was done, so that it is done again only when they change.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One hash over files and whole folders, by path and content. What does not exist counts as that. */
export function hashOf(root, paths, { except = () => false } = {}) {
  const hash = createHash('sha256');
  for (const path of paths
    .flatMap((each) => filesOf(root, each))
    .filter((each) => !except(each))
    .toSorted()) {
    hash
      .update(`${path}\0`)
      .update(readOr(join(root, path), 'absent'))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(root, path) {
  try {
    return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? filesOf(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
    );
  } catch (error) {
    if (error.code === 'ENOTDIR' || error.code === 'ENOENT') return [path];
    throw error;
  }
}

export const isStamped = (stampPath, hash) => readOr(stampPath, '') === hash;

export function stamp(stampPath, hash) {
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, hash);
}

export function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return otherwise;
    throw error;
  }
}
