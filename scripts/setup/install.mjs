// Installs the packages of the lockfile, and only when they are not there yet. Plain JavaScript for Node 20.
import { spawn } from 'node:child_process';
import { hashOf, isStamped, readOr, stamp } from './stamp.mjs';

/**
 * @param {string} root folder with a package-lock.json
 * @param {{ say: (text: string) => void, what: string, env?: Record<string, string> }} options
 */
export async function ensureInstalled(root, { say, what, env = {} }) {
  const stampPath = `${root}/node_modules/.armature-stamp`;
  const hash = hashOf(root, ['package-lock.json']);
  if (isStamped(stampPath, hash)) return;
  if (!matchesLockfile(readOr(`${root}/package-lock.json`, '{}'), readOr(`${root}/node_modules/.package-lock.json`, '{}'))) {
    say(`Installing ${what} (npm ci) …`);
    await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=5'], root, env);
  }
  stamp(stampPath, hash);
}

/**
 * Whether npm has already installed exactly this: its own record in node_modules against the lockfile. Optional
 * packages may be absent, as those of other systems always are. Pure.
 */
export function matchesLockfile(lockText, installedText) {
  const wanted = Object.entries(JSON.parse(lockText).packages ?? {}).filter(([path]) => path !== '');
  const installed = JSON.parse(installedText).packages ?? {};
  return (
    wanted.length > 0 &&
    wanted.every(([path, entry]) => {
      const found = installed[path];
      return found === undefined ? isDispensable(entry) : found.version === entry.version && found.integrity === entry.integrity;
    })
  );
}

const isDispensable = ({ optional, devOptional, peer }) => optional === true || devOptional === true || peer === true;

async function npm(args, cwd, env) {
  // Inside `npm start` this is npm's own file: the same npm, without a look-up.
  const own = process.env.npm_execpath;
  const [program, ...first] = own?.endsWith('.js') ? [process.execPath, own] : ['npm'];
  const child = spawn(program, [...first, ...args], { cwd, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } });
  const status = await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`npm could not be run (${error.message}). Install Node with npm and try again.`)));
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`npm ${args[0]} failed in ${cwd}; its message is above.`);
}
