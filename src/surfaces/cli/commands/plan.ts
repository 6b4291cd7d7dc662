// armature plan: what applying the files of a folder would change. Changes nothing.
import { connectApi } from '../api-client.ts';
import type { ConnectionFlags } from '../api-client.ts';
import { describePlan } from '../config-files/describe-plan.ts';
import { faultText, openPlan } from '../config-files/open-plan.ts';
import type { NamedFault } from '../config-files/open-plan.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { jsonText, print } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface PlanFlags extends ConnectionFlags {
  readonly prune?: boolean | undefined;
  readonly exitCode?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function planCommand(folder: string, flags: PlanFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const opened = await openPlan(api, folder, { prune: flags.prune === true });
  if (!opened.ok) return refuseFiles(opened.faults, flags, terminal);
  const { plan } = opened;
  print(terminal, flags.json, { value: plan, lines: () => describePlan(plan.changes) });
  return flags.exitCode === true && plan.changes.some(({ op }) => op !== 'none') ? EXIT.failed : EXIT.pass;
}

/** Every fault at its place, for a person and for an editor that understands `file:line:column`. */
export function refuseFiles(
  faults: readonly NamedFault[],
  { json }: { readonly json?: boolean | undefined },
  terminal: Terminal,
): ExitCode {
  for (const fault of faults) terminal.err(plainLine(faultText(fault)));
  if (json === true) terminal.out(jsonText({ faults }));
  return EXIT.usage;
}
