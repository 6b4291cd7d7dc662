// Writes what a check came to: its record and everything that follows from it, and the fact where it is news.
import { newId } from '#kernel/ids';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { CheckTrigger, MonitorCheck } from '../monitor.ts';
import { nextState } from './next-state.ts';
import type { PlacedCheck } from './perform-check.ts';
import { recordCheck } from './store.ts';
import type { Claim } from './store.ts';

export interface Outcome {
  readonly claim: Claim;
  readonly tickAt: Date | null;
  readonly trigger: CheckTrigger;
  readonly performed: PlacedCheck;
}

/** Undefined when the monitor was changed, paused or claimed by another since: then nothing is written. */
export async function recordOutcome(deps: Deps, { claim, tickAt, trigger, performed }: Outcome): Promise<MonitorCheck | undefined> {
  const check: MonitorCheck = {
    id: newId('chk', Date.parse(performed.at)),
    monitorId: claim.id,
    ...performed,
    trigger,
  };
  const after = nextState(claim, check);
  const recording = { claim, tickAt, check, after };
  // Most checks are no news: one statement is a transaction by itself.
  if (!after.isNews) return (await recordCheck(deps.db, recording)) === undefined ? undefined : check;
  return inTransaction(deps.db, async (tx) => {
    const seq = await recordCheck(tx, recording);
    if (seq === undefined) return undefined;
    const fact = { monitorId: claim.id, serverId: claim.mcpServerId, seq, status: check.status };
    await deps.outbox.emit(tx, claim.orgId, 'check.recorded', fact);
    return check;
  });
}
