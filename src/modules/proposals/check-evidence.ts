// Does everything that a proposal cites exist in its organization?
import type { FieldError } from '#kernel/errors';
import { parseRunId } from '#kernel/ids';
import { existingEvents, existingRuns, hasCall } from '#modules/runs';
import { hasCriterion } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';

const UNKNOWN = 'is not the id of a run, criterion, tool call or trace event of this organization';

/** One error for each entry that names nothing. */
export async function checkEvidence(ctx: Ctx, evidence: readonly string[]): Promise<FieldError[]> {
  const { db } = ctx.deps;
  const orgId = ctx.org.id;
  const runIds = evidence.flatMap((id) => parseRunId(id) ?? []);
  const eventIds = evidence.filter((id) => id.startsWith('evt_'));
  const [runs, events] = await Promise.all([existingRuns(db, orgId, runIds), existingEvents(db, orgId, eventIds)]);
  const errors: FieldError[] = [];
  for (const [index, id] of evidence.entries()) {
    const runId = parseRunId(id);
    const exists = runId
      ? runs.has(runId)
      : events.has(id) ||
        (id.startsWith('call_') && (await hasCall(db, orgId, id))) ||
        (id.startsWith('crit_') && (await hasCriterion(db, orgId, id)));
    if (!exists) errors.push({ field: `evidence[${index}]`, message: UNKNOWN });
  }
  return errors;
}
