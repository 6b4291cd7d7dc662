// What a single call ended with becomes an answer, a record and an event; or an approval, when its operation asks.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { CallAnswer } from '#platform/sandbox/sandbox';
import { openApproval } from '../approvals/open-approval.ts';
import { errorOfFailure } from '../calls/call-failure.ts';
import type { CallHost } from '../calls/call-host.ts';
import { answerOf } from '../executions/answer-of.ts';
import type { Ended } from '../executions/answer-of.ts';
import { answerRedaction } from '../executions/answer-redaction.ts';
import type { ExecutionAnswer, ExecutionError } from '../executions/answer.ts';
import { errorOfHost } from '../executions/error-of-end.ts';
import { finish } from '../executions/finish.ts';
import type { StartedExecution } from '../executions/started.ts';

export interface ConcludingCall {
  readonly execution: StartedExecution;
  readonly host: CallHost;
  readonly answer: CallAnswer;
  readonly durationMs: number;
  readonly name: string;
  readonly argsJson: string;
  /** What else belongs into the transaction that keeps the end. */
  readonly along?: ((tx: Tx, answer: ExecutionAnswer) => Promise<void>) | undefined;
}

const CUT = { kind: 'runtime_error', message: 'The call cannot be made.' } as const;

export async function concludeCall(ctx: Ctx, concluding: ConcludingCall): Promise<ExecutionAnswer> {
  const { execution, host, answer, durationMs, along } = concluding;
  const redaction = await answerRedaction(ctx.deps, execution.org.id);
  const answered = (outcome: Ended['outcome']): ExecutionAnswer =>
    answerOf({ execId: execution.id, outcome, logs: [], calls: host.calls, durationMs }, redaction);
  const outcome = answer.kind === 'pause' ? { ok: false as const, error: await ask(ctx, concluding) } : outcomeOf(answer, host);
  const result = answered(outcome);
  if (result.error?.kind === 'approval_pending') return result;
  await finish(ctx.deps, execution, {
    done: { errorKind: result.error?.kind ?? null, durationMs, calls: host.calls, tags: host.tags },
    along: along && ((tx) => along(tx, result)),
  });
  return result;
}

function ask(ctx: Ctx, { execution, host, durationMs, name, argsJson }: ConcludingCall): Promise<ExecutionError> {
  const call = host.examine(name, argsJson);
  if (!call) return Promise.resolve(CUT);
  const paused = { image: null, name, argsJson, code: '', warnings: [] };
  return openApproval(ctx, { execution, call, paused, durationMs, calls: host.calls, tags: host.tags });
}

function outcomeOf(answer: Exclude<CallAnswer, { kind: 'pause' }>, host: CallHost): Ended['outcome'] {
  if (answer.kind === 'value') return { ok: true, raw: { json: answer.json, truncated: false } };
  const failure = answer.kind === 'error' ? host.failures.at(-1) : undefined;
  return { ok: false, error: failure ? errorOfFailure(failure) : errorOfHost(answer.kind === 'end' ? answer.error : CUT) };
}
