// armature proposals …: changes that wait for a person's approval.
import { Option } from 'commander';
import type { Command } from 'commander';
import { applyProposalCommand, listProposalsCommand, showProposalCommand } from '../commands/proposals.ts';
import type { ApplyFlags, ListFlags } from '../commands/proposals.ts';
import type { PlainFlags } from '../commands/servers.ts';
import { withConnection } from '../wiring.ts';
import type { Wiring } from '../wiring.ts';

export function addProposalCommands(program: Command, { terminal, finish }: Wiring): void {
  const proposals = program.command('proposals').description('proposed changes of workflows');
  withConnection(proposals.command('list'), 'armature proposals list --state staged')
    .description('proposals, newest first')
    .addOption(new Option('--state <state>', 'only those').choices(['staged', 'applied', 'expired']))
    .option('--workflow <id>', 'only of this workflow')
    .action(async (flags: ListFlags) => finish(await listProposalsCommand(flags, terminal)));
  withConnection(proposals.command('show'), 'armature proposals show prop_01…')
    .description('what it changes, why, and how its trials went')
    .argument('<proposalId>')
    .action(async (id: string, flags: PlainFlags) => finish(await showProposalCommand(id, flags, terminal)));
  withConnection(proposals.command('apply'), 'armature proposals apply prop_01… --approved-by "Ada Lovelace"')
    .description('make it the current version of its workflow')
    .argument('<proposalId>')
    .option('--approved-by <name>', 'the person who approved it; kept in the audit log')
    .action(async (id: string, flags: ApplyFlags) => finish(await applyProposalCommand(id, flags, terminal)));
}
