// What every command of the table is built from: the parts it may use, and the flags and help that all share.
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { Operator } from './operator.ts';
import type { Terminal } from './terminal.ts';

export interface Wiring {
  readonly operator: Operator;
  readonly terminal: Terminal;
  readonly version: string;
  /** Takes the exit code of the command. */
  readonly finish: (code: ExitCode) => void;
}

/** `--json`: one JSON document on stdout and nothing else. And one line that can be copied. */
export const withJson = (command: Command, example: string): Command =>
  command.option('--json', 'print one JSON document').addHelpText('after', `\nExample:\n  ${example.replaceAll('\n', '\n  ')}`);

/** For commands that ask an instance over its REST API. */
export const withConnection = (command: Command, example: string): Command =>
  withJson(command.option('--url <url>', 'instance (or ARMATURE_URL)').option('--api-key <key>', 'API key (or ARMATURE_API_KEY)'), example);

export function parseSeconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 86_400) throw new InvalidArgumentError('must be a whole number from 1 to 86400.');
  return value;
}

export function parseUsd(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('must be a number of US dollars, such as 0.50.');
  return value;
}
