// On the fact run.finished: reads the run's trace for coverage while it is fresh.
import { findFinishedRun } from '#modules/runs';
import type { Deps } from '#platform/ctx';
import { shapesOf } from './considered-tools.ts';
import { readRun } from './read-run.ts';
import { unreadOf } from './store.ts';

/** Delivered twice, late or never: the report is the same. */
export async function onRunFinishedForCoverage(
  deps: Pick<Deps, 'db'>,
  orgId: string,
  { runId }: { readonly runId: string },
): Promise<void> {
  const run = await findFinishedRun(deps.db, orgId, runId);
  if (!run || !(await unreadOf(deps.db, [runId])).has(runId)) return;
  await readRun(deps, orgId, { run, shapes: await shapesOf(deps.db, orgId, run.serverId) });
}
