// armature run: dispatch, follow, print verdicts, write reports. Its exit code is a CI gate.
import { appendFile, writeFile } from 'node:fs/promises';
import { connectApi } from '../api-client.ts';
import type { ApiClient, ConnectionFlags } from '../api-client.ts';
import { chosenWorkflows, dispatchRuns, refuseWrongChoice } from '../dispatch-runs.ts';
import type { Choice, DispatchFlags, StartedRun } from '../dispatch-runs.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRuns, inTurns, retrying } from '../follow-runs.ts';
import { judgeGate, usd } from '../gate.ts';
import type { Gate } from '../gate.ts';
import { junitXml } from '../junit.ts';
import { plainLine } from '../plain-line.ts';
import { print } from '../print.ts';
import { linesOf, reportOf } from '../run-report.ts';
import type { RunReport } from '../run-report.ts';
import { summaryMarkdown } from '../summary.ts';
import type { Terminal } from '../terminal.ts';

export interface RunFlags extends ConnectionFlags, Choice, DispatchFlags {
  readonly wait?: boolean | undefined;
  /** Seconds. */
  readonly timeout: number;
  readonly maxCost?: number | undefined;
  readonly json?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly summary?: string | undefined;
}

export async function runCommand(named: readonly string[], flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.proposal !== undefined && (flags.all === true || named.length !== 1)) {
    throw new CliError(EXIT.usage, '--proposal is tried with one workflow: its own.');
  }
  refuseWrongChoice(named, flags);
  const api = await connectApi(flags, terminal);
  const workflowIds = await chosenWorkflows(api, named, flags);
  const started = await dispatchRuns(api, workflowIds, { flags, terminal });
  const waits = flags.wait === true || [flags.junit, flags.summary, flags.maxCost].some((one) => one !== undefined);
  if (!waits) {
    print(terminal, flags.json, { value: { runId: started[0]?.runId, runs: started }, lines: () => started.map(queuedLine) });
    return EXIT.pass;
  }
  return follow(api, started, { flags, terminal });
}

const queuedLine = (run: StartedRun): string =>
  plainLine(`queued   ${run.modelId}  ${run.url}${run.deduplicated ? '  (already there)' : ''}`);

async function follow(
  api: ApiClient,
  started: readonly StartedRun[],
  { flags, terminal }: { flags: RunFlags; terminal: Terminal },
): Promise<ExitCode> {
  const ids = started.map(({ runId }) => runId);
  const { runs, gaveUp } = await followRuns(api, ids, { timeoutS: flags.timeout, terminal });
  // who asked to stop waits for no verdicts either
  if (terminal.signal.aborted) throw new CliError(EXIT.undecided, gaveUp ?? 'Stopped; the runs have ended.');
  const reports = await inTurns(runs, (run) => retrying(() => reportOf(api, run), terminal));
  const gate = judgeGate(reports, flags.maxCost);
  await writeReports(reports, gate, flags);
  print(terminal, flags.json, {
    value: { ...gate, ...(flags.maxCost === undefined ? {} : { maxCostUsd: flags.maxCost }), gaveUp, runs: reports },
    lines: () => [...reports.flatMap(linesOf), ...totalLines(reports, gate)],
  });
  if (gaveUp !== null) terminal.err(gaveUp);
  if (gate.note !== null) terminal.err(gate.note);
  return gate.exitCode;
}

/** One run says all of itself. */
function totalLines(reports: readonly RunReport[], { outcome, costUsd, isCostComplete }: Gate): string[] {
  if (reports.length < 2) return [];
  const passed = reports.filter(({ status }) => status === 'pass').length;
  return [
    `${outcome.toUpperCase()}  ${passed} of ${reports.length} runs passed, ${usd(costUsd)}${isCostComplete ? '' : ' and what is not known'}`,
  ];
}

async function writeReports(reports: readonly RunReport[], gate: Gate, { junit, summary }: RunFlags): Promise<void> {
  const file = (flag: string, path: string, write: Promise<void>) =>
    write.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : 'unknown reason';
      throw new CliError(EXIT.undecided, `${flag}: cannot write ${path}: ${why}`);
    });
  if (junit !== undefined) await file('--junit', junit, writeFile(junit, junitXml(reports)));
  // a pipeline's steps all add to one page
  if (summary !== undefined) await file('--summary', summary, appendFile(summary, summaryMarkdown(reports, gate)));
}
