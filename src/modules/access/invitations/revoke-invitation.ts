// Takes an invitation back: its link is void at once.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { holdOrganization } from '../members/hold-organization.ts';
import { requirePerson } from '../require-person.ts';
import { recordRevoked } from './revoke-invitations-of.ts';
import { revoke } from './store.ts';

const input = z.strictObject({ invitationId: z.string() });

export async function revokeInvitation(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const { invitationId } = parseInput(input, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'admin');
    const [invitation] = await revoke(tx, { orgId: ctx.org.id, id: invitationId, now: ctx.deps.clock.now() });
    if (!invitation) throw notFound('invitation');
    await recordRevoked(tx, ctx, invitation);
  });
}
