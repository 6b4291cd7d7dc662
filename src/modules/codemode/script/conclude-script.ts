// What a run of the sandbox ended with becomes an answer, a record and an event; or, inside a call that asks, an approval.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { ScriptEnd } from '#platform/sandbox/sandbox';
import type { PreparedScript } from '#platform/script/prepared-script';
import { openApproval } from '../approvals/open-approval.ts';
import type { CallHost } from '../calls/call-host.ts';
import { answerOf } from '../executions/answer-of.ts';
import type { Ended } from '../executions/answer-of.ts';
import { answerRedaction } from '../executions/answer-redaction.ts';
import type { ExecutionAnswer, ExecutionError } from '../executions/answer.ts';
import { errorOfEnd } from '../executions/error-of-end.ts';
import { finish } from '../executions/finish.ts';
import type { StartedExecution } from '../executions/started.ts';

export interface Concluding {
  readonly execution: StartedExecution;
  /** As the agent sent it. */
  readonly code: string;
  readonly script: Pick<PreparedScript, 'toAgentPosition'>;
  readonly host: CallHost;
  readonly end: ScriptEnd;
  readonly timeoutMs: number;
  readonly durationMs: number;
  readonly warnings: readonly string[];
  /** What else belongs into the transaction that keeps the end. */
  readonly along?: ((tx: Tx, answer: ExecutionAnswer) => Promise<void>) | undefined;
}

export async function concludeScript(ctx: Ctx, concluding: Concluding): Promise<ExecutionAnswer> {
  const { execution, end, host, durationMs, warnings } = concluding;
  const redaction = await answerRedaction(ctx.deps, execution.org.id);
  const answered = (outcome: Ended['outcome']): ExecutionAnswer =>
    answerOf({ execId: execution.id, outcome, logs: end.logs, calls: host.calls, durationMs, warnings }, redaction);
  if (end.kind !== 'paused') return ended(ctx, concluding, answered(outcomeOf(end, concluding)));
  const refused = (error: ExecutionError): ExecutionAnswer => answered({ ok: false, error });
  const error = await keep(ctx, concluding, { end, answered: refused });
  const answer = refused(error);
  return error.kind === 'approval_pending' ? answer : ended(ctx, concluding, answer);
}

function outcomeOf(end: Exclude<ScriptEnd, { kind: 'paused' }>, { host, execution, timeoutMs, script }: Concluding): Ended['outcome'] {
  if (end.kind === 'returned') return { ok: true, raw: end };
  const limits = { ...execution.bundle.manifest.limits, timeoutMs };
  const { toAgentPosition } = script;
  return { ok: false, error: errorOfEnd(end, { limits, failures: host.failures, toAgentPosition }) };
}

interface Keeping {
  readonly end: Extract<ScriptEnd, { kind: 'paused' }>;
  readonly answered: (error: ExecutionError) => ExecutionAnswer;
}

async function keep(
  ctx: Ctx,
  { execution, code, host, durationMs, warnings, along }: Concluding,
  { end, answered }: Keeping,
): Promise<ExecutionError> {
  const { name, argsJson } = end.pending;
  const call = host.examine(name, argsJson);
  if (!call) return { kind: 'runtime_error', message: 'The script stopped inside a call that cannot be made.' };
  const image = Buffer.from(end.image).toString('base64');
  return openApproval(ctx, {
    execution,
    call,
    paused: { image, name, argsJson, code, warnings },
    durationMs,
    calls: host.calls,
    tags: host.tags,
    along: along && ((tx, error) => along(tx, answered(error))),
  });
}

async function ended({ deps }: Ctx, { execution, host, durationMs, along }: Concluding, answer: ExecutionAnswer): Promise<ExecutionAnswer> {
  await finish(deps, execution, {
    done: { errorKind: answer.error?.kind ?? null, durationMs, calls: host.calls, tags: host.tags },
    along: along && ((tx) => along(tx, answer)),
  });
  return answer;
}
