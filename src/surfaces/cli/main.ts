// The command line: names, flags and help of every command. Exit codes by exit-codes.ts.
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ApiProblem } from './api-client.ts';
import { resetAccountCommand } from './commands/accounts.ts';
import type { ResetFlags } from './commands/accounts.ts';
import { doctorCommand } from './commands/doctor.ts';
import type { DoctorFlags } from './commands/doctor.ts';
import { loginCommand } from './commands/login.ts';
import { runCommand } from './commands/run.ts';
import type { RunFlags } from './commands/run.ts';
import { checkSecretsCommand, rotateSecretsCommand } from './commands/secrets.ts';
import type { CheckFlags, RotateFlags } from './commands/secrets.ts';
import { addServerCommand, listServersCommand, probeServerCommand, syncServerCommand } from './commands/servers.ts';
import type { AddFlags, PlainFlags } from './commands/servers.ts';
import { loginServerCommand } from './commands/servers-login.ts';
import type { LoginFlags } from './commands/servers-login.ts';
import { statusCommand } from './commands/status.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Operator } from './operator.ts';
import type { Terminal } from './terminal.ts';

const ROLES_OF_A_PROCESS = ['web', 'worker'];
const DEFAULT_WAIT_S = 900;

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
    return explain(error, terminal);
  }
}

interface Wiring {
  readonly operator: Operator;
  readonly terminal: Terminal;
  readonly version: string;
  readonly finish: (code: ExitCode) => void;
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
  addAccountCommands(program, wiring);
  addSecretsCommands(program, wiring);
  addServerCommands(program, wiring);
  addRunCommands(program, wiring);
  return program;
}

function addOperatorCommands(program: Command, { operator, terminal, finish }: Wiring): void {
  program
    .command('up')
    .description('start an embedded single-user instance and print a one-time sign-in link (10 minutes)')
    .action(() => operator.serve({ roles: ROLES_OF_A_PROCESS, singleUser: true }));
  program
    .command('serve')
    .description('start an instance without the single-user defaults')
    .option('--roles <list>', 'web, worker or both', parseRoles, ROLES_OF_A_PROCESS)
    .action((flags: { roles: string[] }) => operator.serve({ roles: flags.roles, singleUser: false }));
  program
    .command('migrate')
    .description('bring the database to this version')
    .action(async () => {
      const applied = await operator.migrate();
      terminal.out(applied.length === 0 ? 'Nothing to do: the database is current.' : `Applied: ${applied.join(', ')}`);
    });
  program
    .command('link')
    .description('print a new one-time sign-in link of this instance')
    .action(async () => terminal.out(await operator.signInLink()));
  const keys = program.command('keys').description('API keys, straight on the database of this machine');
  keys
    .command('create')
    .description('make an API key; prints only the token, once')
    .requiredOption('--org <slug>', 'organization')
    .requiredOption('--name <name>', 'what the key is for')
    .requiredOption('--role <role>', 'viewer, editor, admin or owner')
    .action(async (flags: { org: string; name: string; role: string }) => terminal.out(await operator.createKey(flags)));
  program
    .command('doctor')
    .description('probe any MCP server: its era, tools and faults; needs no instance')
    .argument('<target...>', 'the URL of an MCP endpoint; with --stdio a command and its arguments, after "--"')
    .option('--stdio', 'start a program on this machine and speak over its stdin and stdout')
    .option('--env <VARIABLE...>', 'with --stdio: environment variables to hand on; it gets no others but PATH and HOME')
    .option('--transport <type>', 'streamable_http or sse', 'streamable_http')
    .option('--bearer-env <VARIABLE>', 'environment variable that holds a bearer token')
    .option('--json', 'print JSON')
    .action(async (target: string[], flags: DoctorFlags) => finish(await doctorCommand(target, flags, { operator, terminal })));
}

function addAccountCommands(program: Command, { operator, terminal }: Wiring): void {
  const accounts = program.command('accounts').description('people and their way in, straight on the database of this machine');
  accounts
    .command('reset')
    .description('print a link that sets a new password once, within 30 minutes, and ends every session')
    .argument('<email>', 'of the person who is locked out')
    .option('--drop-second-factor', 'also switch the second factor off, at once')
    .action((email: string, flags: ResetFlags) => resetAccountCommand(email, flags, { operator, terminal }));
}

