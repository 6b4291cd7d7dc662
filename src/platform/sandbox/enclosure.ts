// What this machine can put around a sandbox process, found out by trying: the programs that stand before it, strongest first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from './engines.ts';
import type { Walls } from './sandbox.ts';

export interface Enclosure extends Walls {
  /** Stands before the command; each replaces itself by the next, or ends with it. */
  readonly wrapper: readonly string[];
}

export const NO_ENCLOSURE: Enclosure = {
  wrapper: [],
  bubblewrap: false,
  prlimit: false,
  ownNetwork: false,
  ownProcesses: false,
  ownUser: false,
  outsideWatch: process.platform === 'linux',
};

const TRY_MS = 3000;
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** What dynamically linked programs need; each is left out where there is none. */
const READ_ONLY = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc/ld.so.cache', '/nix/store'];
const NOBODY = '65534';
const OPEN_FILES = 64;

/** Tries half a dozen harmless programs, some 20 ms. `reads` are the files and folders that the process reads while it starts. */
export function findEnclosure(command: string, { reads, dataBytes }: Pick<Engine, 'reads' | 'dataBytes'>): Enclosure {
  if (process.platform !== 'linux') return NO_ENCLOSURE;
  const tools: Tools = {
    bwrap: toolPath('bwrap'),
    env: toolPath('env'),
    unshare: toolPath('unshare'),
    setpriv: toolPath('setpriv'),
    prlimit: toolPath('prlimit'),
  };
  // The command and what it reads must be readable in there, by whoever runs it.
  const works = (wrapper: readonly string[]): boolean => isRunnable([...wrapper, ...proof(command, reads)]);
  const tie = firstOf(tiesOf(tools), works);
  const bubble = firstOf(bubblesOf(tools, [dirname(command), ...reads]), (wrapper) => works([...tie, ...wrapper]));
  const spaces = bubble.length > 0 ? [] : firstOf(spacesOf(tools), (wrapper) => works([...tie, ...wrapper]));
  const around = [...tie, ...bubble, ...spaces];
  const user = bubble.length > 0 ? [] : firstOf(usersOf(tools), (wrapper) => works([...around, ...wrapper]));
  const limits = firstOf(limitsOf(tools, dataBytes), (wrapper) => works([...around, ...user, ...wrapper]));
  const bubblewrap = bubble.length > 0;
  return {
    wrapper: [...around, ...user, ...limits],
    bubblewrap,
    prlimit: limits.length > 0,
    ownNetwork: bubblewrap || spaces.includes('--net'),
    ownProcesses: bubblewrap || spaces.includes('--pid'),
    outsideWatch: true,
    ownUser: bubblewrap || user.includes('--reuid') || process.getuid?.() !== 0,
  };
}

interface Tools {
  readonly bwrap: string | undefined;
  readonly env: string | undefined;
  readonly unshare: string | undefined;
  readonly setpriv: string | undefined;
  readonly prlimit: string | undefined;
}

/** Ways to do one thing, strongest first. */
type Ways = readonly (readonly string[])[];

const tiesOf = ({ setpriv }: Tools): Ways => (setpriv === undefined ? [] : [[setpriv, '--pdeathsig', 'KILL', '--']]);

function bubblesOf({ bwrap, env }: Tools, reads: readonly string[]): Ways {
  if (bwrap === undefined) return [];
  const seen = [...READ_ONLY, ...reads].filter((path) => existsSync(path));
  const alone = ['--unshare-all', '--clearenv', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'];
  const nobody = ['--uid', NOBODY, '--gid', NOBODY, '--hostname', 'sandbox'];
  const files = [...seen.flatMap((path) => ['--ro-bind', path, path]), '--proc', '/proc', '--dev', '/dev', '--chdir', '/'];
  // It says where it is in a variable of its own, after all others are gone.
  const bare = env === undefined ? [] : [env, '-i'];
  return [[bwrap, ...alone, ...nobody, ...files, '--', ...bare]];
}

/** Without a namespace of users these need root; with one they need a kernel that lets anybody make one. */
function spacesOf({ unshare }: Tools): Ways {
  if (unshare === undefined) return [];
  const contained = ['--pid', '--fork', '--kill-child=KILL', '--net', '--ipc', '--uts'];
  const users = ['--user', '--map-current-user'];
  return [
    [unshare, ...contained, '--mount-proc', '--'],
    [unshare, ...users, ...contained, '--mount-proc', '--'],
    [unshare, ...contained, '--'],
    [unshare, ...users, ...contained, '--'],
    [unshare, ...users, '--net', '--'],
  ];
}

/** Root becomes nobody; whoever is not root stays, and may gain nothing. */
function usersOf({ setpriv }: Tools): Ways {
  if (setpriv === undefined) return [];
  const tied = ['--pdeathsig', 'KILL', '--no-new-privs', '--'];
  const nobody = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups'];
  return [
    [setpriv, ...nobody, '--inh-caps=-all', '--bounding-set=-all', ...tied],
    [setpriv, ...nobody, ...tied],
    [setpriv, ...tied],
  ];
}

/** A core dump would hold what the process knew; memory is bounded here for what grows faster than we look. */
const limitsOf = ({ prlimit }: Tools, dataBytes: number): Ways =>
  prlimit === undefined ? [] : [[prlimit, '--core=0', '--fsize=0', `--nofile=${OPEN_FILES}`, `--data=${dataBytes}`, '--']];

const firstOf = (ways: Ways, works: (wrapper: readonly string[]) => boolean): readonly string[] => ways.find(works) ?? [];

function proof(command: string, reads: readonly string[]): string[] {
  return ['test', '-x', command, ...reads.flatMap((path) => ['-a', '-r', path])];
}

function toolPath(name: string): string | undefined {
  return SYSTEM_FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function isRunnable([file, ...args]: readonly string[]): boolean {
  if (file === undefined) return false;
  const { status } = spawnSync(file, args, {
    env: { PATH: SYSTEM_FOLDERS.join(':') },
    cwd: '/',
    stdio: 'ignore',
    timeout: TRY_MS,
    killSignal: 'SIGKILL',
  });
  return status === 0;
}
