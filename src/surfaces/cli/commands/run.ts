// armature run <workflowId>: dispatch, follow, print verdicts, write JUnit. Its exit code is a CI gate.
import { writeFile } from 'node:fs/promises';
import { ApiProblem, connectApi } from '../api-client.ts';
import type { ApiClient, ConnectionFlags } from '../api-client.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { junitXml } from '../junit.ts';
import type { JUnitRun } from '../junit.ts';
import type { Terminal } from '../terminal.ts';

/** Short runs answer soon, long ones are not asked for too often. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 3000;
const MAX_FAILURES = 10;

export interface RunFlags extends ConnectionFlags {
  readonly model?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly force?: boolean | undefined;
  readonly wait?: boolean | undefined;
  readonly timeout: number;
  readonly json?: boolean | undefined;
  readonly junit?: string | undefined;
}

interface Started {
  readonly runs: readonly { readonly runId: string; readonly modelId: string; readonly deduplicated: boolean; readonly url: string }[];
}

interface RunView {
  readonly runId: string;
  readonly workflowName: string;
  readonly modelId: string;
  readonly testerKind: string;
  readonly status: string;
  readonly classification: string | null;
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly startedAt: string | null;
  readonly durationMs: number | null;
  readonly url: string;
}

export async function runCommand(workflowId: string, flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const started = (await api.post(`/workflows/${encodeURIComponent(workflowId)}/runs`, {
    ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    ...(flags.idempotencyKey === undefined ? {} : { idempotencyKey: flags.idempotencyKey }),
    ...(flags.force === true ? { forceNewRun: true } : {}),
    ...(flags.model === undefined ? {} : { modelIds: flags.model }),
  })) as Started;
  if (flags.wait !== true && flags.junit === undefined) {
    print(terminal, flags, started, () =>
      started.runs.map((run) => `queued   ${run.modelId}  ${run.url}${run.deduplicated ? '  (already there)' : ''}`),
    );
    return EXIT.pass;
  }
  const finished = await waitForAll(api, started, { flags, terminal });
  const reports = await Promise.all(finished.map((run) => reportOf(api, run)));
  if (flags.junit !== undefined) {
    await writeFile(flags.junit, junitXml(reports)).catch((error: unknown) => {
      throw new CliError(
        EXIT.undecided,
        `--junit: cannot write ${flags.junit}: ${error instanceof Error ? error.message : 'unknown reason'}`,
      );
    });
  }
  print(terminal, flags, { runs: reports }, () => reports.flatMap(linesOf));
  return exitCodeOf(finished.map(({ status }) => status));
}

/** 0 only when every run passed; 3 when any is undecided; else 1. */
export function exitCodeOf(statuses: readonly string[]): ExitCode {
  if (statuses.length === 0) return EXIT.undecided;
  if (statuses.every((status) => status === 'pass')) return EXIT.pass;
  const isDecided = (status: string) => ['pass', 'partial', 'fail'].includes(status);
  return statuses.every(isDecided) ? EXIT.failed : EXIT.undecided;
}

async function waitForAll(
  api: ApiClient,
  started: Started,
  { flags, terminal }: { flags: RunFlags; terminal: Terminal },
): Promise<RunView[]> {
  const endAt = terminal.now() + flags.timeout * 1000;
  const look = tolerant(() => Promise.all(started.runs.map(async ({ runId }) => (await api.get(`/runs/${runId}`)) as RunView)), terminal);
  const shown = new Map<string, string>();
  // bounded by --timeout
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const runs = (await look()) ?? [];
    for (const run of runs) {
      if (shown.get(run.runId) !== run.status && flags.json !== true) terminal.err(`${run.modelId}: ${run.status}`);
      shown.set(run.runId, run.status);
    }
    if (runs.length > 0 && runs.every(({ status }) => status !== 'pending' && status !== 'running')) return runs;
    if (terminal.signal.aborted) throw new CliError(EXIT.undecided, 'Stopped waiting; the runs go on.');
    if (terminal.now() >= endAt) {
      throw new CliError(
        EXIT.undecided,
        `Not finished after ${flags.timeout} s; the runs go on: ${started.runs.map(({ url }) => url).join(' ')}`,
      );
    }
    await terminal.sleep(pauseMs);
  }
}

/** An instance that restarts or is busy must not end a long wait: undefined for a failure that may pass, until there are too many in a row. */
function tolerant<T>(ask: () => Promise<T>, terminal: Terminal): () => Promise<T | undefined> {
  let failures = 0;
  return async () => {
    try {
      const answer = await ask();
      failures = 0;
      return answer;
    } catch (error) {
      failures += 1;
      if (!mayPass(error) || failures >= MAX_FAILURES || terminal.signal.aborted) throw error;
      return undefined;
    }
  };
}

const mayPass = (error: unknown): boolean =>
  error instanceof ApiProblem
    ? error.status === 429 || error.status >= 500
    : error instanceof CliError && error.exitCode === EXIT.undecided;

async function reportOf(api: ApiClient, run: RunView): Promise<JUnitRun & { readonly testerKind: string }> {
  const { criteria } = (await api.get(`/runs/${run.runId}/evaluation`)) as Pick<JUnitRun, 'criteria'>;
  const { runId, workflowName, modelId, status, classification, durationMs, startedAt, url, testerKind } = run;
  return {
    runId,
    workflowName,
    modelId,
    testerKind,
    status,
    classification,
    durationMs,
    startedAt,
    url,
    errorMessage: run.error?.message ?? null,
    criteria,
  };
}

function linesOf(run: JUnitRun & { readonly testerKind: string }): string[] {
  const kind = run.testerKind === 'model' ? '' : ', no AI';
  const blame = run.classification === null ? '' : `  blame: ${run.classification}`;
  return [
    `${run.status.toUpperCase()}  ${run.workflowName}  (${run.modelId}${kind})${blame}`,
    ...(run.errorMessage === null ? [] : [`  error: ${run.errorMessage}`]),
    ...run.criteria.map(
      (one) =>
        `  ${(one.verdict ?? '-').padEnd(7)} ${one.criterionText}${one.isRequired ? '' : ' (optional)'}${one.reasoning === null || one.verdict === 'pass' ? '' : `\n          ${one.reasoning}`}`,
    ),
    `  ${run.url}`,
  ];
}

function print(terminal: Terminal, flags: RunFlags, value: unknown, lines: () => string[]): void {
  if (flags.json === true) terminal.out(JSON.stringify(value, null, 2));
  else for (const line of lines()) terminal.out(line);
}
