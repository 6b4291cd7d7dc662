// The command line: its table of commands, and how a command ends. Exit codes by exit-codes.ts.
import { Command, CommanderError } from 'commander';
import { AppError } from '#kernel/errors';
import { ApiProblem } from './api-client.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Operator } from './operator.ts';
import { plainLine } from './plain-line.ts';
import { jsonText } from './print.ts';
import { addBundleCommands } from './table/bundle-commands.ts';
import { addImportCommand } from './table/import-commands.ts';
import { addConfigCommands } from './table/config-commands.ts';
import { addOperatorCommands } from './table/operator-commands.ts';
import { addProposalCommands } from './table/proposal-commands.ts';
import { addRunCommands } from './table/run-commands.ts';
import { addServerCommands } from './table/server-commands.ts';
import { addSessionCommands } from './table/session-commands.ts';
import type { Terminal } from './terminal.ts';
import type { Wiring } from './wiring.ts';

/** Runs one command line and answers its exit code; never throws. */
export async function runCli(
  argv: readonly string[],
  { operator, terminal, version }: { operator: Operator; terminal: Terminal; version: string },
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.pass;
  const program = buildProgram({ operator, terminal, version, finish: (code) => (exitCode = code) });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, { terminal, isJson: asksForJson(argv) });
  }
}

export function buildProgram(wiring: Wiring): Command {
  const { terminal, version } = wiring;
  const program = new Command('armature')
    .description('Test, monitor and publish MCP servers.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: (text) => terminal.err(text.trimEnd()) })
    .showHelpAfterError('Run with --help to see what is possible.')
    .addHelpText('after', '\nExit codes: 0 pass, 1 partial or fail, 2 usage, 3 undecided (error, time-out, network).');
  addOperatorCommands(program, wiring);
  addServerCommands(program, wiring);
  addImportCommand(program, wiring);
  addRunCommands(program, wiring);
  addProposalCommands(program, wiring);
  addConfigCommands(program, wiring);
  addBundleCommands(program, wiring);
  addSessionCommands(program, wiring);
  return program;
}

/** What follows `--` belongs to another program. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

interface Said {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
}

/** A message for the person and, where a program reads, the same as the one JSON document. */
function explain(error: unknown, { terminal, isJson }: { terminal: Terminal; isJson: boolean }): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.pass;
  const { exitCode, code, message, details } = saidOf(error);
  // the parser of the command line has written its own message already
  if (!(error instanceof CommanderError)) sayPlainly(terminal, error instanceof ApiProblem ? `${code}: ${message}` : message);
  if (isJson) terminal.out(jsonText({ error: { code, message, ...(details === undefined ? {} : { details }) } }));
  return exitCode;
}

/** An instance repeats what servers and people said. */
function sayPlainly(terminal: Terminal, message: string): void {
  for (const line of message.split('\n')) terminal.err(plainLine(line));
}

const CODES = { 0: 'pass', 1: 'failed', 2: 'usage', 3: 'undecided' } as const satisfies Record<ExitCode, string>;
const MISTAKES = new Set(['validation_failed', 'secret_in_arguments', 'not_found']);
/** A conflict that names no field, such as an instance that runs, is in the way, and no mistake in what was typed. */
const isMistake = ({ code, fieldErrors }: AppError): boolean => MISTAKES.has(code) || (code === 'conflict' && fieldErrors.length > 0);

function saidOf(error: unknown): Said {
  if (error instanceof CommanderError) return { exitCode: EXIT.usage, code: 'usage', message: error.message.replace(/^error: /, '') };
  if (error instanceof CliError) return { exitCode: error.exitCode, code: CODES[error.exitCode], message: error.message };
  if (error instanceof ApiProblem)
    return { exitCode: exitCodeOfProblem(error), code: error.code, message: error.message, details: error.details };
  // from an operator's command, which asks no API
  if (error instanceof AppError && isMistake(error)) return { exitCode: EXIT.usage, code: error.code, message: error.message };
  return { exitCode: EXIT.undecided, code: 'undecided', message: error instanceof Error ? error.message : String(error) };
}

/** A probe that failed is an answer, and so is a document that cannot be compiled; a mistake in the call is usage; in every other case nothing can be said. */
function exitCodeOfProblem({ status, code }: ApiProblem): ExitCode {
  if (code === 'probe_failed' || code === 'compile_failed') return EXIT.failed;
  return status >= 500 || status === 429 || status === 401 || status === 403 ? EXIT.undecided : EXIT.usage;
}
