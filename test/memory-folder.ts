// Where the tests' database is: in memory, where the system has a folder for that. Each file's database is seven hundred files, made and
// removed within seconds, and a disk's file system may look through all that were removed lately before it makes the next one.
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** Of Linux: gone when the machine starts again. */
const IN_MEMORY = '/dev/shm';
const TMPFS = 0x01_02_19_94;
/** Several times what a run needs. Containers often have 64 MB there. */
const MIN_FREE_BYTES = 3 * 1024 ** 3;

/** A folder of this user and this tree, the same for every run; undefined where there is none in memory. */
export function memoryFolder(): string | undefined {
  if (!hasRoom()) return undefined;
  const uid = process.getuid?.() ?? 0;
  const tree = createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 8);
  const folder = join(IN_MEMORY, `armature-tests-${uid}-${tree}`);
  mkdirSync(folder, { recursive: true });
  const found = lstatSync(folder);
  // Everybody may write there, so somebody else could have made it first.
  if (!found.isDirectory() || found.uid !== uid) return undefined;
  // Nobody else may look, but the server's own user must pass.
  chmodSync(folder, 0o711);
  return folder;
}

function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(IN_MEMORY);
    return type === TMPFS && bavail * bsize >= MIN_FREE_BYTES;
  } catch {
    return false;
  }
}
