// armature bundle …: OpenAPI documents that are published as MCP servers.
import { Option } from 'commander';
import type { Command } from 'commander';
import { bundlePushCommand } from '../commands/bundle-push.ts';
import type { PushFlags } from '../commands/bundle-push.ts';
import { listBundlesCommand, promoteBundleCommand } from '../commands/bundles.ts';
import type { BundleListFlags } from '../commands/bundles.ts';
import type { PlainFlags } from '../commands/servers.ts';
import { parseSeconds, withConnection } from '../wiring.ts';
import type { Wiring } from '../wiring.ts';

const STATES = ['compiling', 'generated', 'active', 'superseded', 'failed'];
const PUSH_EXAMPLE = 'armature bundle push openapi.yaml --source petstore --promote --fail-on-breaking';

export function addBundleCommands(program: Command, { terminal, finish }: Wiring): void {
  const bundle = program.command('bundle').description('OpenAPI documents published as MCP servers');
  withConnection(bundle.command('push'), PUSH_EXAMPLE)
    .description('upload a document, wait until it is compiled, and print what changed')
    .argument('<openapi>', 'file in JSON or YAML')
    .requiredOption('--source <slug>', 'source it belongs to')
    .option('--env <environment>', 'environment (default production)')
    .option('--overlay <file>', 'OpenAPI Overlay, applied before compiling')
    .option('--manifest <file>', 'names, base URLs, authentication, limits and policy, in JSON or YAML')
    .option('--promote', 'serve it at once; needs the role admin')
    .option('--fail-on-breaking', 'exit 1 when it breaks what is active; with --promote such a bundle is not promoted')
    .option('--timeout <seconds>', 'longest wait for a compile in the background', parseSeconds, 600)
    .action(async (file: string, flags: PushFlags) => finish(await bundlePushCommand(file, flags, terminal)));
  withConnection(bundle.command('list'), 'armature bundle list --source petstore')
    .description('bundles, newest first')
    .option('--source <slug>', 'only of this source')
    .option('--env <environment>', 'only of this environment')
    .addOption(new Option('--state <state>', 'only those').choices(STATES))
    .action(async (flags: BundleListFlags) => finish(await listBundlesCommand(flags, terminal)));
  withConnection(bundle.command('promote'), 'armature bundle promote bun_01…')
    .description('serve it in its environment; an earlier one goes back to it')
    .argument('<bundleId>')
    .action(async (id: string, flags: PlainFlags) => finish(await promoteBundleCommand(id, flags, terminal)));
}
