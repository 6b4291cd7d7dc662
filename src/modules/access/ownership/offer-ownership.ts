// The owner offers the organization to a member. Nothing changes until that member accepts.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { conflictOn } from '../conflict-on.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { memberOf } from '../members/store.ts';
import { requirePerson } from '../require-person.ts';
import type { SeenOffer } from './get-ownership-offer.ts';
import { OFFER_LIVES_MS } from './offer.ts';
import { currentOffer, putOffer } from './store.ts';

const input = z.strictObject({ userId: z.string() });

/** Throws `conflict` on `userId` while another offer waits. */
export async function offerOwnership(ctx: Ctx, raw: unknown): Promise<SeenOffer> {
  requireRole(ctx, 'owner');
  requirePerson(ctx);
  const { userId } = parseInput(input, raw);
  return inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'owner');
    const at = ctx.deps.clock.now();
    const member = await memberOf(tx, ctx.org.id, userId);
    if (!member) throw invalidField('userId', 'is not a member');
    if (member.role === 'owner') throw invalidField('userId', 'is the owner already');
    const waiting = await currentOffer(tx, ctx.org.id, at);
    if (waiting) throw conflictOn('userId', `waits: the ownership is offered to ${waiting.toName}; withdraw that first`);
    const expiresAt = new Date(at.getTime() + OFFER_LIVES_MS);
    await putOffer(tx, ctx.org.id, { fromUserId: ctx.actor.id, toUserId: userId, at, expiresAt });
    const offer = { toUserId: userId, toName: member.name, expiresAt: expiresAt.toISOString() };
    await record(tx, ctx, { action: 'ownership.offer', objectType: 'organization', objectId: ctx.org.id, after: offer });
    return { ...offer, isToYou: false };
  });
}
