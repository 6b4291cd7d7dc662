// Keeps what an execution ended with for whoever asked for it.
import type { OrgRef } from '#kernel/context';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { ExecutionAnswer, ExecutionError } from '../executions/answer.ts';
import { finish } from '../executions/finish.ts';
import type { FinishedThing } from '../executions/finish.ts';
import type { RecordedExecution } from '../executions/store.ts';
import { sealPart } from './sealed.ts';
import { saveResult } from './store.ts';

/** In a transaction with the record of the execution. An approval that has a result keeps the one it has. */
export async function keepResult(
  deps: Pick<Deps, 'vault'>,
  tx: Tx,
  { approvalId, answer }: { approvalId: string; answer: ExecutionAnswer },
): Promise<void> {
  const sealed = await sealPart(deps, { part: 'result', approvalId, content: answer });
  await saveResult(tx, approvalId, sealed);
}

export const finishedThing = (org: OrgRef, execution: RecordedExecution): FinishedThing => ({
  id: execution.id,
  org,
  actor: execution.actor,
  startedAt: new Date(execution.startedAt),
  tool: execution.tool,
  session: execution.sessionKey,
  header: { intent: execution.intent, context: execution.context, frustration: execution.frustration },
  bundle: { bundleId: execution.bundleId, environment: execution.environment, source: { id: execution.sourceId } },
});

export interface Ending {
  readonly approvalId: string;
  readonly org: OrgRef;
  readonly execution: RecordedExecution;
  readonly error: ExecutionError;
  /** The transaction it belongs to, where there is one already. */
  readonly tx?: Tx | undefined;
}

/** Ends an execution that does not go on. What it logged went with it. */
export async function endWithout(deps: Deps, { approvalId, org, execution, error, tx: outer }: Ending): Promise<void> {
  const { id: execId, calls, tags } = execution;
  const durationMs = execution.durationMs ?? 0;
  const shown = calls.map(({ arguments: _names, ...call }) => call);
  const answer = { execId, ok: false, result: null, resultTruncated: false, logs: [], calls: shown, durationMs, error };
  await finish(deps, finishedThing(org, execution), {
    done: { errorKind: error.kind, durationMs, calls, tags },
    along: (tx) => keepResult(deps, tx, { approvalId, answer }),
    tx: outer,
  });
}