function addSecretsCommands(program: Command, { operator, terminal, finish }: Wiring): void {
  const secrets = program.command('secrets').description('the master key of this instance and what it opens');
  secrets
    .command('rotate')
    .description('replace the master key, with every process stopped; run it again when it was interrupted')
    .option('--generate', 'make the new key and exchange the key file (otherwise: ARMATURE_NEW_SECRET_KEY)')
    .option('--skip-unreadable', 'leave secrets that the present key does not open as they are')
    .action(async (flags: RotateFlags) => finish(await rotateSecretsCommand(flags, { operator, terminal })));
  secrets
    .command('check')
    .description('try whether the master key opens every stored secret; changes nothing')
    .option('--json', 'print JSON')
    .action(async (flags: CheckFlags) => finish(await checkSecretsCommand(flags, { operator, terminal })));
}

function addServerCommands(program: Command, { terminal, finish }: Wiring): void {
  const servers = program.command('servers').description('MCP servers of the organization');
  withConnection(servers.command('add'))
    .description('probe and register an MCP server')
    .argument('<url>', 'the MCP endpoint')
    .requiredOption('--name <name>', 'label, unique per organization and environment')
    .option('--transport <type>', 'streamable_http or sse', 'streamable_http')
    .option('--environment <name>', 'label; lists show production by default')
    .option('--bearer-env <VARIABLE>', 'environment variable that holds the bearer token')
    .option('--header-env <header=VARIABLE...>', 'extra header from an environment variable')
    .option('--skip-probe', 'save without a live probe')
    .action(async (url: string, flags: AddFlags) => finish(await addServerCommand(url, flags, terminal)));
  withConnection(servers.command('list'))
    .description('servers of all environments')
    .action(async (flags: PlainFlags) => finish(await listServersCommand(flags, terminal)));
  withConnection(servers.command('probe'))
    .description('connect, list, close; changes nothing')
    .argument('<serverId>')
    .action(async (id: string, flags: PlainFlags) => finish(await probeServerCommand(id, flags, terminal)));
  withConnection(servers.command('login'))
    .description('connect an OAuth auth profile in the browser, and wait for it')
    .argument('<serverId>')
    .option('--profile <name>', 'which auth profile; default: the default one, or the only one of its kind')
    .action(async (id: string, flags: LoginFlags) => finish(await loginServerCommand(id, flags, terminal)));
  withConnection(servers.command('sync'))
    .description('read the catalog again (admin)')
    .argument('<serverId>')
    .action(async (id: string, flags: PlainFlags) => finish(await syncServerCommand(id, flags, terminal)));
}

function addRunCommands(program: Command, { terminal, finish }: Wiring): void {
  withConnection(program.command('run'))
    .description('dispatch a workflow; with --wait the exit code says how it went')
    .argument('<workflowId>')
    .option('--model <id...>', 'only these of its models')
    .option('--reason <text>', 'label in the dashboard')
    .option('--idempotency-key <key>', 'the same key returns the same run, such as a commit id')
    .option('--force', 'start a new run even if one was just started')
    .option('--wait', 'follow to the end')
    .option('--timeout <seconds>', 'longest wait', parseSeconds, DEFAULT_WAIT_S)
    .option('--junit <file>', 'write JUnit XML (waits)')
    .action(async (id: string, flags: RunFlags) => finish(await runCommand(id, flags, terminal)));
  withConnection(program.command('login'))
    .description('check and keep a URL and API key')
    .action(async (flags: PlainFlags) => finish(await loginCommand(flags, terminal)));
  withConnection(program.command('status'))
    .description('whose key this is, and the runs of the last day')
    .action(async (flags: PlainFlags) => finish(await statusCommand(flags, terminal)));
}

const withConnection = (command: Command): Command =>
  command
    .option('--url <url>', 'instance (or ARMATURE_URL)')
    .option('--api-key <key>', 'API key (or ARMATURE_API_KEY)')
    .option('--json', 'print JSON');

function parseRoles(text: string): string[] {
  const roles = text.split(',').map((role) => role.trim());
  const unknown = roles.find((role) => !ROLES_OF_A_PROCESS.includes(role));
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is none of web, worker.`);
  return roles;
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 86_400) throw new InvalidArgumentError('must be a whole number from 1 to 86400.');
  return value;
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  if (error instanceof CliError) {
    terminal.err(error.message);
    return error.exitCode;
  }
  if (error instanceof ApiProblem) {
    terminal.err(`${error.code}: ${error.message}`);
    return exitCodeOfProblem(error);
  }
  terminal.err(error instanceof Error ? error.message : String(error));
  return EXIT.undecided;
}

/** A probe that failed is an answer; a mistake in the call is usage; in every other case nothing can be said. */
function exitCodeOfProblem({ status, code }: ApiProblem): ExitCode {
  if (code === 'probe_failed') return EXIT.failed;
  return status >= 500 || status === 429 || status === 401 || status === 403 ? EXIT.undecided : EXIT.usage;
}
