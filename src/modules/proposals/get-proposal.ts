// One proposal with its content and its trials.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { presentOne } from './present-proposals.ts';
import type { Proposal } from './proposal.ts';
import { findProposal } from './store.ts';

const input = z.strictObject({ proposalId: z.string('must be text') });

export async function getProposal(ctx: Ctx, raw: unknown): Promise<Proposal> {
  requireRole(ctx, 'viewer');
  const stored = await findProposal(ctx.deps.db, ctx.org.id, parseInput(input, raw).proposalId);
  if (!stored) throw notFound('proposal');
  return presentOne(ctx, stored);
}
