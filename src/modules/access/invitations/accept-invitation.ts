// A signed-in person uses an invitation up and becomes a member. Of any number of tries at once one succeeds (spec 09 §4).
import { randomUUID } from 'node:crypto';
import { AppError, notFound } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import type { AuditContext } from '../audit/record.ts';
import type { GivenRole } from '../members/given-role.ts';
import { joinOrganization } from '../members/join-organization.ts';
import { lockOrganization } from '../organizations/store.ts';
import { tokenHash } from '../sessions/token.ts';
import { personById } from '../store.ts';
import type { Person } from '../store.ts';
import { markAccepted, offeredBy } from './store.ts';
import type { Offered } from './store.ts';

type Doors = Pick<Deps, 'db' | 'clock' | 'mail'>;

export interface Accepting {
  readonly token: string;
  /** Read anew: only the id counts. */
  readonly user: { readonly id: string };
  readonly requestId?: string | undefined;
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
}

export interface Accepted {
  readonly organization: { readonly slug: string; readonly name: string };
  readonly role: GivenRole;
}

/** Throws `not_found` for a token that opens nothing, `conflict` for a member, `forbidden_role` for the invitation of somebody else. */
export async function acceptInvitation(deps: Doors, accepting: Accepting): Promise<Accepted> {
  const hash = tokenHash(accepting.token);
  if (hash === undefined) throw notFound('invitation');
  return inTransaction(deps.db, async (tx) => {
    const { offered, person } = await holdOffer(tx, deps, { hash, userId: accepting.user.id });
    requireAddressee(deps, offered, person);
    const { organization, role } = offered;
    const at = deps.clock.now();
    const member = await joinOrganization(tx, { orgId: organization.id, userId: person.id, role, at });
    if (!member) throw new AppError('conflict', `You are a member of ${organization.name} already.`);
    await markAccepted(tx, offered.id, { userId: person.id, at });
    const actor = { type: 'user', id: person.id, name: person.name, role } as const;
    const { requestId = randomUUID(), ip, userAgent } = accepting;
    await recordJoined(tx, { deps, org: organization, actor, requestId, ip, userAgent }, offered);
    return { organization: { slug: organization.slug, name: organization.name }, role };
  });
}

/** Holding the organization, so that nobody else accepts, revokes or closes it meanwhile. */
async function holdOffer(
  tx: Tx,
  deps: Doors,
  { hash, userId }: { readonly hash: string; readonly userId: string },
): Promise<{ readonly offered: Offered; readonly person: Person }> {
  const seen = await offeredBy(tx, hash, deps.clock.now());
  if (seen) await lockOrganization(tx, seen.organization.id);
  const [offered, person] = [seen && (await offeredBy(tx, hash, deps.clock.now())), await personById(tx, userId)];
  if (!offered || !person) throw notFound('invitation');
  return { offered, person };
}

/** An instance that sends no mail cannot verify an address; there the token, which nobody else was told, has to do. */
function requireAddressee({ mail }: Doors, { email }: Offered, person: Person): void {
  if (email === null) return;
  if (person.email !== email) throw new AppError('forbidden_role', 'This invitation is for another e-mail address. Sign in with that one.');
  if (mail.isConfigured && !person.emailVerified) {
    throw new AppError('forbidden_role', 'Verify your e-mail address first, by the link that was sent to it.');
  }
}

async function recordJoined(tx: Tx, ctx: AuditContext, { id, email, role }: Offered): Promise<void> {
  await record(tx, ctx, { action: 'invitation.accept', objectType: 'invitation', objectId: id, before: { email, role } });
  await record(tx, ctx, {
    action: 'member.add',
    objectType: 'member',
    objectId: ctx.actor.id,
    after: { name: ctx.actor.name, role },
    note: `by invitation ${id}`,
  });
}
