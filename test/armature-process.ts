// The real program as a user starts it: `bin/armature.mjs` in a process of its own, with nothing of this machine's environment.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareDataDir } from './prepared-data.ts';

const BIN = fileURLToPath(new URL('../bin/armature.mjs', import.meta.url));
const COMMAND_MS = 60_000;
const START_MS = 60_000;
const STOP_MS = 20_000;

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Scratch {
  /** Its home folder, data folder and working folder. */
  readonly dir: string;
  /** One command to its end. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** `armature up` on a free port; resolves when it says that it is ready. */
  up(
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: string; readonly signInUrl: string; readonly pid: number; stop(): Promise<void> }>;
  remove(): Promise<void>;
}

/** `isFirstStart`: its first `up` makes the database too. Else one is there, empty and of this version, which costs less. */
export async function makeScratch({ isFirstStart = false }: { readonly isFirstStart?: boolean } = {}): Promise<Scratch> {
  const dir = await mkdtemp(join(tmpdir(), 'armature-cli-'));
  const dataDir = join(dir, 'data');
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: dir, ARMATURE_DATA_DIR: dataDir, PORT: '0', ...env },
    });
    return { child, output: outputOf(child) };
  };
  return {
    dir,
    run: async (args, env) => {
      const { child, output } = start(args, env);
      const timer = setTimeout(() => child.kill('SIGKILL'), COMMAND_MS);
      const code = await ended(child);
      clearTimeout(timer);
      return { code, out: output.out.trimEnd(), err: output.err.trimEnd() };
    },
    up: async (env) => {
      if (!isFirstStart && !existsSync(dataDir)) await prepareDataDir(dataDir);
      const { child, output } = start(['up'], env);
      const stop = async (): Promise<void> => {
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        if (child.exitCode === null) child.kill('SIGTERM');
        await ended(child);
        clearTimeout(timer);
      };
      try {
        const [, signInUrl = ''] = await said(child, output, /Sign in: {2}(\S+)/);
        return { url: new URL(signInUrl).origin, signInUrl, pid: child.pid ?? 0, stop };
      } catch (error) {
        await stop();
        throw error;
      }
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

interface Output {
  out: string;
  err: string;
}

function outputOf(child: ChildProcess): Output {
  const output: Output = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  return output;
}

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => {
        // `close` and not `exit`: what it wrote last must have been read
        child.once('close', (code) => resolve(code));
      });

/** Resolves when the output matches; rejects when the process ends, or takes too long, before that. */
function said(child: ChildProcess, output: Output, pattern: RegExp): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const fail = (why: string) => reject(new Error(`${why}\n${output.out}\n${output.err}`));
  const timer = setTimeout(() => fail('It did not get ready in time.'), START_MS);
  const look = (): void => {
    const found = pattern.exec(output.out);
    if (found) resolve(found);
  };
  child.stdout?.on('data', look);
  child.once('exit', () => fail('It ended before it was ready.'));
  return promise.finally(() => clearTimeout(timer));
}
