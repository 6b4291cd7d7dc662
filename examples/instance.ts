// What every example begins with: an instance of its own in a temporary folder, and the command `armature` pointed at it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '../bin/armature.mjs');
const START_MS = 60_000;

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Instance extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** A folder for files of the example; removed at the end. */
  readonly folder: string;
  /** Runs `armature …` beside the instance, with its data and URL, and these variables on top. */
  armature(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
}

/** `armature up` on a free port; the end of the caller's scope (`await using`) stops it and removes its data. */
export async function startInstance(): Promise<Instance> {
  const folder = await mkdtemp(join(tmpdir(), 'armature-example-'));
  const own = { PATH: process.env['PATH'] ?? '', HOME: folder, ARMATURE_DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' };
  const up = command(['up'], own);
  process.once('exit', up.stop);
  const stop = async (): Promise<void> => {
    up.stop();
    await up.finished;
    process.removeListener('exit', up.stop);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await up.printed(/ is ready at (\S+)/);
    const armature: Instance['armature'] = (args, env) => command(args, { ...own, ARMATURE_URL: url, ...env }).finished;
    return { url, folder, armature, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Running {
  readonly finished: Promise<Finished>;
  /** The first group of `pattern`, once it was printed. */
  printed(pattern: RegExp): Promise<string>;
  stop(): void;
}

function command(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ exitCode: code ?? 1, stdout, stderr }));
  });
  return {
    finished,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(new Error(`armature ${args.join(' ')} did not start:\n${stdout}${stderr}`));
        const timer = setTimeout(giveUp, START_MS);
        child.stdout.on('data', () => {
          const [, found] = pattern.exec(stdout) ?? [];
          if (found === undefined) return;
          clearTimeout(timer);
          resolve(found);
        });
        void finished.then(giveUp);
      }),
    stop: () => void child.kill('SIGTERM'),
  };
}
