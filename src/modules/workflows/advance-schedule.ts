// What happens when a target of a workflow is due: one job for its tick, and the next row (spec 02 §4).
import type { Tx } from '#platform/db/connect';
import type { Advance, DueRow } from '#platform/jobs/due';
import { advanceTick } from './plan-ticks.ts';
import { findWorkflowById } from './store.ts';

/** Called by the ticker with a claimed row, in its transaction. `next` is null for a workflow that is not scheduled any more. */
export async function advanceSchedule(tx: Tx, row: DueRow, now: Date): Promise<Advance> {
  const workflow = await findWorkflowById(tx, row.subjectId);
  const { schedule, testerTargets } = workflow?.spec ?? { schedule: null, testerTargets: [] };
  if (workflow?.state !== 'active' || !schedule || row.slot >= testerTargets.length) return { jobs: [], next: null };
  const { isServed, next } = advanceTick(schedule, { ...row, count: testerTargets.length }, now);
  const tickAt = row.tickAt.toISOString();
  const payload = { orgId: row.orgId, workflowId: workflow.id, targetIndex: row.slot, tickAt };
  const job = { name: 'run.tick' as const, payload, options: { singletonKey: `${workflow.id}:${row.slot}:${tickAt}` } };
  return { jobs: isServed ? [job] : [], next };
}
