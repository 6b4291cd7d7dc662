// Our program as a real process: started, watched by what it prints, sent signals, and never left behind.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const OUTPUT_CHARS = 64_000;
const SOON_MS = 20_000;

export interface ProgramOptions {
  readonly args: readonly string[];
  /** On top of a bare environment: nothing of the tests' own reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: the program itself, so that a signal hits it and nothing before it. `bin`: through the installed command. */
  readonly through?: 'main' | 'bin' | undefined;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  readonly pid: number;
  /** Both streams, as they came. */
  output(): string;
  /** Resolves with the output when it has `text`; rejects with it when the program ends before, or takes longer than 20 s. */
  prints(text: string): Promise<string>;
  send(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export function startProgram({ args, env, through = 'main' }: ProgramOptions): Program {
  const entry = join(ROOT, through === 'main' ? 'src/main.ts' : 'bin/armature.mjs');
  const child = spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      NODE_COMPILE_CACHE: join(ROOT, '.cache/compile'),
      ...env,
    },
  });
  const endWithUs = () => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  let output = '';
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const look of watchers) look();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_CHARS);
      changed();
    });
  }
  const ended = endOf(child).finally(() => process.removeListener('exit', endWithUs));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    prints: (text) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const look = () => void (output.includes(text) && resolve(output));
      const giveUp = (why: string) => reject(new Error(`"${text}" was not printed: ${why}\n${output}`));
      const timer = setTimeout(() => giveUp('it took too long'), SOON_MS);
      watchers.add(look);
      look();
      void ended.then(({ code, signal }) => giveUp(`the program ended with ${signal ?? code}`));
      return promise.finally(() => {
        clearTimeout(timer);
        watchers.delete(look);
      });
    },
    send: (signal) => void child.kill(signal),
    ended,
  };
}

/** `close`, not `exit`: what it printed last is there too. */
const endOf = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });

/** Ends what a test started, whatever became of it. */
export async function killAll(programs: readonly Program[]): Promise<void> {
  for (const program of programs) program.send('SIGKILL');
  await Promise.all(programs.map(({ ended }) => ended));
}
