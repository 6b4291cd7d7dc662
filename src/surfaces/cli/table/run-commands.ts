// armature run: the gate of a pipeline.
import type { Command } from 'commander';
import { runCommand } from '../commands/run.ts';
import type { RunFlags } from '../commands/run.ts';
import { parseSeconds, parseUsd, withConnection } from '../wiring.ts';
import type { Wiring } from '../wiring.ts';

const DEFAULT_WAIT_S = 900;

const RUN_EXAMPLE = [
  'armature run wf_01… --wait --junit armature.xml --idempotency-key "$GIT_COMMIT"',
  'armature run --all --category checkout --wait --max-cost 2.50 --summary "$GITHUB_STEP_SUMMARY"',
].join('\n');

export function addRunCommands(program: Command, { terminal, finish }: Wiring): void {
  withConnection(program.command('run'), RUN_EXAMPLE)
    .description('dispatch workflows; with --wait the exit code says how it went')
    .argument('[workflowId...]')
    .option('--all', 'every active workflow instead of named ones')
    .option('--category <slug...>', 'with --all: only those with one of these categories')
    .option('--environment <name>', 'with --all: of servers in this environment, or all (default: production)')
    .option('--model <id...>', 'only these of its models')
    .option('--proposal <id>', 'try a proposed change without applying it (one workflow)')
    .option('--reason <text>', 'label in the dashboard')
    .option('--idempotency-key <key>', 'the same key returns the same run, such as a commit id')
    .option('--force', 'start a new run even if one was just started')
    .option('--wait', 'follow to the end')
    .option('--timeout <seconds>', 'longest wait', parseSeconds, DEFAULT_WAIT_S)
    .option('--max-cost <usd>', 'budget of all runs together; over it the gate does not pass (waits)', parseUsd)
    .option('--junit <file>', 'write JUnit XML (waits)')
    .option('--summary <file>', 'append a summary in Markdown (waits)')
    .action(async (ids: string[], flags: RunFlags) => finish(await runCommand(ids, flags, terminal)));
}
