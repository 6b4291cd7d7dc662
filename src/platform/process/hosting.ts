// What this machine can enforce on a program we start, found out by trying, and the command line that enforces it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Program, ProgramLimits } from './program.ts';
import { resolveCommand } from './resolve-command.ts';

/** Each is a small program of util-linux put before the command; all of them replace themselves by the next one. */
export interface HostingAbilities {
  /** A process namespace: the kernel ends everything in it with its first process. */
  readonly canContain: boolean;
  readonly canWithholdNetwork: boolean;
  /** Hard limits per process beside what we watch. */
  readonly canLimit: boolean;
  /** The kernel ends the program when we die, before our watchdog does. */
  readonly canTieToUs: boolean;
}

export const NO_ABILITIES: HostingAbilities = { canContain: false, canWithholdNetwork: false, canLimit: false, canTieToUs: false };

/** Where nothing can be enforced by the system: what we watch ourselves is all there is. */
export const PLAIN_HOSTING: Hosting = { abilities: NO_ABILITIES, wrapperFor: () => [] };

export interface Hosting {
  readonly abilities: HostingAbilities;
  /** What stands before the command itself. */
  wrapperFor(program: Pick<Program, 'network'>, limits: ProgramLimits): string[];
}

const TRY_MS = 5000;
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Without a namespace of users these need root; with one they need a kernel (and a container) that lets anybody make one. */
const USER_MODES = [[], ['--user', '--map-current-user']] as const;
const CONTAIN = ['--pid', '--fork', '--kill-child=KILL'];
const OPEN_FILES = 4096;
const FILE_BYTES = 1024 * 1024 * 1024;
/**
 * Memory that one process may ask for; what it uses is watched besides. Runtimes ask for much more than they touch: this is
 * for what grows faster than we look.
 */
const DATA_PER_MEMORY = 4;
const MIN_DATA_BYTES = 4 * 1024 * 1024 * 1024;

/** Starts half a dozen harmless programs. */
export async function findHosting(): Promise<Hosting> {
  if (process.platform !== 'linux') return PLAIN_HOSTING;
  const [unshare, prlimit, setpriv] = await Promise.all(['unshare', 'prlimit', 'setpriv'].map(toolPath));
  const tie = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
  const canTieToUs = await works(tie);
  const canLimit = prlimit !== undefined && (await works([prlimit, '--core=0', '--']));
  const contain = unshare === undefined ? undefined : await firstUserMode(unshare, CONTAIN);
  const withhold = unshare === undefined ? undefined : await firstUserMode(unshare, [...(contain ? CONTAIN : []), '--net']);
  const abilities = { canContain: contain !== undefined, canWithholdNetwork: withhold !== undefined, canLimit, canTieToUs };
  return {
    abilities,
    wrapperFor({ network }, limits) {
      const isAlone = network === 'none';
      const flags = [...(contain ? CONTAIN : []), ...(isAlone ? ['--net'] : [])];
      const users = isAlone ? (withhold ?? []) : (contain ?? []);
      return [
        ...(canTieToUs ? tie : []),
        ...(canLimit ? [prlimit, ...limiter(limits)] : []),
        ...(unshare !== undefined && flags.length > 0 ? [unshare, ...users, ...flags, '--'] : []),
      ];
    },
  };
}

const limiter = ({ memoryBytes }: ProgramLimits): string[] => [
  // A core dump would hold the environment.
  '--core=0',
  `--nofile=${OPEN_FILES}`,
  `--fsize=${FILE_BYTES}`,
  `--data=${Math.max(memoryBytes * DATA_PER_MEMORY, MIN_DATA_BYTES)}`,
  '--',
];

async function firstUserMode(unshare: string, flags: readonly string[]): Promise<readonly string[] | undefined> {
  for (const users of USER_MODES) if (await works([unshare, ...users, ...flags, '--'])) return users;
  return undefined;
}

async function toolPath(name: string): Promise<string | undefined> {
  const found = await resolveCommand(name, { path: SYSTEM_PATH, cwd: '/' });
  return found.ok ? found.value : undefined;
}

const run = promisify(execFile);

async function works([wrapper, ...args]: readonly string[]): Promise<boolean> {
  if (wrapper === undefined) return false;
  try {
    await run(wrapper, [...args, 'true'], { env: { PATH: SYSTEM_PATH }, timeout: TRY_MS, killSignal: 'SIGKILL' });
    return true;
  } catch {
    // Not installed, or not allowed here: both mean that it cannot be used.
    return false;
  }
}
