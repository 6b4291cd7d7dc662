// The door to programs of strangers: starts them without a shell, bounded and marked, and ends them all with us.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Log } from '#platform/log';
import { findHosting } from './hosting.ts';
import type { Hosting, HostingAbilities } from './hosting.ts';
import { instanceText, MARK_VARIABLE, newInstanceMark, programMark } from './process-mark.ts';
import { PROGRAM_LIMITS } from './program.ts';
import type { Program, ProgramLimits } from './program.ts';
import { resolveCommand } from './resolve-command.ts';
import type { CommandFault } from './resolve-command.ts';
import { RunningProgram } from './running-program.ts';
import { makeHome, removeHome } from './temporary-home.ts';
import { WatchdogLine } from './watchdog-line.ts';

/** Why a program did not start. `message` continues a sentence that begins with the program's name. */
export interface StartFault {
  /** This instance had no room for it: that says nothing about the program. */
  readonly isOurs?: boolean | undefined;
  readonly message: string;
}

export interface ProgramHost {
  readonly limits: ProgramLimits;
  /** Begins a variable in the environment of everything it ever starts. */
  readonly mark: string;
  abilities(): Promise<HostingAbilities>;
  /** `onLine` gets every line of its stdout. The caller stops it, always. */
  start(program: Program, onLine: (line: string) => void): Promise<Outcome<RunningProgram, StartFault>>;
  /** Stops all that still run. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly log: Log;
  /** Where commands are found, and what programs get as PATH. */
  readonly path?: string | undefined;
  readonly limits?: Partial<ProgramLimits> | undefined;
  /** For another machine's abilities; found out by trying when absent. */
  readonly hosting?: Promise<Hosting> | undefined;
}

/** At one time; each may be as large as the limits allow. */
const MAX_PROGRAMS = 32;
/** A folder with more in it than can be removed in this time is removed in the background. */
const REMOVE_MS = 5000;

/** Nothing is tried or started before the first `abilities` or `start`. */
export function createProgramHost(options: HostOptions): ProgramHost {
  const limits = { ...PROGRAM_LIMITS, ...options.limits };
  // Handed on to programs; it is no setting of ours.
  const path = options.path ?? process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  const instance = newInstanceMark();
  const watchdog = new WatchdogLine(instance);
  const running = new Set<RunningProgram>();
  let hosting = options.hosting;
  let starts = 0;
  let places = 0;

  const launch = async (program: Program, { onLine, home }: { onLine: (line: string) => void; home: string }) => {
    const { abilities, wrapperFor } = await (hosting ??= findHosting());
    if (program.network === 'none' && !abilities.canWithholdNetwork)
      return fault('was not started: this machine cannot keep it from the network');
    const cwd = program.cwd ?? home;
    if (!(await isFolder(cwd))) return fault('was not started: its folder does not exist');
    const file = await resolveCommand(program.command, { path, cwd });
    if (!file.ok) return fault(COMMAND_FAULTS[file.error]);
    starts += 1;
    const number = starts;
    const mark = programMark(instance, number);
    watchdog.tell({ number, home });
    const [first = file.value, ...rest] = [...wrapperFor(program, limits), file.value, ...program.args];
    const child = spawn(first, rest, {
      cwd,
      detached: true,
      env: { ...program.env, PATH: path, HOME: home, [MARK_VARIABLE]: mark },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const error = await startError(child);
    if (error !== undefined) {
      watchdog.ended(number);
      return fault(`was not started (${error})`);
    }
    watchdog.tell({ number, group: child.pid });
    const started = new RunningProgram({
      child,
      mark,
      limits,
      isContained: abilities.canContain,
      onLine,
      async onGone(left) {
        if (left > 0) options.log.warn({ left }, 'processes of a hosted program could not be ended');
        await removedSoon(home, options.log);
        watchdog.ended(number);
        running.delete(started);
        places -= 1;
      },
    });
    running.add(started);
    return ok(started);
  };

  return {
    limits,
    mark: instanceText(instance),
    abilities: async () => (await (hosting ??= findHosting())).abilities,
    async start(program, onLine) {
      if (places >= MAX_PROGRAMS)
        return failed({ message: `was not started: ${MAX_PROGRAMS} hosted programs run already. Try again later`, isOurs: true });
      // Taken before anything is waited for: many may ask at once.
      places += 1;
      let home: string | undefined;
      let hasStarted = false;
      try {
        home = await makeHome().catch(() => undefined);
        if (home === undefined) return fault('was not started: no temporary folder could be made for it');
        const launched = await launch(program, { onLine, home });
        hasStarted = launched.ok;
        return launched;
      } finally {
        if (!hasStarted) {
          places -= 1;
          if (home !== undefined) await removeHome(home);
        }
      }
    },
    async close() {
      await Promise.all([...running].map((program) => program.stop()));
      watchdog.close();
    },
  };
}

const COMMAND_FAULTS = {
  not_found: 'was not found. Give a name that is in the PATH of Armature, or an absolute path',
  not_executable: 'is not executable by the user Armature runs as',
  is_folder: 'is a folder, not a program',
} satisfies Record<CommandFault, string>;

const fault = (message: string): Outcome<never, StartFault> => failed({ message });

/** The code of why it could not be started, or undefined once it runs. */
const startError = (child: ChildProcessWithoutNullStreams): Promise<string | undefined> =>
  new Promise((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown error'));
  });

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function removedSoon(home: string, log: Log): Promise<void> {
  const removal = removeHome(home).then((isGone) => {
    if (!isGone) log.warn({ home }, 'the temporary folder of a hosted program could not be removed');
  });
  await Promise.race([removal, sleep(REMOVE_MS, undefined, { ref: false })]);
}
