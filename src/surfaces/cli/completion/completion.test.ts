// Completion in real shells, where they are installed: what is offered after some words, asked as the shell itself asks.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordingTerminal } from '#test/recording-terminal';
import { buildProgram } from '../main.ts';
import type { Operator } from '../operator.ts';
import { commandTable } from './command-table.ts';
import { SCRIPTS, SHELLS } from './shells.ts';
import type { Shell } from './shells.ts';

// Nothing of the operator is asked while commands are only described.
const operator = {} as unknown as Operator;
const program = buildProgram({ operator, terminal: recordingTerminal().terminal, version: '0', finish: () => undefined });
const table = commandTable(program);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'armature-completion-'));
  for (const shell of SHELLS) writeFileSync(join(folder, shell), SCRIPTS[shell](table));
  writeFileSync(join(folder, 'report.xml'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const isInstalled = (shell: Shell): boolean => spawnSync(shell, ['--version']).status === 0;

/** Each prints one offered word on a line. The last word is the one being typed. */
const ASK: Readonly<Record<Shell, (words: readonly string[]) => string[]>> = {
  bash: (words) => {
    const ask = `source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _armature; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return linesOf(execFileSync('bash', ['--norc', '-c', ask, 'bash', ...words], { cwd: folder, encoding: 'utf8' }));
  },
  fish: (words) => {
    const line = words.join(' ');
    const out = execFileSync('fish', ['--no-config', '-c', `source ./fish; complete -C '${line}'`], { cwd: folder, encoding: 'utf8' });
    return linesOf(out).map((offer) => offer.split('\t')[0] ?? '');
  },
  // Outside its line editor zsh cannot be asked; the functions that would show offers print them instead.
  zsh: (words) => {
    const ask = [
      'compdef() { : }',
      '_describe() { local entry; for entry in "${(@P)2}"; do print -r -- "${entry%%:*}"; done }',
      '_files() { print -rl -- * }',
      '_message() { : }',
      'compadd() { shift; print -rl -- "$@" }',
      'source ./zsh',
      'words=("$@"); CURRENT=$#; _armature',
    ].join('\n');
    const typed = words.at(-1) ?? '';
    const out = execFileSync('zsh', ['-f', '-c', ask, 'zsh', ...words], { cwd: folder, encoding: 'utf8' });
    return linesOf(out).filter((offer) => offer.startsWith(typed));
  },
};
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe.each(SHELLS)('%s', (shell) => {
  const offered = (...words: string[]): string[] => ASK[shell](['armature', ...words]);
  const inShell = test.skipIf(!isInstalled(shell));

  inShell('offers commands, then their subcommands', () => {
    expect(offered('se')).toEqual(expect.arrayContaining(['servers', 'secrets', 'serve']));
    expect(offered('se')).not.toContain('run');
    expect(offered('servers', '')).toEqual(expect.arrayContaining(['add', 'list', 'probe', 'sync', 'login']));
    expect(offered('servers', 'a')).toEqual(['add']);
  });

  inShell('offers the options of the command it is at, and of no other', () => {
    expect(offered('run', 'wf_1', '--max')).toEqual(['--max-cost']);
    expect(offered('servers', 'sync', '--fail')).toEqual(['--fail-on-breaking']);
    expect(offered('status', '--max')).toEqual([]);
  });

  inShell('does not take the value of an option for a command', () => {
    expect(offered('servers', 'add', '--name', 'run', '--skip')).toEqual(['--skip-probe']);
  });

  inShell('offers known values, and files where a file is wanted', () => {
    expect(offered('status', '--range', '')).toEqual(['24h', '7d', '30d']);
    expect(offered('completion', '').toSorted()).toEqual([...SHELLS].toSorted());
    expect(offered('run', '--junit', 'rep')).toEqual(['report.xml']);
    expect(offered('run', '--reason', '')).not.toContain('--wait');
  });

  inShell('offers nothing of ours after "--"', () => {
    expect(offered('doctor', '--stdio', '--', 'run', '--js')).not.toContain('--json');
  });

  test('names every command and every option', () => {
    const script = SCRIPTS[shell](table);
    for (const { path, options } of table) {
      if (path.length > 0) expect(script).toContain(path.join(' '));
      for (const name of options.flatMap(({ names }) => names)) expect(script).toContain(name.replace(/^--?/, ''));
    }
  });
});
