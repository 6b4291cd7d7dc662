// armature servers …: register and test MCP servers.
import { Option } from 'commander';
import type { Command } from 'commander';
import { addServerCommand } from '../commands/servers-add.ts';
import type { AddFlags } from '../commands/servers-add.ts';
import { listServersCommand, probeServerCommand, syncServerCommand } from '../commands/servers.ts';
import type { PlainFlags, SyncFlags } from '../commands/servers.ts';
import { loginServerCommand } from '../commands/servers-login.ts';
import type { LoginFlags } from '../commands/servers-login.ts';
import { addExportCommand } from './import-commands.ts';
import { withConnection } from '../wiring.ts';
import type { Wiring } from '../wiring.ts';

const ADD_EXAMPLE = [
  'armature servers add https://mcp.example.com/mcp --name Shop --bearer-env SHOP_TOKEN',
  'armature servers add --stdio --name Files --env ROOT -- npx -y some-mcp-server',
].join('\n');

export function addServerCommands(program: Command, wiring: Wiring): void {
  const { terminal, finish } = wiring;
  const servers = program.command('servers').description('MCP servers of the organization');
  withConnection(servers.command('add'), ADD_EXAMPLE)
    .description('probe and register an MCP server')
    .argument('<target...>', 'the URL of the MCP endpoint; with --stdio a command and its arguments, after "--"')
    .requiredOption('--name <name>', 'label, unique per organization and environment')
    .option('--stdio', 'a program that the instance starts for each contact, where its operator allows that')
    .addOption(new Option('--transport <type>', 'for a URL').choices(['streamable_http', 'sse']).default('streamable_http'))
    .option('--environment <name>', 'label; lists show production by default')
    .option('--category <slug...>', 'labels to find it by')
    .option('--bearer-env <VARIABLE>', 'environment variable that holds the bearer token')
    .option('--header-env <header=VARIABLE...>', 'extra header from an environment variable')
    .option('--env <VARIABLE...>', 'with --stdio: variables to hand to the program, with their values of here')
    .option('--cwd <folder>', 'with --stdio: where the program starts, on the machine of the instance')
    .option('--skip-probe', 'save without a live probe')
    .action(async (target: string[], flags: AddFlags) => finish(await addServerCommand(target, flags, terminal)));
  withConnection(servers.command('list'), 'armature servers list')
    .description('servers of all environments')
    .action(async (flags: PlainFlags) => finish(await listServersCommand(flags, terminal)));
  withConnection(servers.command('probe'), 'armature servers probe mcp_01…')
    .description('connect, list, close; changes nothing')
    .argument('<serverId>')
    .action(async (id: string, flags: PlainFlags) => finish(await probeServerCommand(id, flags, terminal)));
  withConnection(servers.command('login'), 'armature servers login mcp_01… --profile default')
    .description('connect an OAuth auth profile in the browser, and wait for it')
    .argument('<serverId>')
    .option('--profile <name>', 'which auth profile; default: the default one, or the only one of its kind')
    .action(async (id: string, flags: LoginFlags) => finish(await loginServerCommand(id, flags, terminal)));
  withConnection(servers.command('sync'), 'armature servers sync mcp_01… --fail-on-breaking')
    .description('read the catalog again (admin)')
    .argument('<serverId>')
    .option('--fail-on-breaking', 'exit with 1 when something its users rely on is gone or changed')
    .action(async (id: string, flags: SyncFlags) => finish(await syncServerCommand(id, flags, terminal)));
  addExportCommand(servers, wiring);
}
