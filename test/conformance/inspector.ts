// The Inspector's command line, a client that others wrote: every look is a process of its own, with an empty home.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const INSPECTOR = join(
  import.meta.dirname,
  '../peers/inspector/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
);
/** Every look is a process of its own. */
export const INSPECTING_MS = 90_000;

export interface Look {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Inspector {
  /** `header`: as it is sent, such as `Authorization: Bearer …`. */
  look(url: string, header: string, options: readonly string[]): Promise<Look>;
  close(): Promise<void>;
}

export async function openInspector(): Promise<Inspector> {
  if (!existsSync(INSPECTOR)) throw new Error('The Inspector is not installed: run npm ci in test/peers/inspector');
  const home = await mkdtemp(join(tmpdir(), 'armature-inspector-'));
  return {
    look: async (url, header, options) => {
      const args = ['--cli', url, '--transport', 'http', '--header', header, '--stored-auth-only', '--format', 'json', ...options];
      const child = spawn(process.execPath, [INSPECTOR, ...args], {
        cwd: home,
        env: { PATH: process.env['PATH'] ?? '', HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said.stdout += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said.stderr += chunk));
      const [exitCode] = (await once(child, 'close')) as [number | null];
      return { exitCode, ...said };
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
}

export const answerOf = ({ stdout }: Look): unknown => (JSON.parse(stdout) as { result: unknown }).result;

/** What a strict look finds wrong, but for fields that hold any JSON on purpose. */
export const issuesIn = ({ stderr }: Look): string[] =>
  [...stderr.matchAll(/Issue: (.*)/g)].map(([, issue = '']) => issue).filter((issue) => !issue.includes('accepts any value'));
