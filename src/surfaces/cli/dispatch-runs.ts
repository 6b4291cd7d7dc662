// Which workflows a gate runs, and how their runs are started.
import { allRows, queryOf } from './all-rows.ts';
import type { ApiClient } from './api-client.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { retrying } from './follow-runs.ts';
import { showProgress } from './print.ts';
import type { Terminal } from './terminal.ts';

const MAX_WORKFLOWS = 200;

export interface Choice {
  readonly all?: boolean | undefined;
  readonly category?: readonly string[] | undefined;
  readonly environment?: string | undefined;
}

export interface DispatchFlags {
  readonly model?: readonly string[] | undefined;
  readonly proposal?: string | undefined;
  readonly reason?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly force?: boolean | undefined;
}

export interface StartedRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly modelId: string;
  readonly status: string;
  readonly deduplicated: boolean;
  readonly url: string;
}

/** What can be said before anything is asked. */
export function refuseWrongChoice(named: readonly string[], { all, category, environment }: Choice): void {
  if (all === true && named.length > 0) throw new CliError(EXIT.usage, 'Name workflows or give --all: one of the two.');
  if (all === true) return;
  if (category !== undefined || environment !== undefined)
    throw new CliError(EXIT.usage, '--category and --environment are for --all only.');
  if (named.length === 0) throw new CliError(EXIT.usage, 'Name a workflow, or give --all.');
}

/** The named ones, or all active ones of some categories. Never none: nothing run is nothing proven. */
export async function chosenWorkflows(api: ApiClient, named: readonly string[], choice: Choice): Promise<readonly string[]> {
  const ids = choice.all === true ? await listed(api, choice) : [...new Set(named)];
  if (ids.length > MAX_WORKFLOWS)
    throw new CliError(EXIT.usage, `${ids.length} workflows are too many for one gate; the most is ${MAX_WORKFLOWS}.`);
  return ids;
}

async function listed(api: ApiClient, { category, environment }: Choice): Promise<readonly string[]> {
  const rows = await allRows<{ id: string }>(api, `/workflows${queryOf({ category: category?.join(','), environment })}`);
  if (rows.length === 0) throw new CliError(EXIT.usage, 'No active workflow matches, so nothing was run.');
  return rows.map(({ id }) => id);
}

/** One after another. With an idempotency key a dispatch that failed may be asked again: it starts nothing twice. */
export async function dispatchRuns(
  api: ApiClient,
  workflowIds: readonly string[],
  { flags, terminal }: { flags: DispatchFlags; terminal: Terminal },
): Promise<readonly StartedRun[]> {
  const body = bodyOf(flags);
  const runs: StartedRun[] = [];
  for (const [done, workflowId] of workflowIds.entries()) {
    if (workflowIds.length > 1) showProgress(terminal, `starting ${done + 1} of ${workflowIds.length}`);
    const ask = () => api.post(`/workflows/${encodeURIComponent(workflowId)}/runs`, body);
    try {
      const started = (await (flags.idempotencyKey === undefined ? ask() : retrying(ask, terminal))) as {
        runs: readonly Omit<StartedRun, 'workflowId'>[];
      };
      runs.push(...started.runs.map((run) => ({ workflowId, ...run })));
    } catch (error) {
      if (runs.length > 0) terminal.err(`Stopped at ${workflowId}; ${runs.length} runs of the workflows before it were started and go on.`);
      throw error;
    }
  }
  return runs;
}

const bodyOf = ({ model, proposal, reason, idempotencyKey, force }: DispatchFlags) => ({
  ...(reason === undefined ? {} : { reason }),
  ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  ...(force === true ? { forceNewRun: true } : {}),
  ...(model === undefined ? {} : { modelIds: model }),
  ...(proposal === undefined ? {} : { proposalId: proposal }),
});
