// armature import and armature servers export: configuration files of MCP clients, in and out.
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { importCommand } from '../commands/import.ts';
import type { ImportFlags } from '../commands/import.ts';
import { exportServersCommand } from '../commands/servers-export.ts';
import type { ExportFlags } from '../commands/servers-export.ts';
import { withConnection } from '../wiring.ts';
import type { Wiring } from '../wiring.ts';

const IMPORT_EXAMPLE = [
  'armature import .mcp.json --dry-run',
  'armature import ~/.codex/config.toml --name figma --secret FIGMA_OAUTH_TOKEN=env:FIGMA_TOKEN',
].join('\n');

export function addImportCommand(program: Command, { terminal, finish }: Wiring): void {
  withConnection(program.command('import'), IMPORT_EXAMPLE)
    .description(
      "add the servers of a client's configuration file: Claude, Cursor, VS Code, Windsurf, Gemini CLI, Codex, opencode, Goose, server.json",
    )
    .argument('<file>', 'JSON, TOML or YAML, at most 1 MiB')
    .option('--name <name...>', 'only these of its servers')
    .option('--dry-run', 'say what would be added and what is missing; change nothing')
    .option('--secret <NAME=env:VARIABLE...>', 'a variable of the file, from an environment variable of here')
    .option('--input <NAME=text...>', 'a variable of the file that is no secret')
    .option('--environment <name>', 'label of the new servers; lists show production by default')
    .option('--skip-probe', 'save without a live probe')
    .action(async (file: string, flags: ImportFlags) => finish(await importCommand(file, flags, terminal)));
}

const EXPORT_EXAMPLE = [
  'armature servers export --client claude-code > .mcp.json',
  'armature servers export --client codex --target servers',
  'armature servers export --client cursor --target source:petstore --environment staging',
].join('\n');

function targetOf(text: string): string {
  if (text === 'api-mcp' || text === 'servers' || /^source:./.test(text)) return text;
  throw new InvalidArgumentError('must be api-mcp, servers or source:<slug>.');
}

export function addExportCommand(servers: Command, { terminal, finish }: Wiring): void {
  withConnection(servers.command('export'), EXPORT_EXAMPLE)
    .description("print a ready entry for a client's configuration file")
    .requiredOption('--client <name>', 'claude-code, claude-desktop, cursor, vscode, windsurf, gemini-cli, codex, opencode or goose')
    .addOption(
      new Option(
        '--target <target>',
        "api-mcp: this instance's own MCP endpoint; servers: the registered ones; source:<slug>: an API that is published here",
      )
        .argParser(targetOf)
        .default('api-mcp'),
    )
    .option('--environment <name>', 'of a source in mode code (default production)')
    .action(async (flags: ExportFlags) => finish(await exportServersCommand(flags, terminal)));
}
