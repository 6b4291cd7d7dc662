// Runs the conformance suite's server scenarios of one revision against an endpoint, and reads what it prints.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const SUITE = join(ROOT, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');

/** Seconds on a quiet machine; a busy one takes its time. */
export const SUITE_MS = 120_000;

export type Revision = '2026-07-28' | '2025-11-25';

export interface SuiteRun {
  readonly exitCode: number | null;
  /** Scenarios the revision requires, and those of them that passed. */
  readonly scored: readonly string[];
  readonly passed: readonly string[];
  readonly output: string;
}

export async function runServerSuite(url: string, revision: Revision, baseline?: string): Promise<SuiteRun> {
  const outputDir = await mkdtemp(join(tmpdir(), 'armature-conformance-'));
  try {
    const expected = baseline === undefined ? [] : ['--expected-failures', join(import.meta.dirname, baseline)];
    const args = [SUITE, 'server', '--url', url, '--requirements', revision, '-o', outputDir, ...expected];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { exitCode, output, ...summaryOf(output) };
  } finally {
    await rm(outputDir, { recursive: true, force: true });
  }
}

/** Lines of the summary: `✓ name: …` for scored scenarios; unscored ones are listed once more, indented. */
function summaryOf(output: string): { scored: string[]; passed: string[] } {
  const lines = output.slice(output.indexOf('SUMMARY')).split('\n');
  const unscored = new Set(lines.flatMap((line) => /^ {2}[✓✗] (\S+) \(/.exec(line)?.[1] ?? []));
  const scored = lines.flatMap((line) => {
    const [, mark, name = ''] = /^([✓✗]) ([^:]+):/.exec(line) ?? [];
    return mark === undefined || unscored.has(name) ? [] : [{ name, mark }];
  });
  return { scored: scored.map(({ name }) => name), passed: scored.filter(({ mark }) => mark === '✓').map(({ name }) => name) };
}
