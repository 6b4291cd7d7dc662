// The folder a hosted program may call its own: made for it, gone after it.
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'armature-program-';
const MAX_FOLDERS = 20_000;

export const makeHome = (): Promise<string> => mkdtemp(join(tmpdir(), PREFIX));

export const isHome = (path: string): boolean => path.startsWith(join(tmpdir(), PREFIX)) && !path.includes('/..');

/** False when something of it stays. */
export async function removeHome(home: string): Promise<boolean> {
  if (await removed(home)) return true;
  // Some tools take the right to write from their own folders.
  await openFolders(home);
  return removed(home);
}

async function removed(home: string): Promise<boolean> {
  try {
    await rm(home, { recursive: true, force: true, maxRetries: 2 });
    return true;
  } catch {
    return false;
  }
}

async function openFolders(home: string): Promise<void> {
  const waiting = [home];
  for (let count = 0; waiting.length > 0 && count < MAX_FOLDERS; count += 1) {
    const folder = waiting.pop() ?? home;
    try {
      await chmod(folder, 0o700);
      for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) waiting.push(join(folder, entry.name));
    } catch {
      // What cannot be opened stays; the second removal says so.
    }
  }
}
