// A verb: a person says yes or no to a call that waits. Once, whoever else says something at the same time (spec 11 §7).
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record, requirePerson } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { Approval, ApprovalState } from './approval.ts';
import { getApproval } from './get-approval.ts';
import { lockApproval, markDecided } from './store.ts';

export const DECISIONS = ['approve', 'reject'] as const;

const Input = z.strictObject({
  approvalId: z.string('must be text'),
  decision: z.enum(DECISIONS, { error: `must be one of ${DECISIONS.join(', ')}` }),
  note: boundedText(1, 500).optional(),
});

const STATES = { approve: 'approved', reject: 'rejected' } as const satisfies Record<(typeof DECISIONS)[number], ApprovalState>;

/**
 * Throws `forbidden_role` for keys and applications too: what an agent asks for, no agent decides. `conflict` when it is decided
 * already or its time is over.
 */
export async function decideApproval(ctx: Ctx, raw: unknown): Promise<Approval> {
  requireRole(ctx, 'editor');
  requirePerson(ctx);
  const { approvalId, decision, note } = parseInput(Input, raw);
  const { db, clock, jobs } = ctx.deps;
  const state = STATES[decision];
  const at = clock.now();
  await inTransaction(db, async (tx) => {
    const approval = await lockApproval(tx, ctx.org.id, approvalId);
    if (!approval) throw notFound('approval');
    if (approval.state !== 'pending') throw conflict(`This call was ${approval.state} already.`);
    if (approval.expiresAt <= at) throw conflict('This call waited longer than 24 hours and can no longer be decided.');
    const { type, id, name } = ctx.actor;
    await markDecided(tx, approvalId, { state, at, by: { type, id, name } });
    await jobs.enqueue(tx, 'approval.resume', { approvalId }, { singletonKey: approvalId });
    const { sourceId, operationId, executionId } = approval;
    await record(tx, ctx, {
      action: `approval.${decision}`,
      objectType: 'approval',
      objectId: approvalId,
      before: { state: 'pending' },
      after: { state, sourceId, operationId, executionId },
      note,
    });
  });
  jobs.poke();
  return getApproval(ctx, { approvalId });
}

const conflict = (message: string): AppError => new AppError('conflict', message);
