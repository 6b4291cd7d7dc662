// Keeps proposed content as a version without a number: trials run it, and applying numbers that very row.
import { newId } from '#kernel/ids';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { authorOf } from '../save-version.ts';
import { insertVersion } from '../store.ts';
import type { WorkflowSpec } from '../workflow.ts';

/** Answers the version's id. Changes nothing of the workflow, and shows in no history. */
export async function stageVersion(
  tx: Tx,
  ctx: Ctx,
  { workflowId, spec, at }: { readonly workflowId: string; readonly spec: WorkflowSpec; readonly at: Date },
): Promise<string> {
  const id = newId('ver', at.getTime());
  await insertVersion(tx, ctx.org.id, {
    id,
    workflowId,
    number: null,
    createdAt: at.toISOString(),
    author: authorOf(ctx.actor),
    diff: [],
    restoredFrom: null,
    spec,
  });
  return id;
}
