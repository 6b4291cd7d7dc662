// Keeps the rows of `due` true to a workflow, in the transaction that changes it: one row per target, or none.
import type { Tx } from '#platform/db/connect';
import { clearDue, setDue } from '#platform/jobs/due';
import { planTick } from './plan-ticks.ts';
import type { WorkflowSpec, WorkflowState } from './workflow.ts';

export const DUE_KIND = 'workflow';

interface Planned {
  readonly id: string;
  readonly orgId: string;
  readonly state: WorkflowState;
  readonly spec: Pick<WorkflowSpec, 'schedule' | 'testerTargets'>;
}

export async function replanTicks(tx: Tx, { id, orgId, state, spec }: Planned, now: Date): Promise<void> {
  await clearDue(tx, DUE_KIND, id);
  const { schedule, testerTargets } = spec;
  if (state !== 'active' || !schedule) return;
  const rows = testerTargets.flatMap((_, slot) => {
    const tick = planTick(schedule, { slot, count: testerTargets.length }, now);
    return tick ? [{ kind: DUE_KIND, subjectId: id, slot, orgId, ...tick }] : [];
  });
  await setDue(tx, rows);
}

/** A save that touches none of these leaves ticks alone that are already on their way. */
export function plansDiffer(a: Planned, b: Planned): boolean {
  const planOf = ({ state, spec }: Planned) =>
    JSON.stringify([state, spec.schedule?.cron, spec.schedule?.timezone, spec.testerTargets.length]);
  return planOf(a) !== planOf(b);
}
