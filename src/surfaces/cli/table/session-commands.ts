// login, status and completion: the person at the terminal, and the shell they use.
import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { completionCommand } from '../commands/completion.ts';
import { loginCommand } from '../commands/login.ts';
import { statusCommand } from '../commands/status.ts';
import type { StatusFlags } from '../commands/status.ts';
import type { PlainFlags } from '../commands/servers.ts';
import { SHELLS } from '../completion/shells.ts';
import type { Shell } from '../completion/shells.ts';
import { withConnection, withJson } from '../wiring.ts';
import type { Wiring } from '../wiring.ts';

const COMPLETION_EXAMPLE = [
  'source <(armature completion bash)                                   # in ~/.bashrc',
  'armature completion zsh > "${fpath[1]}/_armature"',
  'armature completion fish > ~/.config/fish/completions/armature.fish',
].join('\n');

export function addSessionCommands(program: Command, { terminal, finish }: Wiring): void {
  withConnection(program.command('login'), 'armature login --url https://armature.example.com')
    .description('check and keep a URL and API key')
    .action(async (flags: PlainFlags) => finish(await loginCommand(flags, terminal)));
  withConnection(program.command('status'), 'armature status --range 7d')
    .description('whose key this is, and how the organization is doing')
    .addOption(new Option('--range <range>', 'how far back').choices(['24h', '7d', '30d']).default('24h'))
    .action(async (flags: StatusFlags) => finish(await statusCommand(flags, terminal)));
  withJson(program.command('completion'), COMPLETION_EXAMPLE)
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: Shell, flags: { json?: boolean }) => completionCommand(shell, flags, { program, terminal }));
}
