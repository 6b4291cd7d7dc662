// A verb: asks again for what waited for a person, with the id that was given (spec 11 §7). Does not wait itself.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { ExecutionAnswer, ExecutionError } from '../executions/answer.ts';
import { findExecution } from '../executions/store.ts';
import { pendingError } from './open-approval.ts';
import { openPart } from './sealed.ts';
import { findApproval } from './store.ts';
import type { StoredApproval } from './store.ts';
import { expiredError } from './tend-approvals.ts';

const Input = z.strictObject({
  approvalId: z.string('must be text').min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
});

/** A script that asks again leads from one approval to the next; an execution makes at most so many calls. */
const MAX_CHAIN = 1_000;

/**
 * What the script ended with; or `approval_pending` while it waits, with the id to ask with next. Only for who asked at first: to
 * everybody else the approval does not exist. Answers the same for a day, so that an answer that got lost can be fetched again.
 */
export async function resumeExecution(ctx: Ctx, raw: unknown): Promise<ExecutionAnswer> {
  requireRole(ctx, 'viewer');
  let { approvalId } = parseInput(Input, raw);
  for (let step = 0; ; step += 1) {
    const approval = await findApproval(ctx.deps.db, ctx.org.id, approvalId);
    if (!approval || !isAskedBy(ctx, approval)) throw notFound('approval');
    const answer = await answerTo(ctx, approval);
    const next = answer.error?.kind === 'approval_pending' ? answer.error.approvalId : undefined;
    if (next === undefined || next === approvalId || step === MAX_CHAIN) return answer;
    approvalId = next;
  }
}

const isAskedBy = ({ actor }: Ctx, { askedBy }: StoredApproval): boolean => askedBy.id === actor.id && askedBy.type === actor.type;

async function answerTo({ deps, org }: Ctx, approval: StoredApproval): Promise<ExecutionAnswer> {
  const kept = await openPart(deps, { part: 'result', approvalId: approval.id, sealed: approval.result });
  if (kept) return kept;
  const execution = await findExecution(deps.db, org.id, approval.executionId);
  const calls = execution?.calls.map(({ arguments: _names, ...call }) => call) ?? [];
  const nothing = { ok: false, result: null, resultTruncated: false, logs: [] };
  return {
    execId: approval.executionId,
    ...nothing,
    calls,
    durationMs: execution?.durationMs ?? 0,
    error: errorNow(approval, deps.clock.now()),
  };
}

function errorNow(approval: StoredApproval, now: Date): ExecutionError {
  const { id: approvalId, operationId, state, expiresAt, result } = approval;
  if (result !== null) {
    return { kind: 'interrupted', message: 'What it ended with is no longer kept: it is for one day after the decision.', approvalId };
  }
  if (state === 'pending' && expiresAt <= now) return expiredError(approval);
  if (state === 'pending') return pendingError({ approvalId, operationId, expiresAt: expiresAt.toISOString() });
  const message = `${operationId} was ${state}, and the script goes on. Ask again with the id ${approvalId}.`;
  return { kind: 'approval_pending', message, operationId, approvalId };
}
