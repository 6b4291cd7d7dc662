// armature apply: makes the organization what the files of a folder say, all of it or nothing.
import { createInterface } from 'node:readline/promises';
import { connectApi } from '../api-client.ts';
import { describePlan } from '../config-files/describe-plan.ts';
import type { Change } from '../config-files/describe-plan.ts';
import { secretNamesIn } from '../config-files/join-files.ts';
import { faultsOfProblem, openPlan } from '../config-files/open-plan.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { jsonText, print, showProgress } from '../print.ts';
import type { Terminal } from '../terminal.ts';
import { refuseFiles } from './plan.ts';
import type { PlanFlags } from './plan.ts';

export interface ApplyFlags extends Omit<PlanFlags, 'exitCode'> {
  readonly yes?: boolean | undefined;
  readonly skipProbe?: boolean | undefined;
}

export async function applyCommand(folder: string, flags: ApplyFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const prune = flags.prune === true;
  const opened = await openPlan(api, folder, { prune });
  if (!opened.ok) return refuseFiles(opened.faults, flags, terminal);
  const { joined, plan } = opened;
  const secrets = secretsFor(joined.document, terminal);
  if (flags.json !== true) for (const line of describePlan(plan.changes)) terminal.out(line);
  const isDone = plan.changes.every(({ op }) => op === 'none') && Object.keys(secrets).length === 0;
  if (isDone) {
    if (flags.json === true) terminal.out(jsonText({ changes: plan.changes }));
    return EXIT.pass;
  }
  await confirm(flags, terminal);
  showProgress(terminal, 'Applying …');
  const body = { document: joined.document, prune, secrets, expectedPlanHash: plan.planHash, skipProbe: flags.skipProbe === true };
  try {
    const applied = (await api.post('/config/apply', body)) as { readonly changes: readonly Change[] };
    print(terminal, flags.json, { value: applied, lines: () => [summaryOf(applied.changes)] });
    return EXIT.pass;
  } catch (error) {
    return refuseFiles(faultsOfProblem(joined, error), flags, terminal);
  }
}

/** Only what the files name leaves this machine. */
function secretsFor(document: unknown, { env }: Terminal): Readonly<Record<string, string>> {
  const pairs = secretNamesIn(document).flatMap((name) => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

async function confirm({ yes, json }: ApplyFlags, terminal: Terminal): Promise<void> {
  if (yes === true) return;
  if (!terminal.isInteractive || json === true || !process.stdin.isTTY)
    throw new CliError(EXIT.usage, 'Nothing was applied: pass --yes where nobody can be asked.');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await reader.question('Apply this? [y/N] ', { signal: terminal.signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliError(EXIT.failed, 'Nothing was applied.');
  } finally {
    reader.close();
  }
}

const WORDS = [
  ['create', 'created'],
  ['update', 'updated'],
  ['adopt', 'adopted'],
  ['delete', 'deleted'],
] as const;

function summaryOf(changes: readonly Change[]): string {
  const parts = WORDS.flatMap(([op, word]) => {
    const count = changes.filter((change) => change.op === op).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return parts.length === 0 ? 'Nothing had to be changed.' : `Applied: ${parts.join(', ')}.`;
}
