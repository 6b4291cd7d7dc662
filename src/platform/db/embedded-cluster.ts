// The files of the embedded PostgreSQL: made once, whole or not at all, and owned by the user the server runs as.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { seconds } from '#kernel/duration';
import { PROGRAM_ENV } from './embedded-binaries.ts';
import type { Binaries } from './embedded-binaries.ts';
import { USER } from './embedded-server.ts';
import type { Places } from './embedded-server.ts';

const run = promisify(execFile);
const PROGRAM_LIMIT_MS = seconds(120);

/** Unicode everywhere, the same sort order on every system, and only the socket's folder decides who may connect. */
const INITDB_FLAGS = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth=trust',
  '--no-instructions',
];

/** Made beside its place and moved there when complete: a half-made cluster is never taken for a whole one. */
export async function createCluster(binaries: Binaries, places: Places, isDisposable: boolean): Promise<void> {
  const draft = `${places.clusterDir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  if (binaries.ownerUid !== undefined) {
    letPass(places);
    chownSync(draft, binaries.ownerUid, binaries.ownerUid);
  }
  await runProgram([
    ...binaries.prefix,
    binaries.initdb,
    '-D',
    draft,
    '-U',
    USER,
    ...INITDB_FLAGS,
    ...(isDisposable ? ['--no-sync', '--wal-segsize=1'] : []),
  ]);
  rmSync(places.clusterDir, { recursive: true, force: true });
  renameSync(draft, places.clusterDir);
}

/** PostgreSQL wants its data owned by the user it runs as; for root that user changes with the way root is dropped. */
export function giveToServerUser(binaries: Binaries, places: Places): void {
  const us = process.getuid?.();
  if (us === undefined) return;
  assertOwn(places.socketDir, us, binaries.ownerUid);
  if (us !== 0) return;
  if (binaries.ownerUid !== undefined) letPass(places);
  const owner = binaries.ownerUid ?? us;
  for (const dir of [places.socketDir, places.clusterDir]) {
    if (statSync(dir).uid !== owner) execFileSync('chown', ['-R', `${owner}:${owner}`, dir], { env: PROGRAM_ENV });
  }
}

/** Another user than us must be able to pass through to its own folder; what lies beside it stays closed by its own mode. */
const letPass = (places: Places): void => chmodSync(dirname(places.clusterDir), 0o711);

/** Somebody else could have made the folder in the shared temporary folder first. */
function assertOwn(socketDir: string, us: number, serverUid: number | undefined): void {
  const found = lstatSync(socketDir);
  if (found.isDirectory() && (found.uid === us || found.uid === serverUid) && (found.mode & 0o077) === 0) return;
  throw new Error(`${socketDir} must be a folder of this user alone (mode 0700). Remove it, or choose a shorter ARMATURE_DATA_DIR.`);
}

/** Throws when the files were made by another major version of PostgreSQL. */
export async function checkVersion(binaries: Binaries, places: Places): Promise<void> {
  const made = readFileSync(join(places.clusterDir, 'PG_VERSION'), 'utf8').trim();
  if (made === PACKAGED_MAJOR) return;
  const ours = await runProgram([...binaries.prefix, binaries.postgres, '--version']);
  throw new Error(
    `The data in ${places.clusterDir} was made by PostgreSQL ${made}, and this version of Armature brings ${ours.trim()}. ` +
      'Dump it with the version that made it, move the folder away, start again and restore the dump.',
  );
}

/** The major version of the packages in optionalDependencies. */
const PACKAGED_MAJOR = '18';

async function runProgram([program = '', ...args]: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(program, args, { env: PROGRAM_ENV, cwd: '/', timeout: PROGRAM_LIMIT_MS });
    return stdout;
  } catch (error) {
    const detail = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
    throw new Error(`The embedded PostgreSQL could not be set up: ${detail || String(error)}`, { cause: error });
  }
}
