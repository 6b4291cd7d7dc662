// armature pull, plan, apply: the organization's configuration as files.
import type { Command } from 'commander';
import { applyCommand } from '../commands/apply.ts';
import type { ApplyFlags } from '../commands/apply.ts';
import { planCommand } from '../commands/plan.ts';
import type { PlanFlags } from '../commands/plan.ts';
import { pullCommand } from '../commands/pull.ts';
import type { PullFlags } from '../commands/pull.ts';
import { withConnection } from '../wiring.ts';
import type { Wiring } from '../wiring.ts';

const FOLDER = 'armature';
const PRUNE = 'also remove what has a key and is not in the files any more';

export function addConfigCommands(program: Command, { terminal, finish }: Wiring): void {
  withConnection(program.command('pull'), 'armature pull')
    .description('write servers, workflows, monitors and rules into YAML files; comments stay')
    .argument('[folder]', 'where the files are', FOLDER)
    .action(async (folder: string, flags: PullFlags) => finish(await pullCommand(folder, flags, terminal)));
  withConnection(program.command('plan'), 'armature plan --exit-code')
    .description('show field by field what applying the files would change; changes nothing')
    .argument('[folder]', 'where the files are', FOLDER)
    .option('--prune', PRUNE)
    .option('--exit-code', 'exit with 1 when there are changes')
    .action(async (folder: string, flags: PlanFlags) => finish(await planCommand(folder, flags, terminal)));
  withConnection(program.command('apply'), 'SHOP_TOKEN=… armature apply --yes')
    .description('make the organization what the files say, all of it or nothing; secrets come from the environment')
    .argument('[folder]', 'where the files are', FOLDER)
    .option('--yes', 'do not ask')
    .option('--prune', PRUNE)
    .option('--skip-probe', 'save new servers without trying them')
    .action(async (folder: string, flags: ApplyFlags) => finish(await applyCommand(folder, flags, terminal)));
}
