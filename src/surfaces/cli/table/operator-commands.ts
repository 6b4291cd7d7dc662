// The operator's commands: on this machine's own data, without the REST API (spec 05 §5).
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { resetAccountCommand } from '../commands/accounts.ts';
import type { ResetFlags } from '../commands/accounts.ts';
import { doctorCommand } from '../commands/doctor.ts';
import type { DoctorFlags } from '../commands/doctor.ts';
import { checkSecretsCommand, rotateSecretsCommand } from '../commands/secrets.ts';
import type { CheckFlags, RotateFlags } from '../commands/secrets.ts';
import { print } from '../print.ts';
import { withJson } from '../wiring.ts';
import type { Wiring } from '../wiring.ts';

const ROLES_OF_A_PROCESS = ['web', 'worker'];
const ROLES_OF_A_KEY = ['viewer', 'editor', 'admin', 'owner'];

interface JsonFlag {
  readonly json?: boolean | undefined;
}

export function addOperatorCommands(program: Command, wiring: Wiring): void {
  addInstanceCommands(program, wiring);
  addKeyCommands(program, wiring);
  addDoctor(program, wiring);
  addAccountCommands(program, wiring);
  addSecretsCommands(program, wiring);
}

function addInstanceCommands(program: Command, { operator, terminal }: Wiring): void {
  withJson(program.command('up'), 'armature up')
    .description('start an embedded single-user instance and print a one-time sign-in link (10 minutes)')
    .action((flags: JsonFlag) => operator.serve({ roles: ROLES_OF_A_PROCESS, singleUser: true, json: flags.json }));
  withJson(program.command('serve'), 'DATABASE_URL=postgres://… armature serve --roles=web,worker')
    .description('start an instance without the single-user defaults')
    .option('--roles <list>', 'web, worker or both', parseRoles, ROLES_OF_A_PROCESS)
    .action((flags: { roles: string[] } & JsonFlag) => operator.serve({ roles: flags.roles, singleUser: false, json: flags.json }));
  withJson(program.command('migrate'), 'DATABASE_URL=postgres://… armature migrate')
    .description('bring the database to this version')
    .action(async ({ json }: JsonFlag) => {
      const applied = await operator.migrate();
      const line = applied.length === 0 ? 'Nothing to do: the database is current.' : `Applied: ${applied.join(', ')}`;
      print(terminal, json, { value: { applied }, lines: () => [line] });
    });
  withJson(program.command('link'), 'armature link')
    .description('print a new one-time sign-in link of this instance')
    .action(async ({ json }: JsonFlag) => {
      const url = await operator.signInLink();
      print(terminal, json, { value: { url }, lines: () => [url] });
    });
}

function addKeyCommands(program: Command, { operator, terminal }: Wiring): void {
  const keys = program.command('keys').description('API keys, straight on the database of this machine');
  withJson(keys.command('create'), 'armature keys create --org demo --name pipeline --role editor')
    .description('make an API key; prints only the token, once')
    .requiredOption('--org <slug>', 'organization')
    .requiredOption('--name <name>', 'what the key is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES_OF_A_KEY).makeOptionMandatory())
    .action(async ({ json, ...wanted }: { org: string; name: string; role: string } & JsonFlag) => {
      const token = await operator.createKey(wanted);
      print(terminal, json, { value: { token }, lines: () => [token] });
    });
}

function addDoctor(program: Command, { operator, terminal, finish }: Wiring): void {
  withJson(program.command('doctor'), 'armature doctor https://mcp.example.com/mcp\narmature doctor --stdio -- npx -y some-mcp-server')
    .description('probe any MCP server: its era, tools and faults; needs no instance')
    .argument('<target...>', 'the URL of an MCP endpoint; with --stdio a command and its arguments, after "--"')
    .option('--stdio', 'start a program on this machine and speak over its stdin and stdout')
    .option('--env <VARIABLE...>', 'with --stdio: environment variables to hand on; it gets no others but PATH and HOME')
    .option('--transport <type>', 'streamable_http or sse', 'streamable_http')
    .option('--bearer-env <VARIABLE>', 'environment variable that holds a bearer token')
    .action(async (target: string[], flags: DoctorFlags) => finish(await doctorCommand(target, flags, { operator, terminal })));
}

function addAccountCommands(program: Command, { operator, terminal }: Wiring): void {
  const accounts = program.command('accounts').description('people and their way in, straight on the database of this machine');
  withJson(accounts.command('reset'), 'armature accounts reset ada@example.com')
    .description('print a link that sets a new password once, within 30 minutes, and ends every session')
    .argument('<email>', 'of the person who is locked out')
    .option('--drop-second-factor', 'also switch the second factor off, at once')
    .action((email: string, flags: ResetFlags) => resetAccountCommand(email, flags, { operator, terminal }));
}

function addSecretsCommands(program: Command, { operator, terminal, finish }: Wiring): void {
  const secrets = program.command('secrets').description('the master key of this instance and what it opens');
  withJson(secrets.command('rotate'), 'armature secrets rotate --generate')
    .description('replace the master key, with every process stopped; run it again when it was interrupted')
    .option('--generate', 'make the new key and exchange the key file (otherwise: ARMATURE_NEW_SECRET_KEY)')
    .option('--skip-unreadable', 'leave secrets that the present key does not open as they are')
    .action(async (flags: RotateFlags) => finish(await rotateSecretsCommand(flags, { operator, terminal })));
  withJson(secrets.command('check'), 'armature secrets check')
    .description('try whether the master key opens every stored secret; changes nothing')
    .action(async (flags: CheckFlags) => finish(await checkSecretsCommand(flags, { operator, terminal })));
}

function parseRoles(text: string): string[] {
  const roles = text.split(',').map((role) => role.trim());
  const unknown = roles.find((role) => !ROLES_OF_A_PROCESS.includes(role));
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is none of web, worker.`);
  return roles;
}
