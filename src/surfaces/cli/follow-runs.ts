// Waits for runs to end, outliving an instance that restarts or is busy, and asking no more than a key may.
import { ApiProblem } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { plainLine } from './plain-line.ts';
import { showProgress } from './print.ts';
import { isFinished } from './run-report.ts';
import type { RunView } from './run-report.ts';
import type { Terminal } from './terminal.ts';

/** Short runs answer soon, long ones are not asked for too often. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 3000;
/** Of each unfinished run: with many of them, all together are asked for at most 300 times a minute. */
const PAUSE_PER_RUN_MS = 200;
const MAX_FAILURES = 10;
const AT_ONCE = 8;

export interface Followed {
  /** As they were seen last. */
  readonly runs: readonly RunView[];
  /** Why some are unfinished; null when none is. */
  readonly gaveUp: string | null;
}

export async function followRuns(
  api: ApiClient,
  runIds: readonly string[],
  { timeoutS, terminal }: { timeoutS: number; terminal: Terminal },
): Promise<Followed> {
  const endAt = terminal.now() + timeoutS * 1000;
  const seen = new Map<string, RunView>();
  const open = () => runIds.filter((id) => !isFinished(seen.get(id) ?? { status: 'pending' }));
  const look = (runId: string) => retrying(() => api.get(`/runs/${encodeURIComponent(runId)}`), terminal) as Promise<RunView>;
  const runs = () => runIds.flatMap((id) => seen.get(id) ?? []);
  // bounded by the timeout
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    if (terminal.signal.aborted) return { runs: runs(), gaveUp: 'Stopped waiting; the runs go on.' };
    for (const run of await inTurns(open(), look)) {
      const name = plainLine(`${run.workflowName}  ${run.modelId}`);
      if (seen.get(run.runId)?.status !== run.status) showProgress(terminal, `${run.status.padEnd(7)}  ${name}`);
      seen.set(run.runId, run);
    }
    const left = open().length;
    if (left === 0) return { runs: runs(), gaveUp: null };
    if (terminal.now() >= endAt) return { runs: runs(), gaveUp: `Not finished after ${timeoutS} s; the runs go on.` };
    await terminal.sleep(Math.max(pauseMs, left * PAUSE_PER_RUN_MS));
  }
}

/** Some at a time, in order. */
export async function inTurns<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}

/** Asks again after a failure that may pass, until there are too many in a row. Only for what may be asked twice. */
export async function retrying<Result>(ask: () => Promise<Result>, terminal: Terminal): Promise<Result> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!mayPass(error) || failures >= MAX_FAILURES || terminal.signal.aborted) throw error;
      await terminal.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * failures));
    }
  }
}

const mayPass = (error: unknown): boolean =>
  error instanceof ApiProblem
    ? error.status === 429 || error.status >= 500
    : error instanceof CliError && error.exitCode === EXIT.undecided;
