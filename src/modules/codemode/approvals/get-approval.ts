// A verb: one call that waits or waited for a person, with exactly what it sends.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Approval } from './approval.ts';
import { openPart } from './sealed.ts';
import { findSummary } from './store.ts';

const Input = z.strictObject({ approvalId: z.string('must be text') });

export async function getApproval(ctx: Ctx, raw: unknown): Promise<Approval> {
  requireRole(ctx, 'viewer');
  const { approvalId } = parseInput(Input, raw);
  const found = await findSummary(ctx.deps.db, ctx.org.id, approvalId);
  if (!found) throw notFound('approval');
  const request = await openPart(ctx.deps, { part: 'request', approvalId, sealed: found.request });
  return { ...found.summary, request: request ?? null };
}
