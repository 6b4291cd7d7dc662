// What git says of a folder. Without git, or outside of a repository: nothing.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GitFacts } from './provenance.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 5000;

export async function gitFacts(folder: string): Promise<GitFacts> {
  const [remote, commit, branch] = await Promise.all([
    ask(folder, 'config', '--get', 'remote.origin.url'),
    ask(folder, 'rev-parse', 'HEAD'),
    ask(folder, 'rev-parse', '--abbrev-ref', 'HEAD'),
  ]);
  return { remote, commit, branch };
}

async function ask(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...args], { timeout: TIMEOUT_MS });
    return stdout.trim() || undefined;
  } catch {
    // Silence is right: where a document comes from is good to know, and nothing more.
    return undefined;
  }
}
